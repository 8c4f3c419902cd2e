// Strikes a refresh at every step in every way, again and again.
// node bench/run.js refresh-kill [rounds] [--write] [--json]: 200 rounds and --write for docs/reliability.md.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mountSmallDisk } from "../test/fixtures/small-disk.js";
import { startIdentityProvider } from "../test/loopback/oauth/server.js";
import { playRound, type RoundResult } from "./refresh-kill/round.js";
import { blows, type Step, steps } from "./refresh-kill/steps.js";
import { flawOf, toPage, toTable } from "./refresh-kill/table.js";
import { refreshAsVictim } from "./refresh-kill/victim.js";

if (process.argv[2] === "victim") await refreshAsVictim(process.argv[3] ?? "", process.argv[4] as Step);
else await strike();

async function strike(): Promise<void> {
  const rounds = Number(process.argv.find((one) => /^\d+$/.test(one)) ?? 200);
  const idp = await startIdentityProvider();
  const plain = mkdtempSync(join(tmpdir(), "modelpin-kill-"));
  const disk = mountSmallDisk();
  if (!disk) console.error("Skipped: the rounds with a full disk, since this user may not mount a small one.");
  const cells = blows.flatMap((blow) => (blow === "ENOSPC" && !disk ? [] : steps.map((step) => ({ step, blow }))));
  const results: RoundResult[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const cell = cells[round % cells.length];
      if (!cell) break;
      const root = cell.blow === "ENOSPC" && disk ? disk.path : plain;
      const result = await playRound(idp, join(root, "state"), cell.step, cell.blow);
      results.push(result);
      const flaw = flawOf(result);
      if (flaw !== undefined)
        console.error(`round ${round + 1}, ${cell.step}, ${cell.blow}: ${flaw} ${JSON.stringify(result)}`);
    }
  } finally {
    await idp.close();
    disk?.remove();
    rmSync(plain, { recursive: true, force: true });
  }
  if (process.argv.includes("--json")) console.log(JSON.stringify(results));
  else console.log(toTable(results));
  if (process.argv.includes("--write")) {
    writeFileSync("docs/reliability.md", toPage(results, new Date().toISOString().slice(0, 10)));
  }
  process.exitCode = results.some((one) => flawOf(one) !== undefined) ? 1 : 0;
}
