// The bin is a bundle, so that a verb pays for what it loads and nothing else.
// Native and platform packages stay outside: they are loaded lazily, from node_modules.
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

// Chunks of an earlier build stay: a gateway that is running may not have loaded all of its own yet.
const root = fileURLToPath(new URL("..", import.meta.url));
const outdir = join(root, "dist", "bin");
/**
 * The model SDK brings the whole of zod, and chunks are shared: bundled, every verb that reads the configuration would
 * load all of it. Ours is bundled and shaken; the SDK's own comes from node_modules at the first turn.
 */
const zodOfOthers = {
  name: "zod-of-others",
  setup({ onResolve }) {
    onResolve({ filter: /^zod(\/|$)/ }, ({ path, importer }) =>
      importer.includes("/node_modules/") ? { path, external: true } : undefined,
    );
  },
};
await build({
  absWorkingDir: root,
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
  plugins: [zodOfOthers],
  external: ["lmdb", "discord.js", "grammy", "@grammyjs/*"],
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
await chmod(join(outdir, "modelpin.js"), 0o755);
