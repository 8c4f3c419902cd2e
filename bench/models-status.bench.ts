import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { byTurns, inMs, p50, report } from "./measure.js";
import { writeSmallHouse } from "./small-house.js";

// The whole process, from its start to its end, against a Node that does nothing. Build the bin first: npm run build:bin
const bin = fileURLToPath(new URL("../bin/modelpin.js", import.meta.url));
const stateDir = writeSmallHouse();
const env = { PATH: process.env.PATH, HOME: stateDir, MODELPIN_STATE_DIR: stateDir };

function run(argv: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, argv, { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${argv.join(" ")} ended with ${status}: ${stderr}`);
}

const times = await byTurns(40, {
  bare: () => run(["-e", "0"]),
  version: () => run([bin, "--version"]),
  status: () => run([bin, "models", "status"]),
});
rmSync(stateDir, { recursive: true, force: true });

report("node -e 0, p50", inMs(p50(times.bare)));
report("modelpin --version, p50", inMs(p50(times.version)), {
  of: p50(times.version) / p50(times.bare),
  to: "node -e 0",
});
report("modelpin models status, p50", inMs(p50(times.status)), {
  of: p50(times.status) / p50(times.bare),
  to: "node -e 0",
  aim: 1.8,
});
