// Kills every verb that writes what people wrote, before every single system call that may change something.
// node bench/run.js verb-kill
import { KillHouse } from "../test/fixtures/kill/round.js";
import { writingVerbs } from "../test/fixtures/kill/verbs.js";

const house = await KillHouse.build();
const rows: string[] = [];
let flawed = 0;
try {
  for (const verb of writingVerbs) {
    const { steps, after } = await house.undisturbed(verb);
    let flaws = 0;
    for (const [at, step] of steps.entries()) {
      const found = await house.flawsOf(verb, at, after);
      if (found.length === 0) continue;
      flaws++;
      console.error(`${verb.line}, before "${step}":\n  ${found.join("\n  ")}`);
    }
    rows.push(`| ${verb.line} | ${steps.length} | ${flaws} |`);
    flawed += flaws;
  }
} finally {
  house.remove();
}
console.log(["| killed | rounds | flaws |", "|---|---|---|", ...rows].join("\n"));
process.exitCode = flawed === 0 ? 0 : 1;
