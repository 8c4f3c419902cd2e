import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** Below node_modules, so that the bundle finds its packages. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(resolve("node_modules/.modelpin-once-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a choice for one turn that cannot be crossed out holds for one turn all the same, and ends no process", () => {
  const script = join(folder, "turns.mjs");
  execFileSync(resolve("node_modules/.bin/esbuild"), [
    "test/fixtures/turns-on-a-full-disk.ts",
    "--bundle",
    "--platform=node",
    "--format=esm",
    "--packages=external",
    "--log-level=warning",
    `--outfile=${script}`,
  ]);
  const printed = execFileSync(process.execPath, [script, join(folder, "state")], { encoding: "utf8" });
  expect(printed).toBe("other\nusual\n");
});
