import type { ModelAuth } from "../../../src/auth/model-auth.js";
import { terminalPerson } from "../../../src/domain/access.js";
import { unusableStates, usableStates } from "../../../src/domain/candidate.js";
import { credentialTypes } from "../../../src/domain/credential.js";
import { failureClasses } from "../../../src/domain/failure-class.js";
import { languages } from "../../../src/domain/language.js";
import {
  alone,
  canary,
  createHouse,
  type House,
  inRoom,
  owner,
  plainConfig,
  plainProfiles,
  t0,
  token,
} from "../../fixtures/auth-house.js";
import { type Asking, createAsking } from "../commands/slash/asking.js";
import { day, hour, minute } from "../domain/world.js";

const defaults = {
  ...plainConfig.agents.defaults,
  model: { primary: "opus", fallbacks: ["sonnet"] },
  modelPolicy: { allow: ["anthropic/*", "openai/*"] },
};
const config = {
  ...plainConfig,
  agents: { defaults },
  models: {
    providers: {
      openai: { baseUrl: "https://llm.example.com/v1", api: "openai-responses" },
      // A login is refreshable where somebody has said how.
      anthropic: { oauth: { tokenEndpoint: "https://login.example/token", clientId: "c" } },
    },
  },
  auth: { profiles: { "anthropic:home": { provider: "anthropic", mode: "token", email: "me@example.com" } } },
};
const order = [
  "anthropic:home",
  "anthropic:work",
  "anthropic:gone",
  "anthropic:old",
  "anthropic:soon",
  "anthropic:me@x.org",
];
const profiles = {
  ...plainProfiles,
  profiles: {
    ...plainProfiles.profiles,
    "anthropic:old": token("anthropic", { expires: t0 - 3 * day }),
    "anthropic:soon": token("anthropic", { expires: t0 + 5 * hour }),
    "anthropic:me@x.org": {
      type: "oauth",
      provider: "anthropic",
      access: canary,
      refresh: canary,
      expires: t0 + 9 * day,
    },
  },
  order: { anthropic: order },
};
const unset = { source: "env", provider: "default", id: "UNSET_KEY" };

let house: House;
let auth: ModelAuth;
let asking: Asking;
beforeEach(async () => {
  house = createHouse(config, profiles);
  auth = await house.open();
  asking = createAsking(auth);
});
afterEach(() => house.close());

/** One turn in which `anthropic:home` is told to wait 12 minutes; then a minute passes. */
async function turnWithLimit(): Promise<void> {
  await auth.session("discord:10").run(
    async ({ profileId }) => {
      if (profileId === "anthropic:home")
        throw Object.assign(new Error("no"), { status: 429, headers: { "retry-after": "720" }, error: {} });
      return "fine";
    },
    { person: terminalPerson },
  );
  house.later(minute);
}

const lines = (...text: string[]): string => text.join("\n");

test("/model says what is in force, where that came from, the models, and how to switch", async () => {
  expect(await asking.ask("", owner)).toBe(
    lines(
      "Now: opus (anthropic/claude-opus-4-5) · anthropic:home",
      "default model · agent order",
      "",
      "Models",
      "1. opus (anthropic/claude-opus-4-5) · current",
      "2. sonnet (anthropic/claude-sonnet-4-5)",
      "3. gpt (openai/gpt-5)",
      "Switch: /model <name>[@<profile>] or /model <number> · details: /model status",
    ),
  );
  await asking.ask("anthropic/claude-next@work", alone("discord:1"));
  house.later(12 * minute);
  expect(await asking.ask("list", alone("discord:2"))).toBe(
    lines(
      "Now: anthropic/claude-next (not in the catalogue) · anthropic:work",
      "Pinned by discord:1 12 min ago · strict",
      "",
      "Models",
      "1. anthropic/claude-next (not in the catalogue) · current",
      "2. opus (anthropic/claude-opus-4-5)",
      "3. sonnet (anthropic/claude-sonnet-4-5)",
      "4. gpt (openai/gpt-5)",
      "Switch: /model <name>[@<profile>] or /model <number> · details: /model status",
    ),
  );
});

test("a model whose provider is cooling is told to be, also where no conversation here uses it", async () => {
  house.writeProfiles({ ...profiles, order: { anthropic: ["anthropic:home"] } });
  house.later();
  await createAsking(auth, "discord:50").ask("gpt", owner);
  const limited = Object.assign(new Error("no"), { status: 429, headers: { "retry-after": "720" }, error: {} });
  await auth
    .session("discord:50")
    .run(() => Promise.reject(limited))
    .catch(() => undefined);
  expect(await asking.ask("", owner)).toContain("3. gpt (openai/gpt-5) · back in 12 min");
});

test("/model status shows everything to whoever may see it", async () => {
  await turnWithLimit();
  expect(await asking.ask("status", owner)).toBe(
    lines(
      "Now: opus (anthropic/claude-opus-4-5) · anthropic:work",
      "default model · agent order",
      "",
      "Agent: main",
      "Conversation: discord:10",
      "Default: opus (anthropic/claude-opus-4-5)",
      "Fallbacks: sonnet (anthropic/claude-sonnet-4-5)",
      "Usually answered by anthropic:home, which is out just now.",
      "",
      "anthropic · agent order",
      "1. anthropic:home <me@example.com> · token · cooling down, back in 11 min · limit reached · unproven · anthropic/claude-opus-4-5",
      "2. anthropic:work · token · ready · next · last good 1 min ago · anthropic/claude-opus-4-5",
      "3. anthropic:gone · does not exist · anthropic/claude-opus-4-5",
      "4. anthropic:old · token · expired 3 d ago · unproven · anthropic/claude-opus-4-5",
      "5. anthropic:soon · token · expiring · unproven · expires in 5 h · anthropic/claude-opus-4-5",
      "6. anthropic:me@x.org · login · ready · refreshable, unproven · expires in 9 d · anthropic/claude-opus-4-5",
      "7. anthropic:home <me@example.com> · token · ready · unproven · anthropic/claude-sonnet-4-5",
      "8. anthropic:work · token · ready · last good 1 min ago · anthropic/claude-sonnet-4-5",
      "9. anthropic:gone · does not exist · anthropic/claude-sonnet-4-5",
      "10. anthropic:old · token · expired 3 d ago · unproven · anthropic/claude-sonnet-4-5",
      "11. anthropic:soon · token · expiring · unproven · expires in 5 h · anthropic/claude-sonnet-4-5",
      "12. anthropic:me@x.org · login · ready · refreshable, unproven · expires in 9 d · anthropic/claude-sonnet-4-5",
      "",
      "Last turn 1 min ago: asked for opus (anthropic/claude-opus-4-5)",
      "  tried anthropic:home: limit reached",
      "  answered by anthropic:work with opus (anthropic/claude-opus-4-5)",
    ),
  );
});

test.each(languages)(
  "in %s status and why are words: no code of a type, a failure or a state is left",
  async (language) => {
    house.writeConfig({ ...config, language });
    house.writeProfiles({
      ...profiles,
      profiles: { ...profiles.profiles, "anthropic:ref": { type: "api_key", provider: "anthropic", keyRef: unset } },
      order: { anthropic: [...order, "anthropic:ref"] },
    });
    house.later();
    await turnWithLimit();
    const said = `${await asking.ask("status", owner)}\n${await asking.ask("why", owner)}`;
    const codes = [...failureClasses, ...credentialTypes, ...usableStates, ...unusableStates];
    const left = codes.filter((code) => said.split(/[^\w]+/).includes(code));
    const words = { en: ["token", "ready", "expiring", "expired"], es: ["token"] }[language as string] ?? [];
    expect(left.filter((code) => !words.includes(code))).toEqual([]);
  },
);

test("who usually answers is told only while that account is out for the model in force", async () => {
  await turnWithLimit();
  const usually = async (): Promise<boolean> => (await asking.ask("status", owner)).includes("Usually answered by");
  expect(await usually()).toBe(true);
  await asking.ask("sonnet", owner);
  expect(await usually()).toBe(false);
  await asking.ask("opus@work", owner);
  expect(await usually()).toBe(false);
  await asking.ask("default", owner);
  expect(await usually()).toBe(true);
  house.later(12 * minute);
  expect(await usually()).toBe(false);
});

test("a room reads no e-mail address and no path; the endpoint of a pinned provider is there", async () => {
  await asking.ask("gpt@work", alone("discord:1"));
  const room = await asking.ask("status", inRoom("discord:1"));
  expect(room).not.toMatch(/example\.com>|x\.org|me@|modelpin-auth-/);
  expect(room).toContain("anthropic:m…@… · login · ready");
  expect(room).toContain("openai · all stored profiles · https://llm.example.com/v1 · openai-responses");
  expect(room).toContain("1. openai:work · API key · ready · next, pinned, unproven");
});

test("a private profile is called so in a room, with the way to the details, and by its name alone", async () => {
  house.writeConfig({
    ...config,
    auth: { profiles: { "anthropic:work": { provider: "anthropic", mode: "token", use: ["discord:1"] } } },
  });
  house.later();
  expect(await asking.ask("opus@work", inRoom("discord:1"))).toBe(
    lines(
      "Model: opus (anthropic/claude-opus-4-5)",
      "Profile: a private profile (pinned by you)",
      "Details in a DM with me.",
    ),
  );
  expect((await asking.ask("", inRoom("discord:1"))).split("\n").slice(0, 3)).toEqual([
    "Now: opus (anthropic/claude-opus-4-5) · a private profile",
    "Pinned by you just now · strict",
    "Details in a DM with me.",
  ]);
  expect((await asking.ask("", alone("discord:1"))).split("\n").slice(0, 3)).toEqual([
    "Now: opus (anthropic/claude-opus-4-5) · anthropic:work",
    "Pinned by you just now · strict",
    "",
  ]);
});

test("/model why tells the last decision, candidate by candidate", async () => {
  await turnWithLimit();
  const [asked, tried, answered, taken] = (await asking.ask("why", owner)).split("\n");
  expect([asked, tried, answered]).toEqual([
    "Last turn 1 min ago: asked for opus (anthropic/claude-opus-4-5)",
    "  tried anthropic:home: limit reached",
    "  answered by anthropic:work with opus (anthropic/claude-opus-4-5)",
  ]);
  expect(taken).toContain("anthropic:work");
});

test.each<readonly [typed: readonly string[], answer: string]>([
  [["sonnet@work"], lines("Model: sonnet (anthropic/claude-sonnet-4-5)", "Profile: anthropic:work (pinned by you)")],
  [
    ["@work", "sonnet"],
    lines("Model: sonnet (anthropic/claude-sonnet-4-5)", "Profile: anthropic:work (kept, pinned by you)"),
  ],
  [
    ["@anthropic:work", "gpt"],
    lines(
      "Model: gpt (openai/gpt-5)",
      "Profile: openai:work (all stored profiles)",
      "Dropped: the pinned profile anthropic:work",
    ),
  ],
  [
    ["opus@work --soft"],
    lines(
      "Model: opus (anthropic/claude-opus-4-5)",
      "Profile: anthropic:work (pinned by you)",
      "A preference (--soft): others may answer when it cannot.",
    ),
  ],
  [
    ["@work", "sonnet@home --once"],
    lines(
      "Model: sonnet (anthropic/claude-sonnet-4-5)",
      "Profile: anthropic:home (pinned by you)",
      "For the next turn only; the pin beneath is untouched.",
    ),
  ],
  [
    ["@work", "default"],
    lines(
      "Nothing is pinned here now. What applies:",
      "Now: opus (anthropic/claude-opus-4-5) · anthropic:home",
      "default model · agent order",
      "Dropped: the pinned profile anthropic:work",
    ),
  ],
  [
    ["@old"],
    lines(
      "Model: opus (anthropic/claude-opus-4-5)",
      "Profile: anthropic:old (pinned by you)",
      "Mind: anthropic:old · expired 3 d ago",
    ),
  ],
  [
    ["@soon"],
    lines(
      "Model: opus (anthropic/claude-opus-4-5)",
      "Profile: anthropic:soon (pinned by you)",
      "Mind: anthropic:soon · expiring in 5 h",
    ),
  ],
  [["", "2"], lines("Model: sonnet (anthropic/claude-sonnet-4-5)", "Profile: anthropic:home (agent order)")],
  [["list 9"], lines('There is no page "9".', "There is one page: /model list")],
  [
    ["sonet"],
    lines('There is no model "sonet". Nothing was changed.', "Did you mean sonnet? See all with /model list"),
  ],
])("after typing %j somebody reads what holds now", async (typed, answer) => {
  let said = "";
  for (const argument of typed) said = await asking.ask(argument, alone("discord:1"));
  expect(said).toBe(answer);
});

test("a number means the list that this person saw last, here, for 15 minutes; else nothing is set", async () => {
  const list = await asking.ask("", alone("discord:1"));
  const untouched = (number: number): string =>
    lines(`There is no number ${number} in the list that you were last shown. Nothing was changed.`, list);
  expect(await asking.ask("2", alone("discord:2"))).toBe(untouched(2));
  expect(await asking.ask("77", alone("discord:1"))).toBe(untouched(77));
  expect(await createAsking(auth, "discord:11").ask("2", alone("discord:1"))).toContain("Now: opus");
  house.later(15 * minute + 1);
  expect(await asking.ask("2", alone("discord:1"))).toBe(untouched(2));
  expect(await asking.ask("2", alone("discord:1"))).toContain("Model: sonnet");
  expect(await asking.ask("2@work", alone("discord:1"))).toMatch(/Model: sonnet.*anthropic:work \(pinned by you\)/s);
  expect(await house.rawPin("discord:11")).toBeUndefined();
});

test("a choice of an account that rests, or that another one stands in for, says so", async () => {
  await turnWithLimit();
  const model = "Model: opus (anthropic/claude-opus-4-5)";
  const soft = "A preference (--soft): others may answer when it cannot.";
  expect(await asking.ask("@home", owner)).toBe(
    lines(
      model,
      "Profile: anthropic:home (pinned by you)",
      "Mind: anthropic:home · will be tried again · limit reached",
    ),
  );
  expect(await asking.ask("@old --soft", owner)).toBe(
    lines(model, "Profile: anthropic:old (pinned by you)", soft, "Mind: anthropic:old · expired 3 d ago"),
  );
});

test("a choice that a fallback answers names the model that runs", async () => {
  const fallbacks = { ...defaults, model: { primary: "opus", fallbacks: ["gpt"] } };
  house.writeConfig({ ...config, auth: { crossBilling: "allow" }, agents: { defaults: fallbacks } });
  house.writeProfiles({ ...profiles, order: { anthropic: ["anthropic:old"] } });
  house.later();
  expect(await asking.ask("opus --soft", owner)).toBe(
    lines(
      "Model: opus (anthropic/claude-opus-4-5)",
      "Profile: openai:work (all stored profiles)",
      "Its profiles are not usable; the fallback gpt (openai/gpt-5) answers.",
      "A preference (--soft): others may answer when it cannot.",
    ),
  );
});

test("/new tells what became of the pin, not of the layer over it", async () => {
  const started = "A fresh conversation: what was said before is forgotten.";
  expect(await asking.startAfresh(alone("discord:1"))).toBe(
    lines(started, "No pin here: the agent's default applies."),
  );
  await asking.ask("sonnet@work", alone("discord:1"));
  const kept = "The pin stays: sonnet (anthropic/claude-sonnet-4-5) · anthropic:work · drop it with /model default";
  expect(await asking.startAfresh(alone("discord:1"))).toBe(lines(started, kept));
  await asking.ask("gpt --once", alone("discord:1"));
  expect(await asking.startAfresh(alone("discord:1"))).toBe(lines(started, kept));
});

test("/new in a thread tells whose pin goes on, and not to drop it where it cannot be dropped", async () => {
  await asking.ask("sonnet@work", alone("discord:1"));
  house.later(12 * minute);
  const thread = createAsking(auth, "discord:11", "discord:10");
  const pinned = "Pinned by discord:1 12 min ago in the surrounding conversation · strict";
  expect(await thread.startAfresh(alone("discord:2"))).toBe(
    lines(
      "A fresh conversation: what was said before is forgotten.",
      `sonnet (anthropic/claude-sonnet-4-5) · anthropic:work · ${pinned}`,
    ),
  );
});

test("an environment key tells which variable it came from, and where that was found", async () => {
  const { openModelAuth } = await import("../../../src/auth/open.js");
  await auth.close();
  const withKey = await openModelAuth({
    stateDir: house.stateDir,
    env: { HOME: house.stateDir, ANTHROPIC_API_KEY: canary },
    now: () => house.clock,
  });
  const status = await createAsking(withKey).ask("@env", owner);
  expect(status).toContain("Profile: anthropic:env (pinned by you)");
  const full = await createAsking(withKey).ask("status", owner);
  expect(full).toContain("1. anthropic:env · API key · ready · next, pinned, unproven · ANTHROPIC_API_KEY (process)");
  expect(full).not.toContain(canary);
  await withKey.close();
});
