import { readFileSync } from "node:fs";
import fc from "fast-check";
import { visit } from "jsonc-parser";
import { editConfigText } from "../../../src/config/edit.js";
import { parseJsonc } from "../../../src/config/jsonc.js";
import { parseConfig } from "../../../src/config/load.js";
import type { ConfigPath } from "../../../src/config/problem.js";

const example = readFileSync("config.example.json", "utf8");

describe("an edit of the configuration", () => {
  test("a new file is written the way people read it", () => {
    expect(editConfigText("", ["access", "switch"], ["discord:1"])).toBe(
      '{\n  "access": {\n    "switch": [\n      "discord:1"\n    ]\n  }\n}\n',
    );
  });

  test("everything else stays as it was written", () => {
    const before = '{\n\t// who\n\t"access": { "switch": ["discord:1"] }, // one\n\t"language": "de", /* two */\n}\n';
    expect(editConfigText(before, ["language"], "ja")).toBe(before.replace('"de"', '"ja"'));
  });

  test.each([
    ['{ "access": { "switch": ["*"] } }', ["access", "switch", 0], { access: { switch: [] } }],
    ['{ "access": { "switch": ["*",] } }', ["access", "switch", 0], { access: { switch: [] } }],
    [
      '{\n  "access": {\n    "switch": [\n      "discord:1",\n      "*", // all\n    ],\n  },\n}',
      ["access", "switch", 1],
      { access: { switch: ["discord:1"] } },
    ],
    ['{ "access": { "switch": [], "chat": [] }, }', ["access", "chat"], { access: { switch: [] } }],
    ['{ "language": "de", }', ["language"], {}],
    ['{ "language": "de" } // end', ["nothing", "here"], { language: "de" }],
  ] as [string, ConfigPath, object][])("removing from %s leaves it valid", (before, path, expected) => {
    const after = editConfigText(before, path, undefined);
    expect(parseConfig(after, "config.json")).toEqual(expected);
  });

  test.each([
    ['{ "access": { "chat": ["*", "terminal"] } }', 0, '{ "access": { "chat": ["terminal"] } }'],
    ['{ "access": { "chat": ["*", "terminal"] } }', 1, '{ "access": { "chat": ["*"] } }'],
    ['{ "access": { "chat": ["*", /* me */ "terminal"] } }', 1, '{ "access": { "chat": ["*" /* me */] } }'],
    ['{ "access": { "chat": [\n  "*",\n  "terminal"\n] } }', 1, '{ "access": { "chat": [\n  "*"\n] } }'],
    [
      '{ "access": { "chat": [\n  "*", // all\n  "terminal", // me\n] } }',
      0,
      '{ "access": { "chat": [\n  // all\n  "terminal", // me\n] } }',
    ],
  ])("removing from %s element %i leaves the rest as it was", (before, index, after) => {
    expect(editConfigText(before, ["access", "chat", index], undefined)).toBe(after);
  });

  test("an element behind the last is appended", () => {
    const after = editConfigText('{ "access": { "chat": ["*"] } }', ["access", "chat", 1], "terminal");
    expect(parseConfig(after, "config.json")).toEqual({ access: { chat: ["*", "terminal"] } });
  });

  const lined = (...lines: string[]): string =>
    `{ "access": { "chat": [${lines.map((line) => `\n${line}`).join("")}\n] } }`;
  test.each([
    [
      "one more",
      lined('  "discord:1", // anna', '  "discord:2" // bob'),
      ["discord:1", "discord:2", "*"],
      lined('  "discord:1", // anna', '  "discord:2", // bob', '  "*"'),
    ],
    [
      "one more behind a comma",
      lined('  "discord:1", // anna'),
      ["discord:1", "*"],
      lined('  "discord:1", // anna', '  "*",'),
    ],
    [
      "one before all",
      lined("  // people", '  "discord:1", // anna'),
      ["*", "discord:1"],
      lined('  "*",', "  // people", '  "discord:1", // anna'),
    ],
    [
      "one that goes",
      lined('  "discord:1", // anna', '  "discord:2", // bob', '  "*", // all'),
      ["discord:1", "*"],
      lined('  "discord:1", // anna', "  // bob", '  "*", // all'),
    ],
    [
      "one that moves up",
      lined('  "discord:1", // anna', '  "discord:2", // bob'),
      ["discord:2", "discord:1"],
      lined('  "discord:2",', '  "discord:1", // anna', "  // bob"),
    ],
    [
      "one in another's place",
      lined('  "discord:1", // anna', '  "discord:2", // bob'),
      ["discord:1", "*"],
      lined('  "discord:1", // anna', '  "*", // bob'),
    ],
    ["the first", lined("  // nobody yet"), ["*"], lined('  "*"', "  // nobody yet")],
    [
      "one line",
      '{ "access": { "chat": ["discord:1" /* anna */] } }',
      ["discord:1", "*"],
      '{ "access": { "chat": ["discord:1" /* anna */, "*"] } }',
    ],
    [
      "one line, before all",
      '{ "access": { "chat": [ "discord:1", ] } }',
      ["*", "discord:1"],
      '{ "access": { "chat": [ "*", "discord:1", ] } }',
    ],
  ])("a list is changed entry by entry, so that each keeps its comment: %s", (_, before, list, after) => {
    expect(editConfigText(before, ["access", "chat"], list)).toBe(after);
  });

  test("a whole entry behind the last does not come between that and its comment", () => {
    const before =
      '{\n  "bindings": [\n    { "agentId": "main", "match": { "channel": "discord" } }, // ours\n  ]\n}\n';
    const binding = { agentId: "main", match: { channel: "telegram" } };
    const after = editConfigText(before, ["bindings", 1], binding);
    expect(after).toContain('{ "channel": "discord" } }, // ours\n    {\n      "agentId": "main",\n');
    expect(parseConfig(after, "config.json").bindings?.[1]).toEqual(binding);
  });

  const lines = (...all: string[]): string => `${all.join("\n")}\n`;
  test.each<[string, string, ConfigPath, unknown, string]>([
    [
      "behind the last, which keeps its comment",
      lines("{", '  "access": { "chat": ["*"] }, // all', '  "language": "de" // ours', "}"),
      ["env", "shellEnv"],
      { enabled: true },
      lines(
        "{",
        '  "access": { "chat": ["*"] }, // all',
        '  "language": "de", // ours',
        '  "env": {',
        '    "shellEnv": {',
        '      "enabled": true',
        "    }",
        "  }",
        "}",
      ),
    ],
    [
      "behind a comma",
      lines("{", '  "access": { "chat": ["*"] },', "  /* end */", "}"),
      ["language"],
      "de",
      lines("{", '  "access": { "chat": ["*"] },', '  "language": "de",', "  /* end */", "}"),
    ],
    [
      "inside of one line",
      lines("{", '  "access": { "chat": ["*"] } // all', "}"),
      ["access", "admin"],
      ["terminal"],
      lines("{", '  "access": { "chat": ["*"], "admin": ["terminal"] } // all', "}"),
    ],
    [
      "inside of one line, behind a comma",
      lines("{", '  "access": { "chat": ["*"], } // all', "}"),
      ["access", "admin"],
      ["terminal"],
      lines("{", '  "access": { "chat": ["*"], "admin": ["terminal"], } // all', "}"),
    ],
    [
      "as the first, above a comment",
      lines("{", '  "access": {', "    // nobody yet", "  }", "}"),
      ["access", "chat"],
      ["*"],
      lines("{", '  "access": {', '    "chat": [', '      "*"', "    ]", "    // nobody yet", "  }", "}"),
    ],
    [
      "as the first of a line's own",
      lines("{", '  "access": {}, // nobody yet', "}"),
      ["access", "chat"],
      ["*"],
      lines("{", '  "access": {', '    "chat": [', '      "*"', "    ]", "  }, // nobody yet", "}"),
    ],
    [
      "in another's place, on its line",
      lines('{ "agents": { "list": [{ "id": "a", "model": "echo/y" }] } } // ours'),
      ["agents", "list", 0, "model"],
      { primary: "echo/y", fallbacks: [] },
      lines('{ "agents": { "list": [{ "id": "a", "model": { "primary": "echo/y", "fallbacks": [] } }] } } // ours'),
    ],
    [
      "in another's place, on lines of its own",
      lines("{", '  "agents": {', '    "defaults": { },', '    "list": [] // none', "  }", "}"),
      ["agents", "defaults"],
      { model: "echo/y" },
      lines(
        "{",
        '  "agents": {',
        '    "defaults": {',
        '      "model": "echo/y"',
        "    },",
        '    "list": [] // none',
        "  }",
        "}",
      ),
    ],
    [
      "as the first of a part of a line",
      lines('{ "env": { "shellEnv": { } }, "language": "de" }'),
      ["env", "shellEnv", "enabled"],
      true,
      lines('{ "env": { "shellEnv": { "enabled": true } }, "language": "de" }'),
    ],
  ])(
    "a new key stands where people would write it, and no line beside it changes: %s",
    (_, before, path, value, after) => {
      expect(editConfigText(before, path, value)).toBe(after);
    },
  );

  test("the byte order mark and the line ends of the file are kept", () => {
    const after = editConfigText('\uFEFF{\r\n  "language": "de"\r\n}\r\n', ["access", "chat"], ["*"]);
    expect(after.startsWith("\uFEFF{\r\n")).toBe(true);
    expect(after.replaceAll("\r\n", "")).not.toContain("\n");
  });

  test("a result that would not be valid is refused", () => {
    expect(() => editConfigText("{}", ["language"], 5)).toThrow(expect.objectContaining({ code: "config_invalid" }));
    expect(() => editConfigText("{}", ["agents", "defaults", "model"], "opus")).toThrow(
      expect.objectContaining({ code: "config_invalid" }),
    );
  });

  test("a refused result says what it lacks, not where in a file that was never written, and nothing of mending that", () => {
    const refused = (): unknown => editConfigText("{}", ["agents", "defaults", "model"], "foo/bar", "/etc/config.json");
    expect(refused).toThrow(
      expect.objectContaining({
        message:
          '/etc/config.json: models.providers.foo.baseUrl: missing; the provider "foo" is not built in, and agents.defaults.model needs it',
        hint: "Nothing was changed. What it needs can be written into /etc/config.json first; config.example.json shows every key.",
      }),
    );
  });

  test("a file that does not parse is refused, whatever the edit", () => {
    expect(() => editConfigText('{ "language": ', ["language"], "de")).toThrow(
      expect.objectContaining({ code: "config_invalid" }),
    );
  });

  test("what stands in the way is refused, not replaced in silence", () => {
    expect(() => editConfigText('{ "agents": 5 }', ["agents", "defaults"], {})).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^config_(edit_failed|invalid)$/) }),
    );
  });
});

function comments(text: string): string[] {
  const all: string[] = [];
  visit(text, { onComment: (offset, length) => void all.push(text.slice(offset, offset + length)) });
  return all;
}
const principal = fc.oneof(
  fc.nat().map((id) => `discord:${id}`),
  fc.nat().map((id) => `telegram:${id}`),
  fc.constant("*"),
);
const alias = fc.stringMatching(/^[a-z]{1,4}x{3}[0-9]{0,3}$/);
type Edit = readonly [path: ConfigPath, value: unknown];
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc
    .tuple(fc.constantFrom("view", "chat", "switch", "admin"), fc.array(principal, { maxLength: 3 }))
    .map(([level, list]): Edit => [["access", level], list]),
  fc.constantFrom("view", "chat", "switch", "admin").map((level): Edit => [["access", level], undefined]),
  alias.map((name): Edit => [["agents", "defaults", "models", `openai/${name}`], { alias: name }]),
  alias.map((name): Edit => [["agents", "defaults", "models", `openai/${name}`], undefined]),
  fc
    .constantFrom("anthropic:work", "xai:new", "echo:home")
    .map(
      (id): Edit => [
        ["auth", "profiles", id],
        { provider: id.split(":")[0], mode: "token", email: 'a "quoted" \\ name, // no comment' },
      ],
    ),
  fc.constantFrom("anthropic:work", "xai:new").map((id): Edit => [["auth", "profiles", id], undefined]),
  fc.constantFrom(0, 1).map((index): Edit => [["auth", "order", "echo", index], undefined]),
  fc.constant<Edit>([["bindings", 0], undefined]),
  fc.constantFrom("de", "ja", undefined).map((language): Edit => [["language"], language]),
);

/** The edit made on the value; what the text must say afterwards. */
function onValue(value: unknown, [path, to]: Edit): unknown {
  const copy = structuredClone(value) as Record<string | number, unknown>;
  let at = copy;
  for (const step of path.slice(0, -1)) {
    if (at[step] === undefined) {
      if (to === undefined) return copy;
      at[step] = {};
    }
    at = at[step] as Record<string | number, unknown>;
  }
  const last = path.at(-1) as string | number;
  if (to !== undefined) at[last] = to;
  else if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
  return copy;
}

const layouts: readonly ((entries: readonly string[]) => string)[] = [
  (entries) => `[${entries.map((entry) => `${JSON.stringify(entry)} /* ${entry} */`).join(", ")}]`,
  (entries) =>
    `[${entries.map((entry) => `\n      // above ${entry}\n      ${JSON.stringify(entry)}, // ${entry}`).join("")}\n    ]`,
  (entries) => `[ // all\n${entries.map((entry) => `\t${JSON.stringify(entry)} /* a\n b */`).join(",\n")} ]`,
  (entries) => `[${entries.map((entry) => `${JSON.stringify(entry)}\n // ${entry}\n`).join(", ")}]`,
];

test("no change of a list loses a comment, however the list is laid out", () => {
  const list = fc.uniqueArray(principal, { maxLength: 6 });
  fc.assert(
    fc.property(list, list, fc.constantFrom(...layouts), fc.nat(), (before, others, layout, seed) => {
      const kept = before.filter((_, index) => (seed >> index) % 2 === 0);
      const wanted = [...new Set(seed % 3 === 0 ? [...others, ...kept] : [...kept, ...others])];
      const text = `{ "access": { "chat": ${layout(before)} } }`;
      const after = editConfigText(text, ["access", "chat"], wanted);
      expect(parseConfig(after, "config.json").access?.chat).toEqual(wanted);
      expect(comments(after).toSorted()).toEqual(comments(text).toSorted());
    }),
    { numRuns: 300 },
  );
});

const bare = (text: string): string => text.replace(/[\s,]/g, "");
/** An entry of the catalogue with the comment that is about it, and several of them in their braces. */
const written: readonly (readonly [entry: (name: string) => string, all: (entries: readonly string[]) => string])[] = [
  [(name) => `"echo/${name}": {} /* ${name} */`, (entries) => `{${entries.join(", ")}}`],
  [(name) => `"echo/${name}": {} // ${name}\n`, (entries) => `{\n${entries.join("  , ")}}`],
  [
    (name) => `"echo/${name}": {}, // ${name}`,
    (entries) => `{${entries.map((entry) => `\n      ${entry}`).join("")}\n    }`,
  ],
  [(name) => `\t"echo/${name}": { } /* ${name}\n */`, (entries) => `{ // all\n${entries.join(",\n")} }`],
];

test("no new key comes between an entry and its comment, or changes anything else, however the object is laid out", () => {
  const names = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 4 });
  fc.assert(
    fc.property(names, fc.constantFrom(...written), fc.boolean(), (all, [entry, around], isDeep) => {
      const before = `{ "agents": { "defaults": { "models": ${around(all.map(entry))} } } }`;
      const [path, value]: Edit = isDeep
        ? [["agents", "defaults", "models", "echo/new", "alias"], "new"]
        : [["agents", "defaults", "models", "echo/new"], { alias: "new" }];
      const after = editConfigText(before, path, value);
      expect(bare(after).replace('"echo/new":{"alias":"new"}', "")).toBe(bare(before));
      for (const name of all) expect(bare(after)).toContain(bare(entry(name)));
      expect(parseConfig(after, "config.json").agents?.defaults?.models).toHaveProperty(["echo/new", "alias"], "new");
    }),
    { numRuns: 300 },
  );
});

describe("any sequence of edits", () => {
  test.each([
    ["the example", example],
    ["a new file", ""],
    ["one line", JSON.stringify(parseJsonc(example).value)],
  ])("of %s gives exactly the values that were asked for", (_, start) => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
        let text = start;
        let expected = start === "" ? {} : parseJsonc(start).value;
        for (const one of edits) {
          text = editConfigText(text, ...one);
          expected = onValue(expected, one);
        }
        expect(parseConfig(text || "{}", "config.json")).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("keeps every comment, but those inside of what was removed or replaced", () => {
    const holdsComments = ([path]: Edit): boolean => path[0] === "bindings" || path[2] === "anthropic:work";
    fc.assert(
      fc.property(
        fc.array(
          edit.filter((one) => !holdsComments(one)),
          { maxLength: 6 },
        ),
        (edits) => {
          const after = edits.reduce((text, one) => editConfigText(text, ...one), example);
          expect(comments(after)).toEqual(comments(example));
        },
      ),
      { numRuns: 60 },
    );
  });
});
