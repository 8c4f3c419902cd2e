// Writes config.schema.json from the zod schema; a test fails when the shipped file is stale.
import { mkdir, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const root = new URL("../", import.meta.url);
const outfile = new URL("node_modules/.cache/modelpin/json-schema.mjs", root);
await mkdir(new URL(".", outfile), { recursive: true });
await build({
  entryPoints: [new URL("src/config/json-schema.ts", root).pathname],
  outfile: outfile.pathname,
  bundle: true,
  packages: "external",
  format: "esm",
  platform: "node",
  target: "node20.19",
  logLevel: "warning",
});
const { jsonSchemaText } = await import(outfile.href);
await writeFile(new URL("config.schema.json", root), jsonSchemaText());
