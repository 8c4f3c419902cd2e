import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import type { ModelAuth } from "../../../src/auth/model-auth.js";
import { terminalPerson } from "../../../src/domain/access.js";
import { isModelpinError } from "../../../src/domain/errors.js";
import {
  alone,
  canary,
  createHouse,
  type House,
  inRoom,
  owner,
  pin,
  plainConfig,
  plainProfiles,
  send,
  t0,
  token,
} from "../../fixtures/auth-house.js";

let house: House;
let auth: ModelAuth;
beforeEach(async () => {
  house = createHouse();
  auth = await house.open();
});
afterEach(() => house.close());

const home = "anthropic/claude-opus-4-5 anthropic:home";
const work = "anthropic/claude-opus-4-5 anthropic:work";

/** What a provider's SDK throws. */
function refusal(status: number): Error {
  return Object.assign(new Error("no"), { status, headers: {}, error: {} });
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("a pin", () => {
  test("is what the confirmation says, what the status says, and what the next request carries", async () => {
    expect(await send(auth, "discord:10")).toBe(home);
    const report = await pin(auth, "discord:10", "sonnet@work", alone("discord:1"));
    expect(report).toMatchObject({ credential: "set", once: false, turnRunning: false });
    const pinned = {
      model: { ref: "anthropic/claude-sonnet-4-5", alias: "sonnet", inCatalog: true },
      profile: { kind: "named", id: "anthropic:work" },
      strict: true,
      by: "discord:1",
      at: t0,
      dangling: false,
    };
    expect(report.status.pin).toEqual(pinned);
    expect((await auth.session("discord:10").status(alone("discord:2"))).pin).toEqual(pinned);
    expect(await send(auth, "discord:10")).toBe("anthropic/claude-sonnet-4-5 anthropic:work");
    const { credential, endpoint } = await auth.session("discord:10").resolve();
    expect(credential.secret.reveal()).toBe(canary);
    expect(endpoint.provider).toBe("anthropic");
  });

  test("belongs to its conversation alone", async () => {
    await pin(auth, "discord:10", "@work");
    for (const other of ["discord:11", "telegram:10", "terminal:10", "discord:1", "discord:100"])
      expect(await send(auth, other)).toBe(home);
    expect(await send(auth, "discord:10")).toBe(work);
  });

  test("outlives the process, a change of the configuration and a failed turn", async () => {
    await pin(auth, "telegram:-100:7", "opus@work --soft");
    const raw = await house.rawPin("telegram:-100:7");
    auth = await house.restart();
    expect(await send(auth, "telegram:-100:7")).toBe(work);
    house.writeConfig({ ...plainConfig, language: "de" });
    house.later();
    await errorOf(auth.session("telegram:-100:7").run(() => Promise.reject(refusal(401))));
    expect(await house.rawPin("telegram:-100:7")).toBe(raw);
  });

  test("is dropped by default, and then the agent's own choice applies", async () => {
    await pin(auth, "discord:10", "gpt@work");
    const { status, credential, previousProfile } = await pin(auth, "discord:10", "default");
    expect({ credential, previousProfile }).toEqual({
      credential: "dropped",
      previousProfile: { kind: "named", id: "openai:work" },
    });
    expect(status.pin).toBeUndefined();
    expect(await house.rawPin("discord:10")).toBeUndefined();
    expect(await send(auth, "discord:10")).toBe(home);
  });

  test("is refused whole: nothing is stored when model, profile or person do not fit", async () => {
    await pin(auth, "discord:10", "opus@work");
    const raw = await house.rawPin("discord:10");
    for (const typed of ["opus@nobody", "nobody@work", "gpt@anthropic:work", "opus@openai:work"])
      expect(isModelpinError(await errorOf(pin(auth, "discord:10", typed)))).toBe(true);
    for (const id of ["discord:7", "discord:8", "discord:404"])
      expect(await errorOf(pin(auth, "discord:10", "sonnet", alone(id)))).toMatchObject({ code: "may_not_switch" });
    expect(await house.rawPin("discord:10")).toBe(raw);
  });

  test("to a profile that is gone fails the turn, asks nobody else, and can be dropped", async () => {
    await pin(auth, "discord:10", "@work");
    house.writeProfiles({ ...plainProfiles, profiles: { "anthropic:home": token() } });
    house.later();
    const asked: string[] = [];
    const error = await errorOf(
      auth.session("discord:10").run(async ({ profileId }) => asked.push(profileId), { person: terminalPerson }),
    );
    expect(error).toMatchObject({ code: "no_usable_profile" });
    expect(asked).toEqual([]);
    const status = await auth.session("discord:10").status(owner);
    expect(status.pin).toMatchObject({ dangling: true });
    await pin(auth, "discord:10", "default");
    expect(await send(auth, "discord:10")).toBe(home);
  });

  test("that is a lock asks one account only, whatever that answers", async () => {
    await pin(auth, "discord:10", "@work");
    for (const status of [429, 401, 403, 402, 500, 503]) {
      const asked: string[] = [];
      const failing = ({ profileId }: { profileId: string }): Promise<never> => {
        asked.push(profileId);
        return Promise.reject(refusal(status));
      };
      const wait = async (ms: number): Promise<void> => house.later(ms);
      await errorOf(auth.session("discord:10").run(failing, { person: terminalPerson, wait }));
      expect(new Set(asked)).toEqual(new Set(["anthropic:work"]));
      house.later(24 * 60 * 60 * 1000);
    }
  });
});

describe("a conversation within another", () => {
  test("uses the surrounding pin until it has its own", async () => {
    await pin(auth, "discord:10", "sonnet@work");
    expect(await send(auth, "discord:99", "discord:10")).toBe("anthropic/claude-sonnet-4-5 anthropic:work");
    const inherited = await auth.session("discord:99", { parent: "discord:10" }).status(owner);
    expect(inherited.pin).toMatchObject({ inheritedFrom: "discord:10" });
    await pin(auth, "discord:99", "opus", owner, "discord:10");
    expect(await send(auth, "discord:99", "discord:10")).toBe(work);
    expect(await send(auth, "discord:10")).toBe("anthropic/claude-sonnet-4-5 anthropic:work");
    await pin(auth, "discord:99", "default", owner, "discord:10");
    expect(await send(auth, "discord:99", "discord:10")).toBe("anthropic/claude-sonnet-4-5 anthropic:work");
  });

  test("@auto there drops the credential there, for good, and nowhere else", async () => {
    await pin(auth, "discord:10", "@work");
    await pin(auth, "discord:99", "@auto", owner, "discord:10");
    expect(await send(auth, "discord:99", "discord:10")).toBe(home);
    await pin(auth, "discord:98", "@home", owner, "discord:10");
    const { credential } = await pin(auth, "discord:98", "@auto", owner, "discord:10");
    expect(credential).toBe("dropped");
    expect((await auth.session("discord:98", { parent: "discord:10" }).status(owner)).pin?.profile).toBeUndefined();
    expect(await send(auth, "discord:10")).toBe(work);
  });

  test("does not take over what was meant for the channel's next turn", async () => {
    await pin(auth, "discord:10", "@work --once");
    expect(await send(auth, "discord:99", "discord:10")).toBe(home);
    expect(await send(auth, "discord:10")).toBe(work);
  });
});

describe("--once", () => {
  test.each<readonly [outcome: string, call: () => Promise<string>]>([
    ["an answer", async () => "fine"],
    ["a refusal of the provider", () => Promise.reject(refusal(429))],
    ["a crash of the caller", () => Promise.reject(new TypeError("oh"))],
    [
      "a throw",
      () => {
        throw new Error("at once");
      },
    ],
  ])("holds for exactly one turn when that ends with %s, and the pin beneath stays as it was", async (_, call) => {
    await pin(auth, "discord:10", "sonnet@home");
    const raw = await house.rawPin("discord:10");
    await pin(auth, "discord:10", "opus@work --once", alone("discord:2"));
    const status = await auth.session("discord:10").status(owner);
    expect(status.once).toMatchObject({ profile: { id: "anthropic:work" }, by: "discord:2" });
    expect(status.pin).toMatchObject({ profile: { id: "anthropic:home" } });
    const asked: string[] = [];
    const turn = auth.session("discord:10").run(
      async ({ profileId }) => {
        asked.push(profileId);
        return call();
      },
      { person: terminalPerson },
    );
    await turn.catch(() => undefined);
    expect(new Set(asked)).toEqual(new Set(["anthropic:work"]));
    expect(await house.rawPin("discord:10")).toBe(raw);
    expect(await send(auth, "discord:10")).toBe("anthropic/claude-sonnet-4-5 anthropic:home");
  });

  test("waits for its turn over a restart, and leaves nothing behind where nothing was pinned", async () => {
    await pin(auth, "discord:10", "@work --once");
    auth = await house.restart();
    expect(await send(auth, "discord:10")).toBe(work);
    expect(await house.rawPin("discord:10")).toBeUndefined();
    expect(await send(auth, "discord:10")).toBe(home);
  });

  test("is not used up by looking", async () => {
    await pin(auth, "discord:10", "@work --once");
    await auth.session("discord:10").status(owner);
    await auth.session("discord:10").why(owner);
    await auth.session("discord:10").resolve(terminalPerson);
    expect(await send(auth, "discord:10")).toBe(work);
  });

  test("is one turn's, also when two begin together", async () => {
    await pin(auth, "discord:10", "@work --once");
    const turns = await Promise.all([send(auth, "discord:10"), send(auth, "discord:10")]);
    expect(turns.toSorted()).toEqual([home, work]);
  });

  test("a new choice replaces it: the newest word holds", async () => {
    await pin(auth, "discord:10", "@work --once");
    await pin(auth, "discord:10", "@home");
    expect(await send(auth, "discord:10")).toBe(home);
  });

  test("--once with default is one turn of the agent's own choice", async () => {
    await pin(auth, "discord:10", "sonnet@work");
    await pin(auth, "discord:10", "default --once");
    expect(await send(auth, "discord:10")).toBe(home);
    expect(await send(auth, "discord:10")).toBe("anthropic/claude-sonnet-4-5 anthropic:work");
  });
});

describe("what somebody else writes", () => {
  test("an order is obeyed 250 ms later, without a restart", async () => {
    expect(await send(auth, "discord:10")).toBe(home);
    house.writeProfiles({ ...plainProfiles, order: { anthropic: ["anthropic:work", "anthropic:home"] } });
    house.later();
    expect(await send(auth, "discord:10")).toBe(work);
    const again = { ...plainProfiles, order: { Anthropic: ["anthropic:home"] } };
    house.writeProfiles(again);
    house.later();
    expect(await send(auth, "discord:10")).toBe(home);
  });

  test("a profile that comes, and a default that changes", async () => {
    const { order: _, ...unordered } = plainProfiles;
    house.writeProfiles({
      ...unordered,
      profiles: {
        ...unordered.profiles,
        "anthropic:a": { ...token(), type: "oauth", access: canary, refresh: canary, expires: t0 * 2 },
      },
    });
    house.writeConfig({ ...plainConfig, agents: { defaults: { ...plainConfig.agents.defaults, model: "sonnet" } } });
    house.later();
    expect(await send(auth, "discord:10")).toBe("anthropic/claude-sonnet-4-5 anthropic:a");
  });

  test("a configuration that is invalid is named, and the last valid one stays in force", async () => {
    house.writeConfig('{ "agnets": {} }');
    house.later();
    expect(await send(auth, "discord:10")).toBe(home);
    const { problems } = await auth.session("discord:10").status(owner);
    expect(problems).toEqual([expect.objectContaining({ detail: expect.stringContaining("agnets") })]);
    expect((await auth.session("discord:10").status(alone("discord:1"))).problems).toEqual([
      expect.objectContaining({ detail: "" }),
    ]);
    house.writeConfig(plainConfig);
    house.later();
    expect((await auth.session("discord:10").status(owner)).problems).toEqual([]);
  });

  test("a file of the system users come from works as it is, its counters unread and untouched", async () => {
    const theirs = `${JSON.stringify(
      {
        version: 1,
        profiles: {
          "anthropic:manual": { type: "token", provider: "anthropic", token: canary, expires: t0 * 2 },
          "anthropic:default": { type: "api_key", provider: "anthropic", key: canary, copyToAgents: false },
        },
        order: { anthropic: ["anthropic:default", "anthropic:manual"] },
        lastGood: { anthropic: "anthropic:manual" },
        usageStats: { "anthropic:default": { disabledUntil: t0 * 2, disabledReason: "billing", errorCount: 9 } },
      },
      null,
      2,
    )}\n`;
    house.writeProfiles(theirs);
    house.later();
    expect(await send(auth, "discord:10")).toBe("anthropic/claude-opus-4-5 anthropic:default");
    expect(house.readProfiles()).toBe(theirs);
    const { agents } = auth.config();
    const [main] = agents;
    if (!main) throw new Error("no agent");
    await auth.sources.profiles(main).edit({ kind: "order", provider: "anthropic" });
    const rewritten = JSON.parse(house.readProfiles());
    const { order: _, ...rest } = JSON.parse(theirs);
    expect(rewritten).toEqual(rest);
  });
});

describe("a profile file that does not parse", () => {
  const broken = `{ "version": 1,\n  "profiles": { "anthropic:home": { "token": "${canary}" "x" } } }`;

  test("is never overwritten; what it last said goes on; an operator reads file, line and cause", async () => {
    expect(await send(auth, "discord:10")).toBe(home);
    house.writeProfiles(broken);
    house.later();
    expect(await send(auth, "discord:10")).toBe(home);
    await pin(auth, "discord:10", "@work");
    expect(await send(auth, "discord:10")).toBe(work);

    const red = await auth.session("discord:10").status(owner);
    expect(red.problems).toHaveLength(1);
    const [problem] = red.problems;
    expect(problem?.detail).toContain(house.profileFile);
    expect(problem?.detail).toContain("line 2, column");
    expect(problem?.detail).toContain("comma expected");
    for (const viewer of [alone("discord:1"), inRoom("discord:9"), inRoom("discord:1")]) {
      const { problems } = await auth.session("discord:10").status(viewer);
      expect(problems).toHaveLength(1);
      expect(JSON.stringify(problems)).not.toContain(house.stateDir);
    }
    const [main] = auth.config().agents;
    if (!main) throw new Error("no agent");
    const error = await errorOf(auth.sources.profiles(main).edit({ kind: "order", provider: "anthropic" }));
    expect(error).toMatchObject({ code: "profiles_unreadable" });
    expect(readFileSync(house.profileFile, "utf8")).toBe(broken);

    house.writeProfiles(plainProfiles);
    house.later();
    expect((await auth.session("discord:10").status(owner)).problems).toEqual([]);
  });

  test("is said so from the start, where nothing is known yet", async () => {
    house.writeProfiles(broken);
    auth = await house.restart();
    const { problems, current } = await auth.session("discord:10").status(owner);
    expect(problems).toHaveLength(1);
    expect(current.profile).toBeUndefined();
    expect(await errorOf(send(auth, "discord:10"))).toMatchObject({ code: "profiles_unreadable" });
    expect(house.readProfiles()).toBe(broken);
  });
});

test("no value that leaves the resolver holds a secret, however it is printed", async () => {
  await pin(auth, "discord:10", "sonnet@work");
  await send(auth, "discord:10");
  const session = auth.session("discord:10");
  const values: unknown[] = [
    await session.status(owner),
    await session.why(owner),
    await session.resolve(terminalPerson),
    await pin(auth, "discord:10", "@home"),
    await auth.snapshot(),
    auth.config(),
    await errorOf(pin(auth, "discord:10", "@nobody")),
    await errorOf(auth.session("discord:11").run(() => Promise.reject(refusal(401)))),
  ];
  house.writeProfiles(`{ "version": "${canary}" }`);
  house.later();
  values.push(await session.status(owner), await auth.snapshot());
  house.writeProfiles(`{ "${canary}": ${canary} `);
  house.later();
  values.push(await session.status(owner));
  for (const value of values) {
    expect(inspect(value, { depth: 12, showHidden: true, getters: false })).not.toContain(canary);
    expect(JSON.stringify(value) ?? "").not.toContain(canary);
  }
});

test("a pin that nobody can read falls open onto nobody, and a new choice mends it", async () => {
  for (const body of [
    "{",
    "null",
    "[]",
    '{"agentId":"main","pin":{"by":"x"}}',
    '{"agentId":"main","pin":{"by":"x","at":1,"profileId":"anthropic:work"}}',
    '{"agentId":"main","pin":{"by":"x","at":1,"strict":true,"profileId":5}}',
    '{"agentId":"main","pin":{"by":"x","at":1,"strict":true,"model":{}}}',
  ]) {
    await house.writeRawPin("discord:10", body);
    house.later();
    expect(await errorOf(send(auth, "discord:10"))).toMatchObject({ code: "pin_unreadable" });
    await pin(auth, "discord:10", "default");
    expect(await send(auth, "discord:10")).toBe(home);
  }
});
