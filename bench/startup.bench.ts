// What a command line costs before and while it does its work, beside an empty node: npm run bench -- startup
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openModelAuth } from "../src/auth/open.js";
import { terminalPerson } from "../src/domain/access.js";
import { inMs, inRounds, p50, report, timesAsLong, toSample } from "./measure.js";

const bin = resolve("dist/bin/modelpin.js");
if (!existsSync(bin)) throw new Error("Build the bin first: npm run build:bin");
const rounds = Number(process.argv[2] ?? 30);

/** A state directory with so many profiles, half of them named in an order, and so many pins: without one, no database. */
async function furnish(profiles: number, pins: number): Promise<string> {
  const stateDir = mkdtempSync(join(tmpdir(), "modelpin-startup-"));
  const ids = Array.from({ length: profiles }, (_, index) => `anthropic:p${index}`);
  writeFileSync(
    join(stateDir, "config.json"),
    `// as people write it\n${JSON.stringify({
      agents: {
        defaults: {
          model: { primary: "anthropic/claude-opus-4-5", fallbacks: ["openai/gpt-5.2"] },
          models: { "anthropic/claude-opus-4-5": { alias: "opus" }, "openai/gpt-5.2": { alias: "gpt" } },
        },
      },
    })}`,
  );
  const directory = join(stateDir, "agents", "main", "agent");
  mkdirSync(directory, { recursive: true });
  const credentials = [
    ...ids.map((id) => [id, { type: "api_key", provider: "anthropic", key: `sk-ant-api03-${id}` }]),
    ["openai:default", { type: "api_key", provider: "openai", key: "sk-proj-0" }],
  ];
  writeFileSync(
    join(directory, "auth-profiles.json"),
    JSON.stringify({
      version: 1,
      profiles: Object.fromEntries(credentials),
      order: { anthropic: ids.slice(0, Math.ceil(profiles / 2)) },
    }),
  );
  if (pins === 0) return stateDir;
  const auth = await openModelAuth({ stateDir, env: {} });
  const viewer = { person: terminalPerson, seenByCallerAlone: true };
  for (let index = 0; index < pins; index++) {
    await auth.session(`discord:${index}`).pin({ kind: "choose", model: "opus", once: false, soft: false }, viewer);
  }
  await auth.close();
  return stateDir;
}

const verbs = {
  "--version": { argv: ["--version"], aim: 1.3 },
  "models status": { argv: ["models", "status"], aim: 1.8 },
  "models status --check": { argv: ["models", "status", "--check"], aim: 1.8 },
  "order get": { argv: ["models", "auth", "order", "get", "--provider", "anthropic"], aim: 1.8 },
};

const few = await furnish(3, 0);
const many = await furnish(500, 0);
const pinned = await furnish(3, 5);
const memoryHook = join(few, "memory.cjs");
writeFileSync(
  memoryHook,
  'process.on("exit", () => require("node:fs").writeSync(2, "\\nmaxrss " + process.resourceUsage().maxRSS));\n',
);

function run(argv: readonly string[], stateDir: string): string {
  const env = { PATH: process.env.PATH, HOME: stateDir, MODELPIN_STATE_DIR: stateDir };
  const { status, stderr } = spawnSync(process.execPath, argv, { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`node ${argv.join(" ")} ended with ${status}: ${stderr}`);
  return stderr;
}

/** The most memory that a command line held, in MB. */
function memoryOf(argv: readonly string[], stateDir: string): number {
  const stderr = run(["--require", memoryHook, ...argv], stateDir);
  return Number(/maxrss (\d+)/.exec(stderr)?.[1]) / 1024;
}

const things: Record<string, () => unknown> = { node: () => run(["-e", "0"], few) };
for (const [name, { argv }] of Object.entries(verbs)) {
  things[name] = () => run([bin, ...argv], few);
  things[`${name}, 500 profiles`] = () => run([bin, ...argv], many);
  things[`${name}, 5 pins`] = () => run([bin, ...argv], pinned);
}
const times = await inRounds(rounds, things);
const middle = (name: string): string => inMs(p50(toSample(times[name] ?? [])));
report("node -e 0", middle("node"));
for (const [name, { argv, aim }] of Object.entries(verbs)) {
  report(name, middle(name), { of: timesAsLong(times[name], times.node), to: "node -e 0", aim });
  const crowded = `${name}, 500 profiles`;
  report(crowded, middle(crowded), { of: timesAsLong(times[crowded], times[name]), to: "3 profiles", aim: 1.1 });
  const withPins = `${name}, 5 pins`;
  report(withPins, middle(withPins), { of: timesAsLong(times[withPins], times.node), to: "node -e 0" });
  for (const [what, stateDir] of [
    ["", few],
    [", 500 profiles", many],
    [", 5 pins", pinned],
  ] as const) {
    const megabytes = memoryOf([bin, ...argv], stateDir);
    console.log(
      `${name}${what}: peak memory ${megabytes.toFixed(1)} MB (aim ≤ 80 MB: ${megabytes <= 80 ? "reached" : "MISSED"})`,
    );
  }
}
console.log(`node -e 0: peak memory ${memoryOf(["-e", "0"], few).toFixed(1)} MB`);
for (const stateDir of [few, many, pinned]) rmSync(stateDir, { recursive: true, force: true });
