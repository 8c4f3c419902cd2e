import { agentOf, agentsOf, defaultAgentOf, mainAgentOf } from "../../../src/config/agents.js";
import { parseConfig } from "../../../src/config/load.js";

const place = { stateDir: "/state", home: "/home/me" };
const agents = (config: object) => agentsOf(parseConfig(JSON.stringify(config), "config.json"), place);

const defaults = {
  model: { primary: "opus", fallbacks: ["openai/gpt"] },
  models: { "anthropic/claude": { alias: "opus" }, "openai/gpt": {} },
  modelPolicy: { allow: ["anthropic/*"] },
};

describe("the agents of a configuration", () => {
  test("without a list there is main", () => {
    expect(agents({})).toEqual([
      { id: "main", isDefault: true, models: [], fallbacks: [], agentDir: "/state/agents/main/agent" },
    ]);
  });

  test("an agent has what the defaults say", () => {
    expect(agents({ agents: { defaults, list: [{ id: "a" }] } })).toEqual([
      {
        id: "a",
        isDefault: true,
        primary: "opus",
        fallbacks: ["openai/gpt"],
        models: [{ ref: "anthropic/claude", alias: "opus" }, { ref: "openai/gpt" }],
        allow: ["anthropic/*"],
        agentDir: "/state/agents/a/agent",
      },
    ]);
  });

  test("an agent's own model replaces the default one together with its fallbacks", () => {
    const [a, b] = agents({
      agents: {
        defaults,
        list: [
          { id: "a", model: "openai/gpt" },
          { id: "b", model: { primary: "openai/gpt" } },
        ],
      },
    });
    expect(a).toMatchObject({ primary: "openai/gpt", fallbacks: [] });
    expect(b).toMatchObject({ primary: "openai/gpt", fallbacks: [] });
  });

  test("an agent's own aliases and policy win; a ref keeps the alias that nobody else took", () => {
    const [a] = agents({
      agents: {
        defaults,
        list: [
          {
            id: "a",
            models: { "openai/gpt": { alias: "Opus" }, "xai/grok": { alias: "grok" }, "Anthropic/claude": {} },
            modelPolicy: {},
            agentDir: "~/a",
          },
        ],
      },
    });
    expect(a?.models).toEqual([
      { ref: "Anthropic/claude" },
      { ref: "openai/gpt", alias: "Opus" },
      { ref: "xai/grok", alias: "grok" },
    ]);
    expect(a?.allow).toBeUndefined();
    expect(a?.agentDir).toBe("/home/me/a");
  });

  test("the models of providers are in every catalogue, after those that somebody wrote", () => {
    const [main] = agents({
      agents: { defaults: { models: { "xai/grok": {} } } },
      models: { providers: { OpenAI: { models: ["gpt", "o/1"] }, xai: { models: ["grok"] } } },
    });
    expect(main?.models).toEqual([{ ref: "xai/grok" }, { ref: "openai/gpt" }, { ref: "openai/o/1" }]);
  });

  test("exactly one is the default: the one that says so, else the first", () => {
    const marked = agents({ agents: { list: [{ id: "a" }, { id: "b", default: true }] } });
    expect(marked.map(({ isDefault }) => isDefault)).toEqual([false, true]);
    expect(defaultAgentOf(marked).id).toBe("b");
    expect(defaultAgentOf(agents({ agents: { list: [{ id: "a" }, { id: "b" }] } })).id).toBe("a");
    expect(defaultAgentOf(agents({ agents: { list: [] } })).id).toBe("main");
  });

  test("main is what is configured of it, and has its directory also where no agent has that name", () => {
    const written = agents({ agents: { list: [{ id: "a" }, { id: "main", agentDir: "/elsewhere" }] } });
    expect(mainAgentOf(written, place)).toBe(written[1]);
    const without = mainAgentOf(agents({ agents: { list: [{ id: "a" }] } }), place);
    expect(without).toMatchObject({ id: "main", agentDir: "/state/agents/main/agent" });
  });

  test("an agent that does not exist is refused with the nearest name", () => {
    const known = agents({ agents: { list: [{ id: "research" }, { id: "home" }] } });
    expect(agentOf(known).id).toBe("research");
    expect(agentOf(known, "home").id).toBe("home");
    expect(() => agentOf(known, "reserch")).toThrow(
      expect.objectContaining({ code: "unknown_agent", hint: "Did you mean research?" }),
    );
    expect(() => agentOf(known, "xxxxxxxx")).toThrow(expect.objectContaining({ hint: "There are: research, home." }));
  });
});
