import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findVerb } from "../../../../commands/cli/find-verb.js";
import { parseArguments } from "../../../../commands/cli/parse-arguments.js";
import { verbs } from "../../../../commands/cli/verbs.js";
import { parseConfig } from "../../../../src/config/load.js";
import { parseModelTarget } from "../../../../src/domain/model-target.js";

const pages = [
  "README.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];
const read = (page: string): string => readFileSync(page, "utf8");
const blocks = (page: string, language: string): string[] =>
  [...read(page).matchAll(/^( *)```(\w+)\n([\s\S]*?)^\1```$/gm)]
    .filter(([, , found]) => found === language)
    .map(([, , , text]) => text ?? "");

/** Command lines of modelpin as a reader would type them, without what the shell does with them. */
const lines = pages.flatMap((page) => {
  const typed = [
    ...blocks(page, "sh").flatMap((text) => text.split("\n")),
    ...[...read(page).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? ""),
  ];
  return typed
    .map((line) =>
      line
        .trim()
        .replace(/ #.*$| [<>|] .*$/, "")
        .trim(),
    )
    .filter((line) => /^modelpin [a-z]/.test(line))
    .map((line) => [page, line] as const);
});

test("every verb is on the page of the command line, with an example of its own", () => {
  const page = read("docs/cli.md");
  for (const { words } of verbs) {
    const name = words.join(" ");
    expect(page).toContain(`\n### \`modelpin ${name}\`\n`);
    const section = page.split(`\n### \`modelpin ${name}\`\n`)[1]?.split(/\n##+ /)[0] ?? "";
    expect([name, section]).toEqual([name, expect.stringMatching(new RegExp(`^modelpin ${name}( |$)`, "m"))]);
  }
});

test("the page of the command line knows no verb that is not there", () => {
  const headings = [...read("docs/cli.md").matchAll(/^### `modelpin (.+)`$/gm)].map(([, name]) => name);
  const names = verbs.map(({ words }) => words.join(" "));
  expect(headings.filter((name) => !names.includes(name ?? ""))).toEqual([]);
});

test.each([...new Map(lines.map((pair) => [pair.join(": "), pair])).values()])(
  "%s: `%s` can be typed",
  async (_, line) => {
    const argv = line
      .split(" ")
      .slice(1)
      .map((word) => word.replace(/^"(.*)"$/, "$1"));
    const found = findVerb(argv);
    const isGroup = found.entry === undefined && found.stranger === undefined;
    expect([line, found.stranger]).toEqual([line, undefined]);
    if (isGroup || found.entry === undefined) return;
    const { default: verb } = await found.entry.load();
    // In running text a verb is named without what it needs.
    const isNamed = found.rest.length === 0;
    if (!isNamed) expect(() => parseArguments(verb, found.rest)).not.toThrow();
  },
);

test.each(pages.flatMap((page) => blocks(page, "json").map((text) => [page, text] as const)))(
  "%s: a piece of configuration is valid: %s",
  (_, text) => {
    expect(() => parseConfig(text.replace("<your server's id>", "100000000000000001"), "config.json")).not.toThrow();
  },
);

test.each(pages)("%s: every link leads somewhere", (page) => {
  const targets = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? "");
  expect(targets.filter((target) => !existsSync(join(dirname(page), target)))).toEqual([]);
});

/** As GitHub makes an anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
const anchorsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ""));

test.each(pages)("%s: every link into a page leads to a heading of it", (page) => {
  const targets = [...read(page).matchAll(/\]\((?!https?:)([^)#]*\.md)?#([^)]+)\)/g)];
  const lost = targets.filter(
    ([, file, anchor = ""]) => !anchorsOf(file ? join(dirname(page), file) : page).includes(anchor),
  );
  expect(lost.map(([link]) => link)).toEqual([]);
});

const typedInChat = pages.flatMap((page) =>
  [...read(page).matchAll(/`(\/[a-z][^`\n]*)`/g)].flatMap(([, line = ""]) => {
    const [, name, argument = ""] = /^\/(model|new|help)(?: (.*))?$/.exec(line) ?? [];
    return name === undefined ? [] : [[page, line, name, argument] as const];
  }),
);
test.each([...new Map(typedInChat.map((one) => [`${one[0]} ${one[1]}`, one])).values()])(
  "%s: `%s` can be typed in a conversation",
  (_page, _line, name, argument) => {
    const isKnown = (model: string): boolean => ["opus", "large"].includes(model);
    if (name === "model") expect(() => parseModelTarget(argument, isKnown)).not.toThrow();
    else expect(argument).toBe("");
  },
);

test("the page of questions answers each: what to type, or where it stands", () => {
  const [, ...questions] = read("docs/questions.md").split(/^\*\*(?=.*\*\*$)/m);
  expect(questions.length).toBeGreaterThan(25);
  for (const text of questions) {
    const [question = "", ...answer] = text.split(/^#+ /m)[0]?.trim().split("\n") ?? [];
    expect([question, answer.join(" ")]).toEqual([question, expect.stringMatching(/`\/?(?:modelpin|model)|\]\(.+\)/)]);
    expect([question, answer.length]).toEqual([question, Math.min(answer.length, 4)]);
  }
});

test("the README leads to the five pages for users", () => {
  for (const page of ["getting-started", "questions", "models-and-accounts", "access", "cli"])
    expect(read("README.md")).toContain(`(docs/${page}.md)`);
});

test("the list of hard choices names every note", () => {
  const notes = readdirSync("docs/decisions").filter((name) => name !== "README.md");
  for (const name of notes) expect(read("docs/decisions/README.md")).toContain(`](${name})`);
});
