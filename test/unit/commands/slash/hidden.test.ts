import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import type { Viewer } from "../../../../src/auth/status/visibility.js";
import { messageOf } from "../../../../src/domain/errors.js";
import {
  alone,
  canary,
  createHouse,
  inRoom,
  person,
  pin,
  plainConfig,
  t0,
  token,
} from "../../../fixtures/auth-house.js";
import { createAsking } from "./asking.js";

const open = { provider: "anthropic", mode: "token" };
const hidden = { ...open, use: ["discord:9"] };

interface World {
  readonly boss: object | undefined;
  readonly order?: readonly string[];
  readonly others?: object;
}

/** The same house with and without a profile that only discord:9 may use. */
async function enter({ boss, order, others = {} }: World): Promise<{ auth: ModelAuth; end: () => Promise<void> }> {
  const profiles = { "anthropic:home": open, "anthropic:me@example.com": open };
  const house = createHouse(
    { ...plainConfig, auth: { profiles: boss ? { ...profiles, "anthropic:boss": hidden } : profiles } },
    {
      version: 1,
      profiles: {
        "anthropic:home": token("anthropic", others),
        "anthropic:me@example.com": token("anthropic", others),
        "openai:work": { type: "api_key", provider: "openai", key: canary },
        ...(boss ? { "anthropic:boss": boss } : {}),
      },
      ...(order ? { order: { anthropic: order.filter((id) => boss !== undefined || id !== "anthropic:boss") } } : {}),
    },
  );
  return { auth: await house.open(), end: () => house.close() };
}

const typed = [
  "",
  "list",
  "list 2",
  "status",
  "why",
  "@boss",
  "@anthropic:boss",
  "opus@boss",
  "gpt@anthropic:boss",
  "opus@nobody",
  "gpt@anthropic:nobody",
  "boss",
  "@boss --once",
  "sonnet",
  "@home",
  "status",
  "@auto",
  "why",
  "default",
  "--what",
];
const halfTyped = ["", "@", "@b", "@boss", "opus@", "opus@anthropic:b", "boss", "anthropic:boss", "sonnet"];

/** Everything that somebody sees who tries everything, and what their turns and errors tell. */
async function everythingSeen({ auth, end }: Awaited<ReturnType<typeof enter>>, viewer: Viewer): Promise<string> {
  const seen: string[] = [];
  const asking = createAsking(auth);
  const turn = async (): Promise<void> => {
    const session = auth.session("discord:10");
    const answer = await session
      .run(async ({ profileId }) => `answered by ${profileId}`, { person: viewer.person })
      .catch((error: unknown) => `${messageOf(error)} ${(error as { hint?: string }).hint}`);
    seen.push(answer);
    seen.push(JSON.stringify(await session.status(viewer)), JSON.stringify(await session.why(viewer)));
  };
  for (const half of halfTyped) seen.push(`${half}: ${(await asking.suggest(half, viewer)).join(", ")}`);
  await turn();
  for (const argument of typed) seen.push(`/model ${argument}\n${await asking.ask(argument, viewer)}`);
  await turn();
  seen.push(await asking.startAfresh(viewer));
  await end();
  return seen.join("\n\n");
}

const bosses: readonly (readonly [what: string, boss: object])[] = [
  ["sound", token()],
  ["expired", token("anthropic", { expires: 5 })],
  ["soon expired", token("anthropic", { expires: t0 + 1000 })],
  ["broken", { type: "token", provider: "anthropic" }],
  ["written wrong", { type: "token", provider: "anthropic", accessToken: canary }],
  ["another provider's", token("openai")],
  ["a login", { type: "oauth", provider: "anthropic", access: canary, refresh: canary, expires: t0 * 2 }],
];
const orders: readonly (readonly [what: string, order: readonly string[] | undefined])[] = [
  ["in no order", undefined],
  ["first in the order", ["anthropic:boss", "anthropic:home", "anthropic:me@example.com"]],
  ["outside the order", ["anthropic:home"]],
];
const viewers: readonly (readonly [who: string, viewer: Viewer])[] = [
  ["alone", alone("discord:1")],
  ["in a room", inRoom("discord:1")],
  ["who may only look", alone("discord:7")],
  ["who may only chat, in a room", inRoom("discord:8")],
];

const cases = viewers.flatMap(([who, viewer]) =>
  orders.flatMap(([where, order]) => bosses.map(([what, boss]) => ({ who, viewer, where, order, what, boss }))),
);
/** What is seen where there is no such profile; the same for every kind of it. */
const unknowing = new Map<string, Promise<string>>();
async function seenWithout(name: string, world: Omit<World, "boss">, viewer: Viewer): Promise<string> {
  const known =
    unknowing.get(name) ?? enter({ ...world, boss: undefined }).then((house) => everythingSeen(house, viewer));
  unknowing.set(name, known);
  return known;
}

test.each(cases)("to somebody $who a profile that is $what and $where does not exist", async (row) => {
  const { who, viewer, where, order, boss } = row;
  const written = order ? { order } : {};
  const without = await seenWithout(`${who} ${where}`, written, viewer);
  expect(await everythingSeen(await enter({ boss, ...written }), viewer)).toBe(without);
});

test.each(bosses)("and when nothing else is usable, one that is %s is still not told of", async (_, boss) => {
  const others = { expires: 5 };
  for (const [who, viewer] of viewers) {
    const without = await seenWithout(`${who} alone`, { others }, viewer);
    expect(await everythingSeen(await enter({ boss, others }), viewer)).toBe(without);
  }
});

test("a turn of somebody who may use it is not told to who may not, however it ended", async () => {
  const world: World = { boss: token(), order: ["anthropic:boss", "anthropic:home"] };
  for (const status of [200, 402]) {
    const { auth, end } = await enter(world);
    const asking = createAsking(auth);
    const answer = await auth.session("discord:10").run(
      async ({ profileId }) => {
        if (profileId === "anthropic:boss" && status !== 200)
          throw Object.assign(new Error("no"), { status, headers: {}, error: {} });
        return profileId;
      },
      { person: person("discord:9") },
    );
    expect(answer).toBe(status === 200 ? "anthropic:boss" : "anthropic:home");
    for (const argument of ["", "status", "why"]) {
      const said = await asking.ask(argument, alone("discord:1"));
      expect(said).not.toMatch(/boss|private|before it|Usually/);
      expect(said).toContain("Now: opus (anthropic/claude-opus-4-5) · anthropic:home");
    }
    expect(await asking.ask("why", alone("discord:9"))).toContain("anthropic:boss");
    await end();
  }
});

test("who may use it sees it; a room hears of a private profile, and of no e-mail address", async () => {
  const { auth, end } = await enter({ boss: token() });
  const asking = createAsking(auth);
  await pin(auth, "discord:10", "@boss", alone("discord:9"));
  expect(await asking.ask("status", alone("discord:9"))).toContain("anthropic:boss");
  const room = await asking.ask("status", inRoom("discord:9"));
  expect(room).not.toContain("boss");
  expect(room).toContain("a private profile");
  expect(room).toContain("anthropic:m…@…");
  expect(room).not.toContain("example.com");
  for (const argument of ["opus@nobody", "@nobody", "gpt@anthropic:boss", "", "why"]) {
    const said = await asking.ask(argument, inRoom("discord:9"));
    expect(said).not.toContain("example.com");
    if (!argument.includes("boss")) expect(said).not.toContain("boss");
  }
  expect(await asking.ask("opus@nobody", alone("discord:9"))).toContain("anthropic:boss");
  // Whoever chats there talks through the pin.
  const answer = await auth
    .session("discord:10")
    .run(async ({ profileId }) => profileId, { person: person("discord:8") });
  expect(answer).toBe("anthropic:boss");
  await end();
});

test("a room is told of no private account and of no e-mail address by a consent to nobody", async () => {
  const keys = ["anthropic:boss", "anthropic:home", "anthropic:me@example.com"];
  const key = { type: "api_key", provider: "anthropic", key: canary };
  const metered = { provider: "anthropic", mode: "api_key" };
  const house = createHouse(
    { ...plainConfig, auth: { profiles: { "anthropic:boss": { ...metered, use: ["discord:9"] } } } },
    { version: 1, profiles: Object.fromEntries(keys.map((id) => [id, key])), order: { anthropic: keys } },
  );
  const asking = createAsking(await house.open());
  const here = await asking.ask("consent nobody", inRoom("discord:9"));
  expect(here).toContain("You may use: anthropic:home, anthropic:m…@….");
  expect(await asking.ask("consent nobody", alone("discord:9"))).toContain(`You may use: ${keys.join(", ")}.`);
  await house.close();
});

/** A flat account that only discord:9 may use and that is out, where it is there, and a metered one for everybody. */
async function openHiddenFlat(
  isRanked: boolean,
  isThere = true,
): Promise<{ auth: ModelAuth; end: () => Promise<void> }> {
  const order = ["anthropic:boss", "anthropic:work"].filter((id) => isThere || id !== "anthropic:boss");
  const metadata = { "anthropic:boss": hidden, "anthropic:work": { provider: "anthropic", mode: "api_key" } };
  const stored = {
    "anthropic:boss": token("anthropic", { expires: 5 }),
    "anthropic:work": { type: "api_key", provider: "anthropic", key: canary },
  };
  const there = (profiles: object) => Object.fromEntries(Object.entries(profiles).filter(([id]) => order.includes(id)));
  const house = createHouse(
    { ...plainConfig, auth: { profiles: there(metadata) } },
    { version: 1, profiles: there(stored), ...(isRanked ? { order: { anthropic: order } } : {}) },
  );
  return { auth: await house.open(), end: () => house.close() };
}

test.each([true, false])(
  "a consent tells nobody of a flat account that they may not know of, ranked: %s",
  async (isRanked) => {
    const seen: string[][] = [];
    for (const isThere of [false, true]) {
      const { auth, end } = await openHiddenFlat(isRanked, isThere);
      const asking = createAsking(auth);
      const said: string[] = [];
      for (const viewer of [alone("discord:1"), inRoom("discord:1")]) {
        for (const argument of ["consent work", "consent", "status"]) said.push(await asking.ask(argument, viewer));
      }
      // Whoever may know of it consents, and that is not told either.
      await auth.session("discord:10").consent("work", alone("discord:9"));
      said.push(await asking.ask("status", alone("discord:1")));
      seen.push(said);
      await end();
    }
    expect(seen[1]).toEqual(seen[0]);
  },
);

test.each([true, false])(
  "what the room was asked anybody there who may switch can answer, ranked: %s",
  async (isRanked) => {
    const { auth, end } = await openHiddenFlat(isRanked);
    const session = auth.session("discord:10");
    const turn = () => session.run(async ({ profileId }) => profileId, { person: person("discord:9") });
    await expect(turn()).rejects.toMatchObject({ code: "needs_consent" });
    expect(await session.consent("anthropic:work", inRoom("discord:1"))).toMatchObject({ given: true });
    expect(await turn()).toBe("anthropic:work");
    await end();
  },
);

test("a key that was written where the name of its variable belongs is shown to nobody", async () => {
  const tokenRef = { source: "env", id: `sk-${canary}` };
  const profiles = { "anthropic:home": { type: "token", provider: "anthropic", tokenRef } };
  const house = createHouse(plainConfig, { version: 1, profiles });
  const asking = createAsking(await house.open());
  for (const argument of ["status", "why", "@home", "status"]) {
    expect(await asking.ask(argument, alone("discord:9"))).not.toContain(canary);
  }
  await house.close();
});
