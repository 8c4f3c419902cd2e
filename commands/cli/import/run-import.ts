import { join } from "node:path";
import { openConfig } from "../../../src/config/load.js";
import { expandPath } from "../../../src/config/locate.js";
import { shellWord } from "../../../src/domain/shell-word.js";
import { applyPlan } from "../../../src/onboard/apply.js";
import { planImport } from "../../../src/onboard/import/plan-import.js";
import { readSource } from "../../../src/onboard/import/source.js";
import { locationOf } from "../open.js";
import type { Call, Outcome } from "../verb.js";
import { importJson, importText } from "./report.js";

type ImportFlags = { readonly json: { says: string }; readonly yes: { says: string } };

/** Reads, plans, shows; writes only when somebody agreed. */
export async function runImport({ io, flags, words, config }: Call<ImportFlags>): Promise<Outcome> {
  const { env, home, cwd } = io;
  const directory = expandPath(words[0] ?? (env.OPENCLAW_STATE_DIR || join(home, ".openclaw")), home, cwd);
  const location = locationOf(io, config);
  const source = await readSource(directory);
  const current = await openConfig(location, { mayBeAbsent: true });
  const planned = await planImport(source, current.config, location);
  const shown = importText(planned, { directory, configFile: location.configFile });
  const hasWork = planned.taken.length > 0;

  if (hasWork && !flags.yes && !flags.json && io.stdin.isTTY && io.stdout.isTTY) {
    io.stdout.write(`${shown.join("\n")}\n\n`);
    const { confirm, isCancel } = await import("@clack/prompts");
    const answer = await confirm({ message: "Take this over?", input: io.stdin, output: io.stdout });
    if (isCancel(answer) || !answer) return { text: ["Nothing was changed."] };
    await applyPlan(planned.plan, location);
    return { text: done(planned.taken.length) };
  }
  const applies = hasWork && flags.yes;
  if (applies) await applyPlan(planned.plan, location);
  return {
    json: importJson(planned, directory, applies),
    text: applies ? [...shown, "", ...done(planned.taken.length)] : shown,
    notes: hasWork && !applies && !flags.json ? ["", `Nothing was changed yet. Apply it: ${applying(words)}`] : [],
  };
}

/** As it was typed, so that the same directory is meant. */
const applying = (words: readonly string[]): string => ["modelpin import", ...words.map(shellWord), "--yes"].join(" ");

const done = (count: number): string[] => [
  `Took over ${count} ${count === 1 ? "thing" : "things"}. ${count === 1 ? "It is" : "They are"} unproven until a first answer. See them: modelpin models status`,
];
