// The bin is a bundle of our own files, and a smaller one for the quickest verbs, each with what V8 made of it beside:
// reading and compiling is most of what a small verb costs. A file's code runs when the verb needs it. Packages are loaded
// lazily, from node_modules.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const outdir = join(root, "dist", "bin");
await mkdir(outdir, { recursive: true });

/** In one step: somebody may be starting the bin. */
async function writeOut(name, text, mode = 0o644) {
  const file = join(outdir, name);
  await writeFile(`${file}.${process.pid}`, text);
  await chmod(`${file}.${process.pid}`, mode);
  await rename(`${file}.${process.pid}`, file);
  return file;
}

/** The verbs that are asked most and need least: what the others are made of would be read with them for nothing. */
const quickVerbs = [
  ["models", "status"],
  ["models", "list"],
  ["models", "auth", "list"],
  ["models", "auth", "order", "get"],
  ["models", "auth", "cooldown", "list"],
];

/** Leaves out the verbs that are not wanted: the launcher does not send them here. */
function only(verbs) {
  const wanted = new Set(verbs.map((words) => `./${words.join("/")}.js`));
  const isVerb = ({ kind, importer }) => kind === "dynamic-import" && importer.endsWith("/commands/cli/verbs.ts");
  return {
    name: "only",
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, (asked) =>
        isVerb(asked) && !wanted.has(asked.path) ? { external: true } : undefined,
      );
    },
  };
}

/** Its package does not say so: its formatter alone makes a thousand strings when it is loaded, and is not needed. */
const loadedForItsExportsAlone = {
  name: "loaded-for-its-exports-alone",
  setup({ onResolve, resolve }) {
    onResolve(
      { filter: /^\.\/(impl\/)?(format|edit|string-intern)$/ },
      async ({ path, importer, kind, resolveDir, pluginData }) => {
        if (pluginData === "asked" || !importer.includes("/jsonc-parser/")) return undefined;
        const found = await resolve(path, { importer, kind, resolveDir, pluginData: "asked" });
        return { ...found, sideEffects: false };
      },
    );
  },
};

/** @returns the name of the file. */
async function bundle(name, plugins = []) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["commands/cli/main.ts"],
    write: false,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20.19",
    plugins: [...plugins, loadedForItsExportsAlone],
    // jsonc-parser: its UMD build hides its own requires from a bundler.
    mainFields: ["module", "main"],
    charset: "ascii",
    legalComments: "none",
    minifySyntax: true,
    minifyWhitespace: true,
    external: ["@ai-sdk/*", "@grammyjs/*", "ai", "discord.js", "grammy", "lmdb", "openid-client"],
    define: { "import.meta.url": "bundleUrl" },
    // What the launcher hands in.
    banner: { js: "(function (require, bundleUrl, importPackage, performance) {" },
    footer: { js: "})" },
    logLevel: "warning",
  });
  // Node 20 forgets who may import() in a script whose compiled code it was given. Its own modules need not be
  // imported, nor the database, which comes as a script as well: the loader of modules costs 10 ms.
  const text = outputFiles[0].text
    .replace(/\bimport\(("node:[^"]+"|"lmdb")\)/g, "Promise.resolve(require($1))")
    .replace(/\bimport\((?="[^"]+"\))/g, "importPackage(");
  // Bundles of an earlier build stay: somebody may be between the launcher and its bundle.
  const file = `${name}-${createHash("sha256").update(text).digest("hex").slice(0, 12)}.js`;
  await writeOut(file, text);
  return file;
}

await writeOut("package.json", '{ "type": "commonjs" }\n');
const template = await readFile(join(root, "build", "launcher.cjs"), "utf8");
const launcher = await writeOut(
  "modelpin.js",
  template
    .replace('"QUICK_VERBS"', JSON.stringify(quickVerbs))
    .replace('"QUICK_BUNDLE"', JSON.stringify(await bundle("quick", [only(quickVerbs)])))
    .replace('"BUNDLE"', JSON.stringify(await bundle("cli"))),
  0o755,
);

/** Runs command lines of one bundle one after another, and keeps what V8 made of it. */
function keepCode(home, ...commandLines) {
  const given = commandLines.map((words) => [...words, "--config", join(root, "config.example.json")]);
  const argv = [join(root, "build", "keep-code.cjs"), launcher, JSON.stringify(given)];
  const env = { HOME: home, ANTHROPIC_API_KEY: "none", OPENAI_API_KEY: "none" };
  const { status, stderr } = spawnSync(process.execPath, argv, { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`The built bin does not run: ${stderr}`);
}

/** What many have: what V8 makes of a verb is what the verb ran through. */
const profiles = {
  version: 1,
  profiles: {
    "anthropic:work": { type: "token", provider: "anthropic", token: "none", expires: Date.now() + 86_400_000 },
    "anthropic:key": { type: "api_key", provider: "anthropic", key: "none", displayName: "key" },
    "openai:default": { type: "api_key", provider: "openai", keyRef: { source: "env", id: "OPENAI_API_KEY" } },
  },
  order: { anthropic: ["anthropic:work", "anthropic:key"] },
};

const home = await mkdtemp(join(tmpdir(), "modelpin-build-"));
try {
  const agent = join(home, ".modelpin", "agents", "main", "agent");
  await mkdir(agent, { recursive: true });
  await writeFile(join(agent, "auth-profiles.json"), JSON.stringify(profiles));
  keepCode(home, ["models", "status"], ["models", "auth", "order", "get", "--provider", "anthropic"]);
  keepCode(home, ["models", "aliases", "list"]);
} finally {
  await rm(home, { recursive: true, force: true });
}
