import { openStage } from "./stage.js";

const stage = openStage({
  config: {
    agents: {
      defaults: { model: "echo/small" },
      list: [{ id: "main" }, { id: "research", model: "echo/large" }],
    },
    bindings: [{ agentId: "main", match: { channel: "terminal" } }],
    models: { providers: { echo: { api: "echo" } } },
  },
  profiles: { "echo:home": { type: "api_key", provider: "echo", key: "any" } },
});
afterAll(() => stage.remove());

test("chat is answered by the agent that is bound to the terminal, or by the one that is named", async () => {
  expect((await stage.run("chat", { stdin: "hello\n" })).out).toContain("Model echo/small, profile echo:home.");
  const { exit, out } = await stage.run("chat --agent research", { stdin: "hello\n/model status\n" });
  expect([exit, out]).toEqual([0, expect.stringContaining("Model echo/large, profile echo:home.")]);
  expect(out).toContain("Agent: research");
});

test("an agent that does not exist is an error, and nothing is answered", async () => {
  const { exit, out, err } = await stage.run("chat --agent reserch", { stdin: "hello\n" });
  expect([exit, out]).toEqual([1, ""]);
  expect(err).toBe('There is no agent "reserch".\nDid you mean research?\n');
});
