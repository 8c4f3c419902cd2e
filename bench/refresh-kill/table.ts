import type { RoundResult } from "./round.js";
import { type Blow, blowNames, blows, expectedEnd, type Step, stepNames, steps, window } from "./steps.js";

/** Why a round did not end as it must; nothing when it did. */
export function flawOf(result: RoundResult): string | undefined {
  const { step, blow, end, requests, reuses, notices, isWhole, wroteAfterWaking } = result;
  const isCostly = expectedEnd(step, blow) === "needs_login";
  if (end !== expectedEnd(step, blow)) return `it ended as ${end}`;
  if (!isWhole) return "the record was not whole";
  if (wroteAfterWaking) return "a process that woke up wrote";
  if (reuses !== (isCostly ? 1 : 0)) return `${reuses} reuse events`;
  if (notices !== (isCostly ? 1 : 0)) return `${notices} notices`;
  return requests <= (isCostly ? 2 : 1) ? undefined : `${requests} requests`;
}

const range = (values: readonly number[]): string => {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? String(least) : `${least}–${most}`;
};

function row(step: Step, blow: Blow, results: readonly RoundResult[]): string {
  const mine = results.filter((one) => one.step === step && one.blow === blow);
  if (mine.length === 0) return "";
  const delays = mine.flatMap(({ delayMs }) => delayMs ?? []);
  const cells = [
    stepNames[step],
    blowNames[blow],
    mine.length,
    [...new Set(mine.map(({ end }) => end))].join(", ").replace("needs_login", "needs login"),
    range(mine.map(({ requests }) => requests)),
    range(mine.map(({ reuses }) => reuses)),
    range(mine.map(({ notices }) => notices)),
    mine.filter(({ isWhole }) => !isWhole).length,
    mine.filter(({ wroteAfterWaking }) => wroteAfterWaking).length,
    delays.length === 0 ? "–" : `${(Math.max(...delays) / 1000).toFixed(2)} s`,
    mine.filter((one) => flawOf(one) !== undefined).length,
  ];
  return `| ${cells.join(" | ")} |`;
}

const heading = [
  "struck",
  "by",
  "rounds",
  "the login",
  "requests",
  "reuse events",
  "notices",
  "records harmed",
  "writes by the woken",
  "longest wait of others",
  "flaws",
];

/** One row for each step and blow that was played. */
export function toTable(results: readonly RoundResult[]): string {
  const rows = blows.flatMap((blow) => steps.map((step) => row(step, blow, results))).filter((line) => line !== "");
  return [`| ${heading.join(" | ")} |`, `|${heading.map(() => "---").join("|")}|`, ...rows].join("\n");
}

/** The whole page. */
export function toPage(results: readonly RoundResult[], date: string): string {
  const flaws = results.filter((one) => flawOf(one) !== undefined).length;
  return `# What a refresh survives

This page is written by \`node bench/run.js refresh-kill 200 --write\`; the last run was on ${date}, on Node
${process.versions.node}, with ${results.length} rounds, ${flaws} of them with a flaw.

A refresh token can be spent once: a provider that sees it twice ends the whole login. In each round one process refreshes
an expired login at a certified OpenID provider (rotation and reuse detection on) and is struck at one step; then three
sessions of another process need the same login, and ask again later. A process that was stopped is woken after they
have gone on; a disk that was full gets room again.

${toTable(results)}

How to read it: only a process that dies or sleeps between "${stepNames[window[0] ?? "request_sent"]}" and "${stepNames.before_fsync}"
takes a spent token's successor with it, and nobody can get that back. It costs one reuse event, ends as *needs login* with one
notice, and is never asked again. Everywhere else nothing is lost. A full disk costs nothing at any step: without room for
the note that a request may leave there is no request, and an answer that cannot be stored is kept in memory, unused,
and stored as soon as there is room.
`;
}
