// The bin is a bundle, so that a verb pays for what it loads and nothing else.
// Native and platform packages stay outside: they are loaded lazily, from node_modules.
import { chmod, rm } from "node:fs/promises";
import { build } from "esbuild";

const outdir = new URL("../dist/bin/", import.meta.url).pathname;
await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: { modelpin: "commands/cli/main.ts" },
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // jsonc-parser: its UMD build hides its own requires from a bundler.
  mainFields: ["module", "main"],
  legalComments: "none",
  chunkNames: "chunk-[hash]",
  external: ["lmdb", "discord.js", "grammy", "@grammyjs/*"],
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
await chmod(`${outdir}modelpin.js`, 0o755);
