import fc from "fast-check";
import { editConfigText } from "../../../src/config/edit.js";
import { parseConfig } from "../../../src/config/load.js";
import { type ConfigItem, settle } from "../../../src/onboard/config-items.js";

const item = (path: string, value: unknown, more: Partial<ConfigItem> = {}): ConfigItem => ({
  from: path,
  path: path.split("."),
  value,
  ...more,
});

test("what stands there stays unless a person has just said otherwise", () => {
  const config = parseConfig('{ "language": "de" }', "c");
  expect(settle(config, [item("language", "de")])).toMatchObject({ edits: [], present: [{ value: "de" }] });
  expect(settle(config, [item("language", "en")])).toMatchObject({ edits: [], kept: [{ value: "en" }] });
  expect(settle(config, [item("language", "en", { wins: true })]).edits).toEqual([{ path: ["language"], value: "en" }]);
});

test("what no configuration can hold is refused with its reason and keeps nothing else out", () => {
  const { taken, refused } = settle({}, [
    item("lnguage", "de"),
    item("language", "de"),
    item("access.chat", "me", { isMember: true }),
  ]);
  expect(taken).toMatchObject([{ from: "language" }]);
  expect(refused.map(({ why }) => why)).toEqual([
    'unknown key; did you mean "language"?',
    expect.stringMatching(/^expected "discord:<userId>"/),
  ]);
});

test("the edits make of the text what was decided on the value", () => {
  const principal = fc.constantFrom("telegram:1", "discord:2", "*", "terminal");
  const items = fc.array(
    fc.oneof(
      fc
        .tuple(fc.constantFrom("view", "chat", "switch"), principal)
        .map(([level, who]) => item(`access.${level}`, who, { isMember: true })),
      fc.constantFrom("de", "en", "nonsense!").map((tag) => item("language", tag, { wins: true })),
      fc.constantFrom("a", "b").map((id) => item("agents.list", { id }, { isMember: true, idField: "id" })),
    ),
  );
  fc.assert(
    fc.property(items, (wanted) => {
      const start = '{\n  // kept\n  "access": { "chat": ["telegram:9"] },\n}\n';
      const { edits, after } = settle(parseConfig(start, "c"), wanted);
      const text = edits.reduce((before, { path, value }) => editConfigText(before, path, value), start);
      expect(parseConfig(text, "c")).toEqual(after);
      expect(text).toContain("// kept");
      expect(
        settle(
          after,
          wanted.filter(({ wins }) => !wins),
        ).edits,
      ).toEqual([]);
    }),
  );
});

test("a thousand models with three mistakes among them: all but those are taken, in a handful of edits", () => {
  const wanted = Array.from({ length: 1000 }, (_, index): ConfigItem => {
    const provider = index % 400 === 7 ? "nowhere" : "openrouter";
    const path = ["agents", "defaults", "models", `${provider}/m-${index}`];
    return { from: path.join("."), path, value: { alias: `m${index}` } };
  });
  const { taken, refused, edits } = settle({}, wanted);
  expect([taken.length, refused.length, edits.length]).toEqual([997, 3, 1]);
  expect(refused.map(({ item: { from } }) => from)).toEqual(
    [7, 407, 807].map((n) => `agents.defaults.models.nowhere/m-${n}`),
  );
});
