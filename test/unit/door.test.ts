import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const root = process.cwd();
const json = (file: string) => JSON.parse(readFileSync(file, "utf8"));

/** `./discord` → `src/chat/platforms/discord.ts`. */
const doors = Object.entries<{ readonly types?: string }>(json("package.json").exports).flatMap(([name, { types }]) =>
  types === undefined ? [] : [[name, types.replace("./dist/lib/", "").replace(".d.ts", ".ts")] as const],
);

/** What the pages leave out, since it is the reader's own. */
const surroundings = `
declare global {
  var bot: import("grammy").Bot;
  var client: import("discord.js").Client<true>;
  var message: import("discord.js").Message;
  var interaction: import("discord.js").Interaction;
  var mine: import("discord.js").SlashCommandBuilder[];
  var menu: { command: string; description: string }[];
  var auth: import("modelpin").ModelAuth;
  var session: import("modelpin").SessionAuth;
  var person: import("modelpin").Person;
  var signal: AbortSignal;
  var prompt: string;
  var myBot: { isAllowed(id: string, action?: string): boolean };
  var call: (resolution: import("modelpin").Resolution, signal: AbortSignal) => Promise<string>;
  var callModel: (resolution: import("modelpin").Resolution, signal?: AbortSignal) => Promise<string>;
  var answer: (message: import("discord.js").Message) => Promise<void>;
  var model: typeof import("modelpin/commands").model;
  var discord: typeof import("modelpin/discord").discord;
  var telegram: typeof import("modelpin/telegram").telegram;
  var placeOf: typeof import("modelpin/discord").placeOf;
  var personOf: typeof import("modelpin/discord").personOf;
  var toDiscordCommands: typeof import("modelpin/discord").toDiscordCommands;
  var openModelAuth: typeof import("modelpin").openModelAuth;
  var wordsOf: typeof import("modelpin").wordsOf;
  var wordsOfNotice: typeof import("modelpin").wordsOfNotice;
  var fetchWith: typeof import("modelpin").fetchWith;
  var createMemoryStore: typeof import("modelpin").createMemoryStore;
  type Place = import("modelpin").Place;
  type Notice = import("modelpin").Notice;
  var generateText: typeof import("ai").generateText;
  var createOpenAICompatible: typeof import("@ai-sdk/openai-compatible").createOpenAICompatible;
  var mkdtemp: typeof import("node:fs/promises").mkdtemp;
  var writeFile: typeof import("node:fs/promises").writeFile;
  var tmpdir: typeof import("node:os").tmpdir;
  var join: typeof import("node:path").join;
}
export {};
`;

const pages = ["README.md", "docs/in-your-bot.md", "docs/access.md"];
const pieces = pages.flatMap((page) =>
  [...readFileSync(page, "utf8").matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
    ([, text = ""], index) =>
      [`${page} ${index + 1}`, join(root, `page-${page.replace(/\W/g, "-")}-${index}.ts`), text] as const,
  ),
);

const overlay = new Map<string, string>([
  [join(root, "page-surroundings.ts"), surroundings],
  ...pieces.map(([, file, text]) => [file, `${text}\nexport {};\n`] as const),
]);

const { options } = ts.parseJsonConfigFileContent(json("tsconfig.json"), ts.sys, root);
const host = ts.createCompilerHost(options);
const { fileExists, readFile, getSourceFile } = host;
host.fileExists = (file) => overlay.has(file) || fileExists(file);
host.readFile = (file) => overlay.get(file) ?? readFile(file);
host.getSourceFile = (file, version, ...rest) => {
  const text = overlay.get(file);
  return text === undefined ? getSourceFile(file, version, ...rest) : ts.createSourceFile(file, text, version);
};
const program = ts.createProgram({
  rootNames: [...doors.map(([, file]) => join(root, file)), ...overlay.keys()],
  options: { ...options, incremental: false, tsBuildInfoFile: undefined, noUnusedLocals: false },
  host,
});
const checker = program.getTypeChecker();

test("every entry of the package is built", () => {
  const { files } = json("build/tsconfig.lib.json");
  expect(files).toEqual(doors.map(([, file]) => `../${file}`));
});

test.each(doors)("every export of %s says what it is", (_, file) => {
  const source = program.getSourceFile(join(root, file));
  const module = source && checker.getSymbolAtLocation(source);
  const names = module ? checker.getExportsOfModule(module) : [];
  expect(names.length).toBeGreaterThan(0);
  const silent = names.filter((symbol) => {
    const { flags } = symbol;
    const meant = flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return meant.getDocumentationComment(checker).length === 0;
  });
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test.each(pieces)("%s: TypeScript that a reader copies is right", (_, file) => {
  const source = program.getSourceFile(file);
  const wrong = ts.getPreEmitDiagnostics(program, source);
  expect(wrong.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
});
