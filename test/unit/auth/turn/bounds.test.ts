import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import type { Resolution } from "../../../../src/auth/resolution.js";
import { terminalPerson } from "../../../../src/domain/access.js";
import { ModelCallError } from "../../../../src/models/model-call.js";
import { createMemoryStore } from "../../../../src/store/drivers/memory.js";
import type { Store } from "../../../../src/store/store.js";
import { type AuthHouse, openAuth, smallConfig, smallProfiles } from "../../../fixtures/auth-house.js";

let now = Date.parse("2026-11-03T12:00:00Z");
let house: AuthHouse;
const order = ["anthropic:home", "anthropic:work"];
beforeEach(async () => {
  const auth = { order: { anthropic: order }, crossBilling: "allow" };
  house = await openAuth({ ...smallConfig, auth }, smallProfiles, { now: () => now });
});
afterEach(() => house.close());

const refused = (status: number, headers = {}, body?: unknown) =>
  new ModelCallError("no", { status, headers, body }, false);

/** One turn whose first account throws, and so does every other one where `all` says so; who was asked, and the waits. */
async function turn(error: Error, { all = false, takes = 0 } = {}) {
  const asked: string[] = [];
  const waits: number[] = [];
  const call = async ({ profileId }: Resolution) => {
    asked.push(profileId);
    now += takes;
    if (all || profileId === order[0]) throw error;
    return {};
  };
  const wait = async (ms: number) => {
    waits.push(ms);
    now += ms;
  };
  const outcome = await house.auth
    .session("terminal:home")
    .run(call, { person: terminalPerson, wait })
    .then(
      () => "answered",
      (thrown: Error) => thrown.name,
    );
  return { asked, waits, outcome };
}

test.each([
  [15, [15_000]],
  [16, []],
])("whoever is back in %i s is waited for: %j", async (seconds, expected) => {
  const limited = refused(429, { "retry-after": String(seconds) });
  expect((await turn(limited, { all: true })).waits).toEqual(expected);
});

test("a turn that is ended while it waits asks nobody any more", async () => {
  const stop = new AbortController();
  const asked: string[] = [];
  const run = house.auth.session("terminal:home").run(
    async ({ profileId }) => {
      asked.push(profileId);
      throw refused(429, { "retry-after": "2" });
    },
    { person: terminalPerson, signal: stop.signal, wait: async () => stop.abort() },
  );
  await expect(run).rejects.toMatchObject({ failure: { class: "aborted" } });
  expect(asked).toEqual(order);
});

test.each([
  ["request", refused(400, {}, { error: { type: "invalid_request_error", message: "bad field" } })],
  ["context_overflow", refused(400, {}, { error: { message: "prompt is too long: 9 tokens > 8 maximum" } })],
])(
  "what is wrong with the message itself (%s) goes to the person: no other account is asked, and none rests",
  async (_, error) => {
    expect(await turn(error)).toEqual({ asked: ["anthropic:home"], waits: [], outcome: "TurnFailed" });
    expect((await turn(error)).asked).toEqual(["anthropic:home"]);
  },
);

test("after 60 s without a text nobody else is asked", async () => {
  expect((await turn(refused(500), { takes: 59_999 })).asked).toEqual(order);
  await house.auth.usages.settled();
  now += 60 * 60_000;
  expect((await turn(refused(500), { takes: 60_000 })).asked).toEqual(["anthropic:home"]);
});

test("when a window is over exactly one of many processes finds out; the others go on with the next account", async () => {
  await turn(refused(429, { "retry-after": "60" }));
  await house.auth.usages.settled();
  now += 61_000;
  const processes = [house.auth, await house.open(), await house.open(), await house.open()];
  let everybodyAsks = (): void => undefined;
  const allAsking = new Promise<void>((resolve) => {
    everybodyAsks = resolve;
  });
  const asking = new Set<ModelAuth>();
  const probes: string[] = [];
  const turnOf = (auth: ModelAuth) =>
    auth.session("terminal:home").run(
      async ({ profileId }) => {
        if (profileId === "anthropic:home") probes.push(profileId);
        if (asking.add(auth).size === processes.length) everybodyAsks();
        await allAsking;
        if (profileId === "anthropic:home") throw refused(429, { "retry-after": "60" });
        return "answered";
      },
      { person: terminalPerson },
    );
  expect(await Promise.all(processes.map(turnOf))).toEqual(processes.map(() => "answered"));
  expect(probes).toEqual(["anthropic:home"]);
});

test("what somebody chooses or reorders while a turn runs holds from the next one on", async () => {
  const owner = { person: terminalPerson, seenByCallerAlone: true };
  const session = house.auth.session("terminal:home");
  const agent = house.auth.config().agents[0];
  if (!agent) throw new Error("there is no agent");
  const ask = async (then: () => Promise<unknown>) => {
    const asked: string[] = [];
    await session.run(
      async ({ profileId, model }) => {
        asked.push(`${profileId} ${model.model}`);
        await then();
        if (profileId === "anthropic:home") throw refused(429, { "retry-after": "3600" });
      },
      { person: terminalPerson },
    );
    return asked;
  };
  const change = async () => {
    await session.pin({ kind: "choose", model: "sonnet", profile: "work", soft: false, once: false }, owner);
    await house.auth.sources.profiles(agent).edit({ kind: "order", provider: "anthropic", ids: ["anthropic:home"] });
  };
  expect(await ask(change)).toEqual(["anthropic:home claude-opus-4-5", "anthropic:work claude-opus-4-5"]);
  expect(await ask(async () => undefined)).toEqual(["anthropic:work claude-sonnet-4-5"]);
});

describe("a limit that many conversations of one account meet at once", () => {
  const immediate = () => new Promise((resolve) => setImmediate(resolve));
  beforeEach(async () => {
    await house.close();
    const auth = { order: { anthropic: ["anthropic:home"] } };
    house = await openAuth({ ...smallConfig, auth }, smallProfiles, { now: () => now });
  });

  /** Each is told a limit of 2 s, one after the other; `answers` is what becomes of whoever finds out that it is over. */
  async function crowd(answers: (othersGaveUp: Promise<void>) => Promise<unknown>) {
    const names = ["1", "2", "3", "4", "5"];
    let gaveUp = 0;
    let nobodyElse = (): void => undefined;
    const othersGaveUp = new Promise<void>((resolve) => {
      nobodyElse = resolve;
    });
    let begins = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begins = resolve;
    });
    const waits = new Map<string, number>();
    const asked = new Set<string>();
    const turnIn = (key: string) =>
      house.auth.session(key).run(
        async () => {
          if (!asked.has(key)) {
            asked.add(key);
            while (asked.size < names.length) await immediate();
            now += 1;
            throw refused(429, { "retry-after": "2" });
          }
          begins();
          await answers(othersGaveUp);
          return "answered";
        },
        {
          person: terminalPerson,
          wait: async (ms) => {
            const due = now + ms;
            const before = waits.get(key);
            waits.set(key, (before ?? 0) + ms);
            await house.auth.usages.settled();
            // Whoever was told the latest end needs no second look.
            await (before === undefined ? immediate() : begun.then(immediate));
            now = Math.max(now, due);
          },
        },
      );
    const endOf = (name: string) =>
      turnIn(`terminal:${name}`).catch((error) => {
        if (++gaveUp === names.length - 1) nobodyElse();
        throw error;
      });
    const outcomes = await Promise.allSettled(names.map(endOf));
    return { waits: [...waits.values()], outcomes };
  }

  test("is waited for by each, and each is answered once one has found out that it is over", async () => {
    const { outcomes } = await crowd(async () => {
      for (let left = 5; left > 0; left--) await immediate();
    });
    expect(outcomes).toEqual(outcomes.map(() => ({ status: "fulfilled", value: "answered" })));
  });

  test("is waited for no longer than patience lasts when nobody finds out", async () => {
    const { outcomes, waits } = await crowd((othersGaveUp) => othersGaveUp);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", ...Array(4).fill("rejected")]);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  });
});

test("an account whose rest is over answers also where its probe cannot be written down", async () => {
  await house.close();
  const memory = createMemoryStore();
  let isFull = false;
  const write: Store["write"] = (...entry) =>
    isFull ? Promise.reject(new Error("no space left")) : memory.write(...entry);
  const auth = { order: { anthropic: ["anthropic:home"] } };
  const store = { ...memory, write };
  house = await openAuth({ ...smallConfig, auth }, smallProfiles, {
    now: () => now,
    store,
    onWarning: () => undefined,
  });
  await turn(refused(429, { "retry-after": "60" }));
  await house.auth.usages.settled();
  isFull = true;
  now += 61_000;
  const answer = house.auth
    .session("terminal:home")
    .run(async ({ profileId }) => profileId, { person: terminalPerson });
  expect(await answer).toBe("anthropic:home");
});
