import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import type { Io } from "../../../../commands/cli/io.js";
import { runCli } from "../../../../commands/cli/run.js";
import { openSink } from "./stage.js";
import { buildHouse, type House } from "./status-house.js";

interface Row {
  readonly state: string;
  readonly house: string;
  readonly check: number;
  readonly without: number;
  readonly plain: string;
  readonly reason: string;
}

const bare = (cell = ""): string => cell.trim().replace(/^`(.*)`$/, "$1");
const rows = readFileSync("docs/status-matrix.md", "utf8")
  .split("\n")
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line): Row => {
    const [, , state, house, check, without, plain, reason] = line.split("|").map(bare);
    return {
      state: state ?? "",
      house: house ?? "",
      check: Number(check),
      without: Number(without),
      plain: plain ?? "",
      reason: reason ?? "",
    };
  });

interface Seen {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

async function see({ stage, env, now }: House, flags: string, isTTY: boolean): Promise<Seen> {
  const [out, err] = [openSink({ isTTY }), openSink({ isTTY })];
  const io: Io = {
    stdin: Object.assign(Readable.from([]), { isTTY }),
    stdout: out.stream,
    stderr: err.stream,
    out: out.outlet,
    err: err.outlet,
    env: { MODELPIN_STATE_DIR: stage.dir, PATH: process.env.PATH, ...env },
    cwd: stage.dir,
    home: stage.dir,
    now: () => now,
  };
  const exit = await runCli(["models", "status", ...flags.split(" ").filter(Boolean)], io);
  return { exit, out: out.text(), err: err.text() };
}

interface Report {
  readonly resolvedDefault: string | null;
  readonly check: { readonly code: number; readonly reasons: readonly string[] };
}

test("the table holds sixty states and more, every one once, and all codes", () => {
  expect(rows.length).toBeGreaterThanOrEqual(60);
  expect(new Set(rows.map(({ state }) => state)).size).toBe(rows.length);
  expect(new Set(rows.map(({ house }) => house)).size).toBe(rows.length);
  expect([...new Set(rows.map(({ check }) => check))].toSorted()).toEqual([0, 1, 2, 3]);
});

describe("models status --check", () => {
  test.each(rows)("$check: $state", async ({ house: description, check, without, plain, reason }) => {
    const house = await buildHouse(description);
    const plainExit = /^exit (\d)$/.exec(plain)?.[1];
    try {
      for (const isTTY of [false, true]) {
        for (const [flags, otherwise] of [
          ["--check", check],
          ["", without],
        ] as const) {
          const text = await see(house, flags, isTTY);
          expect(text.exit).toBe(otherwise);
          const asJson = await see(house, `${flags} --json`, isTTY);
          const report = JSON.parse(asJson.out) as Report;
          expect([asJson.exit, report.check.code]).toEqual([otherwise, check]);
          const asPlain = await see(house, `${flags} --plain`, isTTY);
          if (plainExit === undefined) {
            expect([asPlain.exit, asPlain.out.trim()]).toEqual([otherwise, plain === "nothing" ? "" : plain]);
          } else expect([asPlain.exit, asPlain.out]).toEqual([Number(plainExit), ""]);

          expect(report.check.reasons.length > 0).toBe(check !== 0);
          const said = reason === "—" ? "" : reason;
          expect(report.check.reasons.join("\n")).toContain(said);
          if (flags === "--check") {
            const lines = report.check.reasons.map((one) => `check: ${one.replaceAll("\n", " ")}`);
            for (const { err } of [text, asJson, ...(plainExit === undefined ? [asPlain] : [])]) {
              expect(err.split("\n").filter((line) => line.startsWith("check: "))).toEqual(lines);
            }
          }
          // Colours are for people alone.
          expect(`${asJson.out}${asPlain.out}${isTTY ? "" : text.out}`).not.toContain("\u001B[");
          expect(`${text.out}${asJson.out}${asPlain.out}`).not.toMatch(/sk-1|sk-env|t-1\b|r-1\b/);
        }
      }
    } finally {
      house.stage.remove();
    }
  });
});
