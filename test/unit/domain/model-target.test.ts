import { ModelpinError } from "../../../src/domain/errors.js";
import {
  auto,
  isReservedWord,
  type ModelTarget,
  parseModelTarget,
  reservedWords,
  splitTarget,
} from "../../../src/domain/model-target.js";

/** Everything that is known in the table below; the rest are strangers. */
const known = new Set([
  "opus",
  "anthropic/claude-opus-4-5",
  "claude-opus-4-5",
  "vertex/claude-sonnet@20250514",
  "claude-sonnet@20250514",
  "vertex/claude-haiku",
  "openrouter/@cf/meta/llama",
  "@cf/meta/llama",
  "openrouter/moonshotai/kimi-k2",
  "moonshotai/kimi-k2",
  "local/qwen@q8_0",
  "local/qwen",
  "ollama/qwen3:30b",
  "机器/大模型",
  "émile",
]);
const isKnown = (typed: string): boolean => known.has(typed);

test.each<readonly [typed: string, model: string | undefined, profile: string | undefined]>([
  // Nothing to split.
  ["opus", "opus", undefined],
  ["anthropic/claude-opus-4-5", "anthropic/claude-opus-4-5", undefined],
  ["openrouter/moonshotai/kimi-k2", "openrouter/moonshotai/kimi-k2", undefined],
  ["ollama/qwen3:30b", "ollama/qwen3:30b", undefined],
  ["nobody/knows", "nobody/knows", undefined],
  // A profile: by name, by full id, by one that is an e-mail address, by one with a slash.
  ["opus@work", "opus", "work"],
  ["opus@anthropic:work", "opus", "anthropic:work"],
  ["anthropic/claude-opus-4-5@anthropic:work", "anthropic/claude-opus-4-5", "anthropic:work"],
  ["opus@google:me@example.com", "opus", "google:me@example.com"],
  ["opus@me@example.com", "opus", "me@example.com"],
  ["opus@anthropic:team/blue", "opus", "anthropic:team/blue"],
  ["ollama/qwen3:30b@ollama:home", "ollama/qwen3:30b", "ollama:home"],
  ["opus@", "opus", ""],
  ["@work", undefined, "work"],
  ["@google:me@example.com", undefined, "google:me@example.com"],
  ["@q8_0@work", undefined, "q8_0@work"],
  ["@20250514", undefined, "20250514"],
  ["@", undefined, ""],
  // The longest known model wins over every rule.
  ["vertex/claude-sonnet@20250514", "vertex/claude-sonnet@20250514", undefined],
  ["vertex/claude-sonnet@20250514@work", "vertex/claude-sonnet@20250514", "work"],
  ["vertex/claude-sonnet@20250514@google:me@example.com", "vertex/claude-sonnet@20250514", "google:me@example.com"],
  ["claude-sonnet@20250514@work", "claude-sonnet@20250514", "work"],
  ["vertex/claude-haiku@20250514", "vertex/claude-haiku", "20250514"],
  ["local/qwen@q8_0", "local/qwen@q8_0", undefined],
  ["local/qwen@q8_0@work", "local/qwen@q8_0", "work"],
  ["local/qwen@q4_k_m", "local/qwen", "q4_k_m"],
  ["openrouter/@cf/meta/llama", "openrouter/@cf/meta/llama", undefined],
  ["openrouter/@cf/meta/llama@work", "openrouter/@cf/meta/llama", "work"],
  ["@cf/meta/llama", "@cf/meta/llama", undefined],
  ["@cf/meta/llama@work", "@cf/meta/llama", "work"],
  ["moonshotai/kimi-k2@work", "moonshotai/kimi-k2", "work"],
  ["机器/大模型@工作", "机器/大模型", "工作"],
  ["émile@café", "émile", "café"],
  // Strangers: first `@` after the last `/`, over a date, then over a quantisation.
  ["vertex/claude-opus@work", "vertex/claude-opus", "work"],
  ["vertex/claude-opus@20250514", "vertex/claude-opus@20250514", undefined],
  ["vertex/claude-opus@20250514@work", "vertex/claude-opus@20250514", "work"],
  ["vertex/claude-opus@20250514@", "vertex/claude-opus@20250514", ""],
  ["claude-opus@20250514@google:me@example.com", "claude-opus@20250514", "google:me@example.com"],
  ["flash@google-gemini-cli:me@gmail.com", "flash", "google-gemini-cli:me@gmail.com"],
  ["lm/llama@q8_0@work", "lm/llama@q8_0", "work"],
  ["lm/llama@q8_0", "lm/llama@q8_0", undefined],
  ["lm/llama@Q4_K_M@work", "lm/llama@Q4_K_M", "work"],
  ["lm/llama@iq4_xs", "lm/llama@iq4_xs", undefined],
  ["lm/llama@IQ4_XS@work", "lm/llama@IQ4_XS", "work"],
  ["lm/llama@4bit", "lm/llama@4bit", undefined],
  ["lm/llama@4bit@work", "lm/llama@4bit", "work"],
  ["lm/llama@20250514@q8_0@work", "lm/llama@20250514@q8_0", "work"],
  ["lm/llama@20250514@q8_0", "lm/llama@20250514@q8_0", undefined],
  // The sequence is fixed, and near misses of a date or a quantisation are profiles.
  ["lm/llama@q8_0@20250514", "lm/llama@q8_0", "20250514"],
  ["lm/llama@20250514@20250515", "lm/llama@20250514", "20250515"],
  ["lm/llama@2025@work", "lm/llama", "2025@work"],
  ["lm/llama@202505145", "lm/llama", "202505145"],
  ["lm/llama@20250514x", "lm/llama", "20250514x"],
  ["lm/llama@q", "lm/llama", "q"],
  ["lm/llama@quick", "lm/llama", "quick"],
  ["lm/llama@q8-0", "lm/llama", "q8-0"],
  ["lm/llama@bit", "lm/llama", "bit"],
  ["nobody/@cf/some/llama@work", "nobody/@cf/some/llama", "work"],
  ["nobody/@cf/some/llama", "nobody/@cf/some/llama", undefined],
  // Models keep their case.
  ["Opus@Work", "Opus", "Work"],
])("%s means model %s and profile %s", (typed, model, profile) => {
  expect(splitTarget(typed, isKnown)).toEqual({
    ...(model === undefined ? {} : { model }),
    ...(profile === undefined ? {} : { profile }),
  });
});

function parse(argument: string): ModelTarget {
  return parseModelTarget(argument, isKnown);
}
const strictly = { once: false, soft: false };

test.each<readonly [argument: string, target: ModelTarget]>([
  ["", { kind: "list" }],
  ["   ", { kind: "list" }],
  ["list", { kind: "list" }],
  ["LIST 2", { kind: "list", page: "2" }],
  ["status", { kind: "status" }],
  ["Status", { kind: "status" }],
  ["why", { kind: "why" }],
  ["help", { kind: "help" }],
  ["default", { kind: "default", ...strictly }],
  ["RESET", { kind: "default", ...strictly }],
  ["default --once", { kind: "default", once: true, soft: false }],
  ["3", { kind: "entry", number: 3, ...strictly }],
  ["3 --soft", { kind: "entry", number: 3, once: false, soft: true }],
  ["2@home", { kind: "entry", number: 2, profile: "home", ...strictly }],
  [
    "2@google:me@example.com --once",
    { kind: "entry", number: 2, profile: "google:me@example.com", once: true, soft: false },
  ],
  ["2@auto", { kind: "entry", number: 2, profile: auto, ...strictly }],
  ["opus", { kind: "choose", model: "opus", ...strictly }],
  ["@work", { kind: "choose", profile: "work", ...strictly }],
  ["opus@work", { kind: "choose", model: "opus", profile: "work", ...strictly }],
  ["@auto", { kind: "choose", profile: auto, ...strictly }],
  ["@AUTO", { kind: "choose", profile: auto, ...strictly }],
  ["auto", { kind: "choose", profile: auto, ...strictly }],
  ["opus@Auto", { kind: "choose", model: "opus", profile: auto, ...strictly }],
  ["opus@anthropic:auto", { kind: "choose", model: "opus", profile: "anthropic:auto", ...strictly }],
  ["opus\u00a0--once", { kind: "choose", model: "opus", once: true, soft: false }],
])("/model %s is understood", (argument, target) => {
  expect(parse(argument)).toEqual(target);
});

test("flags stand anywhere, in any order and any case, also as phones write them", () => {
  const wanted = { kind: "choose", model: "opus", profile: "work", once: true, soft: true };
  for (const argument of [
    "opus@work --once --soft",
    "--soft opus@work --once",
    "--once --soft opus@work",
    "—once opus@work —soft",
    "–once opus@work ––soft".replace("––", "–"),
    "--ONCE opus@work --Soft",
    "--once --once --soft opus@work",
  ]) {
    expect(parse(argument)).toEqual(wanted);
  }
});

function refusal(argument: string): { code: string; text: string } {
  try {
    parse(argument);
  } catch (error) {
    if (error instanceof ModelpinError) return { code: error.code, text: `${error.message}\n${error.hint}` };
    throw error;
  }
  throw new Error(`${argument} was accepted`);
}

test.each(["--onze", "-once", "--", "—", "--force", "--once=1", "--soft,", "-"])(
  "the unknown flag %s lists the known ones and sets nothing",
  (flag) => {
    for (const argument of [`opus ${flag}`, `${flag} opus`, flag, `list ${flag}`]) {
      const { code, text } = refusal(argument);
      expect(code).toBe("unknown_flag");
      expect(text).toContain(`"${flag}"`);
      expect(text).toContain("--once, --soft");
      expect(text).toContain("Nothing was changed");
    }
  },
);

test("a slip of the finger in a flag is answered with the flag that was meant", () => {
  expect(refusal("opus --onec").text).toContain("Did you mean --once?");
  expect(refusal("opus —sofft").text).toContain("Did you mean --soft?");
});

test.each([
  ["opus work", "work"],
  ["opus @work", "@work"],
  ["status now", "now"],
  ["list 2 3", "3"],
  ["why not", "not"],
  ["default opus", "opus"],
  ["3 4", "4"],
  ["@auto opus", "opus"],
])("/model %s has a word too many", (argument, word) => {
  const { code, text } = refusal(argument);
  expect(code).toBe("extra_word");
  expect(text).toContain(`"${word}"`);
  expect(text).toContain("--once, --soft");
});

test.each(["--once", "list --once", "status --soft", "why --once", "default --soft", "@auto --soft", "list 2 --soft"])(
  "/model %s has a flag that changes nothing, which is said",
  (argument) => {
    expect(refusal(argument).code).toBe("flag_without_choice");
  },
);

test.each(["@", "2@", "opus@", "anthropic/claude-opus-4-5@", "nobody/knows@", "vertex/x@20250514@"])(
  "/model %s has an empty side, which is kept, so that it can be said what could stand there",
  (argument) => {
    expect(parse(argument)).toMatchObject({ profile: "" });
  },
);

test("every reserved word means what it means, and no alias may be one", () => {
  for (const word of [...reservedWords, "42", "0"]) {
    expect(isReservedWord(word)).toBe(true);
    expect(isReservedWord(word.toUpperCase())).toBe(true);
    const everythingKnown = parseModelTarget(word, () => true);
    expect(everythingKnown).not.toHaveProperty("model");
  }
  for (const word of ["opus", "lists", "auto2", "4x", "@auto", "٣"]) expect(isReservedWord(word)).toBe(false);
});
