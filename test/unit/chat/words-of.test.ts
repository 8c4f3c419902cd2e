import { phrasesIn } from "../../../src/chat/phrases/all.js";
import { wordsOf } from "../../../src/chat/words-of.js";
import { ModelpinError } from "../../../src/domain/errors.js";
import { Refusal } from "../../../src/domain/refusal.js";
import { Setback } from "../../../src/domain/setback.js";

test("a host tells a conversation what modelpin itself would tell there, in the reader's language", () => {
  const failed = new Setback("model_gone", { model: "anthropic/old" });
  expect(wordsOf(failed)).toBe(`${failed.message}\n${failed.hint}`);
  expect(wordsOf(failed, { locale: "de-AT" })).toMatch(/anthropic\/old/);
  expect(wordsOf(failed, { locale: "de-AT" })).not.toBe(wordsOf(failed));
  expect(wordsOf(failed, { locale: "ja", language: "de" })).toBe(wordsOf(failed, { locale: "de" }));
  const refused = new Refusal("may_not_switch", { principal: "discord:1" });
  expect(wordsOf(refused)).toBe(`${refused.message}\n${refused.hint}`);
});

test("a host does not read out what only an operator should know", () => {
  const error = new ModelpinError("store_unreadable", "/home/ann/.modelpin/lmdb is broken.", { hint: "rm /home/ann" });
  expect(wordsOf(error)).toContain("store_unreadable");
  expect(wordsOf(error)).not.toContain("ann");
  expect(wordsOf(new ModelpinError("store_busy", "/home/ann"))).toBe(phrasesIn("en").busy);
});

test("what modelpin did not throw is the host's own", () => {
  for (const thrown of [new Error("mine"), "mine", undefined, null]) expect(wordsOf(thrown)).toBeUndefined();
});
