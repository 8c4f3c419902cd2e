// Makes docs/pictures/{discord,telegram}-*.png: a real run against the loopback servers, drawn at a phone's width.
// Needs Chromium (Debian: apt-get install chromium; elsewhere: CHROMIUM=/path/to/it). Usage: node build/pictures.js
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const outfile = join(root, "dist", "pictures", "run.js");
await build({
  absWorkingDir: root,
  entryPoints: ["build/pictures/run.ts"],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  logLevel: "warning",
});
const { status } = spawnSync(process.execPath, [outfile, join(root, "docs", "pictures")], { stdio: "inherit" });
process.exitCode = status ?? 1;
