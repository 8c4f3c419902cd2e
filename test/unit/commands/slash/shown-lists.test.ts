import { createShownLists } from "../../../../commands/slash/shown-lists.js";
import { t0 } from "../../domain/world.js";

const minute = 60_000;
const list = () => ["anthropic/opus", "anthropic/sonnet"];

test("a number means what its reader was shown last, for 15 minutes", () => {
  let now = t0;
  const shown = createShownLists(() => now);
  shown.remember("ann", list());
  shown.remember("ann", ["openai/gpt", ...list()]);
  shown.remember("bob", list());
  now += 15 * minute;
  expect(shown.recall("ann")).toEqual(["openai/gpt", ...list()]);
  expect(shown.recall("bob")).toEqual(list());
  expect(shown.recall("cleo")).toBeUndefined();
  now += 1;
  expect(shown.recall("bob")).toBeUndefined();
});

test("a list that many are shown is kept once, and one that changed does not change what others saw", () => {
  const shown = createShownLists(() => t0);
  shown.remember("ann", list());
  shown.remember("bob", list());
  expect(shown.recall("bob")).toBe(shown.recall("ann"));
  const longer = [...list(), "openai/gpt"];
  shown.remember("bob", longer);
  shown.remember("cleo", [...longer]);
  expect(shown.recall("ann")).toEqual(list());
  expect(shown.recall("cleo")).toBe(shown.recall("bob"));
});
