import { type CatalogSource, createCatalog } from "../../../src/domain/catalog.js";
import { type Choosing, type ChoosingInput, choose } from "../../../src/domain/choose.js";
import { parseModelTarget } from "../../../src/domain/model-target.js";
import type { SessionPin } from "../../../src/domain/pin.js";
import type { Profile } from "../../../src/domain/profile-set.js";
import { Refusal } from "../../../src/domain/refusal.js";
import { isKnownModel } from "../../../src/domain/resolve-model.js";
import { fromEnvironment, hour, profile, profileSet, t0 } from "./world.js";

const source: CatalogSource = {
  models: [
    { ref: "anthropic/opus-4-5", alias: "opus" },
    { ref: "anthropic/sonnet-4-5", alias: "sonnet" },
    { ref: "openai/gpt-5", alias: "gpt" },
  ],
  primary: "sonnet",
  fallbacks: [],
};
const profiles: readonly Profile[] = [
  profile("anthropic:work"),
  profile("anthropic:home"),
  profile("anthropic:auto"),
  profile("anthropic:boss", { use: ["discord:1"] }),
  profile("anthropic:me@example.com"),
  fromEnvironment("anthropic:env"),
  profile("openai:work"),
  profile("openai:gpt"),
  profile("openai:boss", { use: ["discord:1"] }),
];
const person = { id: "discord:2", principals: ["discord:2"] };

function input(argument: string, more: Partial<ChoosingInput> = {}): ChoosingInput {
  const catalog = more.catalog ?? createCatalog(source);
  const target = parseModelTarget(argument, (typed) => isKnownModel(catalog, typed));
  if (target.kind !== "choose" && target.kind !== "default") throw new Error(`${argument} chooses nothing`);
  return {
    target,
    agentId: "main",
    catalog,
    profiles: profileSet(profiles),
    surrounded: false,
    inherited: false,
    person,
    mayUse: ({ use }) => use === undefined || use.includes(person.id),
    tell: ({ id }) => id,
    now: t0,
    ...more,
  };
}
const choosing = (argument: string, more?: Partial<ChoosingInput>): Choosing => choose(input(argument, more));
function refusalOf(argument: string, more?: Partial<ChoosingInput>): Refusal {
  try {
    choosing(argument, more);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error(`${argument} was accepted`);
}

const before = (pin: Partial<SessionPin>): SessionPin => ({ strict: true, by: "discord:9", at: t0 - hour, ...pin });
const signed = { by: "discord:2", at: t0 };
const opusRef = { model: "anthropic/opus-4-5" };

test.each<readonly [argument: string, had: Partial<SessionPin> | undefined, choosing: object]>([
  // Nothing was pinned.
  ["opus", undefined, { credential: "none", pin: { ...opusRef, strict: true, ...signed } }],
  ["opus --soft", undefined, { credential: "none", pin: { ...opusRef, strict: false, ...signed } }],
  [
    "opus@work",
    undefined,
    { credential: "set", pin: { ...opusRef, profileId: "anthropic:work", strict: true, ...signed } },
  ],
  [
    "opus@anthropic:work --soft",
    undefined,
    { credential: "set", pin: { ...opusRef, profileId: "anthropic:work", strict: false, ...signed } },
  ],
  ["@work", undefined, { credential: "set", pin: { profileId: "anthropic:work", strict: true, ...signed } }],
  ["@anthropic:auto", undefined, { credential: "set", pin: { profileId: "anthropic:auto", strict: true, ...signed } }],
  ["opus@auto", undefined, { credential: "none", pin: { ...opusRef, strict: true, ...signed } }],
  ["@auto", undefined, { credential: "none", pin: undefined }],
  ["default", undefined, { credential: "none", pin: undefined }],
  // A credential was pinned: kept within its provider, dropped outside.
  [
    "opus",
    { profileId: "anthropic:work" },
    {
      credential: "kept",
      previousProfile: "anthropic:work",
      pin: { ...opusRef, profileId: "anthropic:work", strict: true, ...signed },
    },
  ],
  [
    "gpt",
    { profileId: "anthropic:work" },
    {
      credential: "dropped",
      previousProfile: "anthropic:work",
      pin: { model: "openai/gpt-5", strict: true, ...signed },
    },
  ],
  [
    "gpt@work",
    { ...opusRef, profileId: "anthropic:work" },
    {
      credential: "set",
      previousProfile: "anthropic:work",
      pin: { model: "openai/gpt-5", profileId: "openai:work", strict: true, ...signed },
    },
  ],
  [
    "@home",
    { ...opusRef, profileId: "anthropic:work" },
    { credential: "set", pin: { ...opusRef, profileId: "anthropic:home", strict: true, ...signed } },
  ],
  [
    "@auto",
    { ...opusRef, profileId: "anthropic:work" },
    { credential: "dropped", previousProfile: "anthropic:work", pin: { ...opusRef, strict: true, ...signed } },
  ],
  [
    "@auto",
    { ...opusRef, profileId: "anthropic:work", strict: false },
    { credential: "dropped", pin: { ...opusRef, strict: false, ...signed } },
  ],
  ["@auto", { profileId: "anthropic:work" }, { credential: "dropped", pin: undefined }],
  [
    "default",
    { ...opusRef, profileId: "anthropic:work" },
    { credential: "dropped", previousProfile: "anthropic:work", pin: undefined },
  ],
  // For one turn: the layer says everything, since the pin beneath does not show through it.
  [
    "@home --once",
    { ...opusRef, profileId: "anthropic:work" },
    { pin: { ...opusRef, profileId: "anthropic:home", strict: true, ...signed } },
  ],
  ["@auto --once", { profileId: "anthropic:work" }, { pin: { strict: true, ...signed } }],
  ["@auto --once", undefined, { pin: { strict: true, ...signed } }],
  ["default --once", { ...opusRef, profileId: "anthropic:work" }, { pin: { strict: true, ...signed } }],
  // In the order or not, stored or from the environment.
  ["opus@env", undefined, { pin: { ...opusRef, profileId: "anthropic:env", strict: true, ...signed } }],
  ["@me@example.com", undefined, { pin: { profileId: "anthropic:me@example.com", strict: true, ...signed } }],
])("/model %s over %j", (argument, had, wanted) => {
  const found = choosing(argument, had === undefined ? {} : { pin: before(had) });
  expect({ pin: undefined, ...found }).toMatchObject(wanted);
});

test("a pinned profile that cannot be found just now stays pinned within its provider", () => {
  const gone = { pin: before({ profileId: "anthropic:gone" }) };
  expect(choosing("opus", gone).pin).toMatchObject({ ...opusRef, profileId: "anthropic:gone" });
  expect(choosing("gpt", gone)).toMatchObject({ credential: "dropped" });
});

test("@auto in a thread shadows the channel's credential and keeps the model", () => {
  const channel = before({ ...opusRef, profileId: "anthropic:work" });
  expect(choosing("@auto", { pin: channel, inherited: true, surrounded: true }).pin).toEqual({
    ...opusRef,
    strict: true,
    ...signed,
  });
  // A channel that pins only a credential is shadowed by an empty pin.
  const credentialOnly = before({ profileId: "anthropic:work" });
  expect(choosing("@auto", { pin: credentialOnly, inherited: true, surrounded: true }).pin).toEqual({
    strict: true,
    ...signed,
  });
});

test("@auto in a thread with a pin of its own does not let the channel's credential come back", () => {
  const own = before({ profileId: "anthropic:home" });
  const found = choosing("@auto", { pin: own, surrounded: true });
  expect(found).toMatchObject({ credential: "dropped", previousProfile: "anthropic:home" });
  expect(found.pin).toEqual({ strict: true, ...signed });
});

test("default in a thread says nothing was dropped where the channel's pin goes on", () => {
  const channel = before({ ...opusRef, profileId: "anthropic:work" });
  const found = choosing("default", { pin: channel, inherited: true, surrounded: true });
  expect(found).toEqual({ credential: "none" });
});

test("a profile of another provider is refused, naming whose it is and what may be used", () => {
  const refused = refusalOf("opus@openai:work");
  expect(refused.code).toBe("foreign_profile");
  expect(refused.message).toBe("openai:work is a profile of openai, not of anthropic. Nothing was changed.");
  expect(refused.hint).toBe(
    "You may use: anthropic:auto, anthropic:home, anthropic:me@example.com, anthropic:work, anthropic:env.",
  );
  // The name part belongs to the model's provider alone.
  expect(refusalOf("opus@gpt").code).toBe("unknown_profile");
  expect(refusalOf("@openai:work").code).toBe("foreign_profile");
});

test("nothing after the @ is refused with what could stand there, for this person alone", () => {
  for (const argument of ["@", "opus@"]) {
    const refused = refusalOf(argument);
    expect(refused.code).toBe("missing_profile");
    expect(refused.hint).toBe(
      "You may use: anthropic:auto, anthropic:home, anthropic:me@example.com, anthropic:work, anthropic:env. @auto drops the pinned profile.",
    );
  }
});

test("a profile that the person may not use cannot be told from one that does not exist", () => {
  const without = { profiles: profileSet(profiles.filter(({ use }) => use === undefined)) };
  for (const argument of ["opus@boss", "opus@anthropic:boss", "@boss", "opus@openai:boss", "gpt@anthropic:boss"]) {
    const hidden = refusalOf(argument);
    const absent = refusalOf(argument, without);
    expect(hidden.code).toBe("unknown_profile");
    expect({ ...hidden.data, message: hidden.message, hint: hidden.hint }).toEqual({
      ...absent.data,
      message: absent.message,
      hint: absent.hint,
    });
  }
});

test("a refusal that a room reads along names only what the room may know", () => {
  const room: Partial<ChoosingInput> = {
    mayUse: () => true,
    tell: ({ id, use }) => (use ? undefined : id.replace(/:.*@.*/, ":m…@…")),
  };
  const refused = refusalOf("opus@nobody", room);
  expect(refused.hint).toBe(
    "You may use: anthropic:auto, anthropic:home, anthropic:m…@…, anthropic:work, anthropic:env.",
  );
  const foreign = refusalOf("opus@openai:boss", room);
  expect(foreign.code).toBe("unknown_profile");
  expect(foreign.hint).toBe(refused.hint);
});

test("providers compare without case, also in the ids of profiles; names compare with it", () => {
  const shouting = { profiles: profileSet([profile("Anthropic:Work", { provider: "anthropic" })]) };
  for (const argument of ["opus@Work", "opus@anthropic:Work", "opus@ANTHROPIC:Work"])
    expect(choosing(argument, shouting).pin).toMatchObject({ profileId: "Anthropic:Work" });
  expect(refusalOf("opus@work", shouting).code).toBe("unknown_profile");
  expect(choosing("opus@Anthropic:work").pin).toMatchObject({ profileId: "anthropic:work" });
});

test("all or nothing: a known model with an unknown profile, and the other way round, are refused", () => {
  expect(refusalOf("opus@nobody").code).toBe("unknown_profile");
  expect(refusalOf("nobody@work").code).toBe("unknown_model");
  expect(refusalOf("nobody@auto").code).toBe("unknown_model");
  expect(refusalOf("gpt@anthropic:work").code).toBe("foreign_profile");
  const narrow = { catalog: createCatalog({ ...source, allow: ["sonnet"] }) };
  expect(refusalOf("opus@work", narrow).code).toBe("model_not_allowed");
  expect(refusalOf("opus@nobody", narrow).code).toBe("model_not_allowed");
});

test("without a default model a credential cannot be chosen, but everything can be dropped", () => {
  const { primary: _, ...rest } = source;
  const bare = { catalog: createCatalog(rest) };
  expect(refusalOf("@work", bare)).toMatchObject({ code: "no_default_model" });
  expect(choosing("opus@work", bare).pin).toMatchObject({ profileId: "anthropic:work" });
  expect(choosing("@home", { ...bare, pin: before(opusRef) }).pin).toMatchObject({ profileId: "anthropic:home" });
  const pin = before({ profileId: "anthropic:work" });
  expect(choosing("default", { ...bare, pin })).toMatchObject({ credential: "dropped" });
  expect(choosing("@auto", { ...bare, pin })).toMatchObject({ credential: "dropped" });
});

test("an alias that is the default still pins: a person chose it", () => {
  expect(choosing("sonnet").pin).toMatchObject({ model: "anthropic/sonnet-4-5", strict: true });
});
