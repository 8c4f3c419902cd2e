// npm run bench -- <name>: bundles bench/<name>.ts and runs it in a process of its own.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const [name = "", ...rest] = process.argv.slice(2);
const source = join(here, `${name}.bench.ts`);
if (!/^[a-z-]+$/.test(name) || !existsSync(source)) {
  const names = readdirSync(here).flatMap((file) => /^(.*)\.bench\.ts$/.exec(file)?.[1] ?? []);
  console.error(`npm run bench -- <name>, where the name is one of: ${names.sort().join(", ")}`);
  process.exit(64);
}

// Beside node_modules, so that what is not bundled is found.
const outdir = join(here, "..", "dist", "bench");
await build({
  entryPoints: { [name]: source },
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  chunkNames: "chunk-[hash]",
  logLevel: "warning",
});
const { status } = spawnSync(process.execPath, ["--expose-gc", join(outdir, `${name}.js`), ...rest], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
