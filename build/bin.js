// The bin is one bundle of our own files, with what V8 made of it beside: reading and compiling it is most of what a
// small verb costs. A file's code runs when the verb needs it. Packages are loaded lazily, from node_modules.
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

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ["commands/cli/main.ts"],
  write: false,
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20.19",
  // jsonc-parser: its UMD build hides its own requires from a bundler.
  mainFields: ["module", "main"],
  charset: "ascii",
  legalComments: "none",
  minifySyntax: true,
  minifyWhitespace: true,
  external: ["@ai-sdk/*", "@grammyjs/*", "ai", "discord.js", "grammy", "lmdb", "openid-client"],
  define: { "import.meta.url": "bundleUrl" },
  // What the launcher hands in.
  banner: { js: "(function (require, bundleUrl, importPackage) {" },
  footer: { js: "})" },
  logLevel: "warning",
});
// Node 20 forgets who may import() in a script whose compiled code it was given.
const text = outputFiles[0].text.replace(/\bimport\((?="[^"]+"\))/g, "importPackage(");
// Bundles of an earlier build stay: somebody may be between the launcher and its bundle.
const bundle = `cli-${createHash("sha256").update(text).digest("hex").slice(0, 12)}.js`;
await writeOut(bundle, text);
await writeOut("package.json", '{ "type": "commonjs" }\n');
const template = await readFile(join(root, "build", "launcher.cjs"), "utf8");
const launcher = await writeOut("modelpin.js", template.replace('"BUNDLE"', JSON.stringify(bundle)), 0o755);

const home = await mkdtemp(join(tmpdir(), "modelpin-build-"));
try {
  const verb = ["models", "status", "--config", join(root, "config.example.json")];
  const { status, stderr } = spawnSync(process.execPath, [join(root, "build", "keep-code.cjs"), launcher, ...verb], {
    env: { HOME: home, ANTHROPIC_API_KEY: "none", OPENAI_API_KEY: "none" },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The built bin does not run: ${stderr}`);
} finally {
  await rm(home, { recursive: true, force: true });
}
