import fc from "fast-check";
import { type CatalogSource, createCatalog } from "../../../src/domain/catalog.js";
import { formatModelRef, modelKey, parseModelRef } from "../../../src/domain/model-ref.js";
import { auto, parseModelTarget } from "../../../src/domain/model-target.js";
import { Refusal } from "../../../src/domain/refusal.js";
import { isKnownModel, resolveModel } from "../../../src/domain/resolve-model.js";

const models: CatalogSource["models"] = [
  { ref: "anthropic/claude-opus-4-5", alias: "opus" },
  { ref: "anthropic/claude-sonnet-4-5", alias: "Sonnet" },
  { ref: "openrouter/moonshotai/kimi-k2" },
  { ref: "openai/gpt-5" },
  { ref: "azure/gpt-5" },
  { ref: "openrouter/@cf/meta/llama" },
  { ref: "vertex/claude-opus@20250514" },
  // An alias that is somebody else's bare id, and one that is another alias with another ending.
  { ref: "local/tiny", alias: "gpt-5-mini" },
  { ref: "openai/gpt-5-mini" },
];
const source: CatalogSource = { models, primary: "opus", fallbacks: ["Sonnet", "openai/gpt-5"] };
const catalog = createCatalog(source);

function refOf(typed: string, of = catalog): string {
  return formatModelRef(resolveModel(of, typed).ref);
}
function refusalOf(typed: string, of = catalog): Refusal {
  try {
    resolveModel(of, typed);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error(`${typed} was accepted`);
}

test("an exact ref wins over an alias, an alias over a bare id", () => {
  const tricky = createCatalog({
    models: [
      { ref: "a/b" },
      { ref: "x/one", alias: "a/b" },
      { ref: "x/two", alias: "three" },
      { ref: "y/three" },
      { ref: "z/a/b" },
    ],
    fallbacks: [],
  });
  expect(refOf("a/b", tricky)).toBe("a/b");
  expect(refOf("three", tricky)).toBe("x/two");
  expect(refOf("y/three", tricky)).toBe("y/three");
  expect(refOf("gpt-5-mini")).toBe("local/tiny");
});

test.each([
  ["opus", "anthropic/claude-opus-4-5"],
  ["OPUS", "anthropic/claude-opus-4-5"],
  ["sonnet", "anthropic/claude-sonnet-4-5"],
  ["claude-opus-4-5", "anthropic/claude-opus-4-5"],
  ["Anthropic/claude-opus-4-5", "anthropic/claude-opus-4-5"],
  ["moonshotai/kimi-k2", "openrouter/moonshotai/kimi-k2"],
  ["@cf/meta/llama", "openrouter/@cf/meta/llama"],
  ["claude-opus@20250514", "vertex/claude-opus@20250514"],
])("%s is %s", (typed, ref) => {
  expect(refOf(typed)).toBe(ref);
});

test("a choice that is offered can be taken: what is not allowed is not among the ambiguous ones", () => {
  const models = ["a/opus", "b/opus", "c/opus"].map((ref) => ({ ref }));
  const some = createCatalog({ models, fallbacks: [], allow: ["a/*", "c/opus"] });
  expect(refusalOf("opus", some)).toMatchObject({
    code: "ambiguous_model",
    data: { choices: ["a/opus", "c/opus"], more: 0 },
  });
  const none = createCatalog({ models, fallbacks: [], allow: ["d/*"] });
  expect(refusalOf("opus", none)).toMatchObject({ code: "model_not_allowed" });
});

test("an id that several providers have is ambiguous, with up to five choices", () => {
  expect(refusalOf("gpt-5")).toMatchObject({
    code: "ambiguous_model",
    data: { choices: ["azure/gpt-5", "openai/gpt-5"], more: 0 },
  });
  const crowd = createCatalog({
    models: ["g", "c", "a", "e", "f", "b", "d"].map((provider) => ({ ref: `${provider}/same` })),
    fallbacks: [],
  });
  const refused = refusalOf("same", crowd);
  expect(refused.data).toEqual({ typed: "same", choices: ["a/same", "b/same", "c/same", "d/same", "e/same"], more: 2 });
  expect(refused.hint).toBe("Say which: a/same, b/same, c/same, d/same, e/same (+2 more)");
});

test("an unknown model is refused with up to three near names, never with a guess", () => {
  expect(refusalOf("opsu")).toMatchObject({ code: "unknown_model", data: { near: ["opus"] } });
  expect(refusalOf("claude").data).toMatchObject({ near: { length: 3 } });
  expect(refusalOf("nothing-like-it").data).toMatchObject({ near: [] });
  expect(refusalOf("nothing-like-it").hint).toBe("See all with /model list");
  for (const typed of ["", "/", "a/", "/b", "anthropic/", "@", ":", "anthropic/CLAUDE-OPUS-4-5", "opus "]) {
    expect(refusalOf(typed).code).toBe("unknown_model");
  }
});

test("whoever names a model in full, or one that is not allowed, reads what lets it in", () => {
  expect(refusalOf("openai/gpt-9").hint).toContain("modelpin models aliases add <name> <provider/model>");
  expect(refusalOf("gpt-9").hint).not.toContain("modelpin");
  const narrow = createCatalog({ ...source, allow: ["openai/*"] });
  expect(refusalOf("anthropic/claude-opus-4-5", narrow).hint).toContain("modelPolicy.allow");
});

test("what somebody typed is quoted short, however long it was", () => {
  expect(refusalOf("é".repeat(5000)).message.length).toBeLessThan(120);
});

test("a model outside the allow-list is refused with the list command, and is never a near name", () => {
  const narrow = createCatalog({ ...source, allow: ["anthropic/*", "gpt-5-mini", "openrouter/moonshotai/*"] });
  expect(refOf("opus", narrow)).toBe("anthropic/claude-opus-4-5");
  expect(refOf("gpt-5-mini", narrow)).toBe("local/tiny");
  expect(refOf("moonshotai/kimi-k2", narrow)).toBe("openrouter/moonshotai/kimi-k2");
  for (const typed of ["openai/gpt-5", "@cf/meta/llama", "openai/gpt-5-mini"]) {
    const refused = refusalOf(typed, narrow);
    expect(refused.code).toBe("model_not_allowed");
    expect(refused.hint).toContain("/model list");
  }
  expect(refusalOf("lama", narrow).data).toMatchObject({ near: [] });
  expect(refusalOf("opus", createCatalog({ ...source, allow: [] })).code).toBe("model_not_allowed");
});

test("a full ref that a wildcard covers is accepted and marked, a bare id never is", () => {
  const open = createCatalog({ ...source, allow: ["Anthropic/*", "openrouter/moonshotai/*"] });
  expect(resolveModel(open, "anthropic/claude-next")).toEqual({
    ref: { provider: "anthropic", model: "claude-next" },
    inCatalog: false,
  });
  expect(resolveModel(open, "ANTHROPIC/claude-next").inCatalog).toBe(false);
  expect(resolveModel(open, "openrouter/moonshotai/kimi-k3").inCatalog).toBe(false);
  expect(resolveModel(open, "anthropic/claude-opus-4-5").inCatalog).toBe(true);
  expect(refusalOf("claude-next", open).code).toBe("unknown_model");
  expect(refusalOf("openrouter/other/kimi-k3", open).code).toBe("unknown_model");
  expect(refusalOf("anthropic/", open).code).toBe("unknown_model");
  expect(refusalOf("anthropic-eu/claude-next", open).code).toBe("unknown_model");
});

test("the allow-list sees the bare model, never the profile behind it", () => {
  const open = createCatalog({ ...source, allow: ["anthropic/claude-opus-4-5", "vertex/*"] });
  const isKnown = (typed: string): boolean => isKnownModel(open, typed);
  for (const [typed, ref] of [
    ["opus@work", "anthropic/claude-opus-4-5"],
    ["anthropic/claude-opus-4-5@google:me@example.com", "anthropic/claude-opus-4-5"],
    ["vertex/claude-new@20251001@work", "vertex/claude-new@20251001"],
  ] as const) {
    const target = parseModelTarget(typed, isKnown);
    expect(refOf((target as { model: string }).model, open)).toBe(ref);
  }
});

test("models are listed as people see them: default, fallbacks, aliased as written, the rest by ref", () => {
  expect(catalog.entries.map(({ ref }) => formatModelRef(ref))).toEqual([
    "anthropic/claude-opus-4-5",
    "anthropic/claude-sonnet-4-5",
    "openai/gpt-5",
    "local/tiny",
    "azure/gpt-5",
    "openai/gpt-5-mini",
    "openrouter/@cf/meta/llama",
    "openrouter/moonshotai/kimi-k2",
    "vertex/claude-opus@20250514",
  ]);
});

test("a fallback that is named twice, by ref and by alias, is one fallback", () => {
  const twice = createCatalog({ ...source, fallbacks: ["Sonnet", "anthropic/claude-sonnet-4-5", "SONNET"] });
  expect(twice.fallbacks.map(formatModelRef)).toEqual(["anthropic/claude-sonnet-4-5"]);
});

test("a catalogue of 5 000 models answers by ref, alias and id, and stays terse when it knows nothing", () => {
  const large = createCatalog({
    models: Array.from({ length: 5000 }, (_, index) => ({
      ref: `p${index % 50}/model-${index}`,
      ...(index % 10 === 0 ? { alias: `alias-${index}` } : {}),
    })),
    fallbacks: [],
  });
  expect(large.entries).toHaveLength(5000);
  expect(refOf("p7/model-4957", large)).toBe("p7/model-4957");
  expect(refOf("model-4957", large)).toBe("p7/model-4957");
  expect(refOf("ALIAS-4990", large)).toBe("p40/model-4990");
  expect(refusalOf("model", large).data).toMatchObject({ near: { length: 3 } });
});

/** Text made of what the grammar is made of, and of anything else. */
const piece = fc.oneof(
  fc.constantFrom("@", "/", ":", "-", "—", " ", "~", "opus", "work", "20250514", "q8_0", "4bit", "anthropic", "auto"),
  fc.constantFrom(...models.map(({ ref }) => ref), "gpt-5", "claude-opus-4-5", "--once", "--soft", "default", "12"),
  fc.string({ unit: "binary", maxLength: 6 }),
);
const typing = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
const wildcards = ["anthropic/*", "openrouter/@cf/*"];

test("whatever is typed, the answer is a refusal or exactly what is known or covered by a wildcard", () => {
  const open = createCatalog({ ...source, allow: [...wildcards, ...models.map(({ ref }) => ref)] });
  const shuffled = createCatalog({
    ...source,
    models: [...models].reverse(),
    allow: wildcards.toReversed().concat(...models.map(({ ref }) => ref)),
  });
  const isKnown = (typed: string): boolean => isKnownModel(open, typed);
  const answer = (of: typeof open, typed: string): string => {
    try {
      return modelKey(resolveModel(of, typed).ref);
    } catch (error) {
      if (error instanceof Refusal) return `${error.code} ${JSON.stringify(error.data)}`;
      throw error;
    }
  };
  const refs = new Set(open.entries.map((entry) => modelKey(entry.ref)));
  const fault = (typed: string): string | undefined => {
    let target: ReturnType<typeof parseModelTarget>;
    try {
      target = parseModelTarget(typed, isKnown);
    } catch (error) {
      return error instanceof Refusal ? undefined : `threw ${error}`;
    }
    if (target.kind !== "choose") return undefined;
    const { model, profile } = target;
    // An empty profile is refused where it is known which accounts there are.
    if (model === "") return "an empty side";
    // Nothing is made up: the two sides are what was typed, cut at one `@`.
    if (profile !== auto) {
      const sides = profile === undefined ? model : `${model ?? ""}@${profile}`;
      if (sides === undefined || !typed.includes(sides)) return `made up ${sides}`;
    }
    if (model === undefined) return undefined;
    const found = answer(open, model);
    if (answer(shuffled, model) !== found) return "depends on the order of keys";
    if (/^(?:unknown|ambiguous)_model |^model_not_allowed /.test(found)) return undefined;
    accepted++;
    if (isKnown(model)) return refs.has(found) ? undefined : `leads to the stranger ${found}`;
    const ref = parseModelRef(model);
    const isCovered = ref !== undefined && wildcards.some((rule) => modelKey(ref).startsWith(rule.slice(0, -1)));
    return isCovered && found === modelKey(ref) ? undefined : `guessed ${found}`;
  };
  let accepted = 0;
  // A hundred thousand refusals need no stack each.
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    fc.assert(
      fc.property(typing, (typed) => {
        const found = fault(typed);
        if (found !== undefined) throw new Error(found);
      }),
      { numRuns: 100_000 },
    );
  } finally {
    Error.stackTraceLimit = depth;
  }
  expect(accepted).toBeGreaterThan(1000);
});
