// 120 holders in 12 processes share one grant that is over, and all ask at the same instant.
// node bench/run.js refresh-stampede [holders] [processes] [--json]
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openModelAuth } from "../src/auth/open.js";
import { type IdentityProvider, startIdentityProvider } from "../test/loopback/oauth/server.js";
import { inMs, p50, p99, report, type Sample, toSample } from "./measure.js";

interface Held {
  /** How long each holder waited for its credential, in ms. */
  readonly times: readonly number[];
  /** Which access token each got. */
  readonly tokens: readonly string[];
}

if (process.argv[2] === "holders") await hold(process.argv[3] ?? "", Number(process.argv[4]));
else await stampede();

/** One process: opens everything, says so, and asks for all its sessions when it is told to. */
async function hold(stateDir: string, sessions: number): Promise<void> {
  const auth = await openModelAuth({ stateDir, env: { HOME: stateDir } });
  await auth.snapshot();
  await auth.session("terminal:warm").status({ person: { id: "terminal", principals: [] }, seenByCallerAlone: true });
  process.stdout.write("ready\n");
  for await (const _ of createInterface({ input: process.stdin })) break;
  const times: number[] = [];
  const tokens = await Promise.all(
    Array.from({ length: sessions }, async (_, index) => {
      const from = performance.now();
      const token = await auth
        .session(`terminal:${index}`)
        .run(async ({ credential }) => credential.secret.fingerprint);
      times.push(performance.now() - from);
      return token;
    }),
  );
  await auth.close();
  process.stdout.write(`${JSON.stringify({ times, tokens } satisfies Held)}\n`);
  process.exit(0);
}

async function stampede(): Promise<void> {
  const [holders = 120, processes = 12] = process.argv
    .slice(2)
    .filter((one) => /^\d+$/.test(one))
    .map(Number);
  const idp = await startIdentityProvider();
  const stateDir = mkdtempSync(join(tmpdir(), "modelpin-stampede-"));
  try {
    const bare = await timeBareRefreshes(idp);
    const asked = idp.refreshes().length;
    await writeHouse(stateDir, idp);
    const perProcess = Math.ceil(holders / processes);
    if (!process.argv.includes("--cold")) await warmUp(stateDir);
    const started = await Promise.all(Array.from({ length: processes }, () => startHolders(stateDir, perProcess)));
    for (const { go } of started) go();
    const held = await Promise.all(started.map(({ done }) => done));
    const times = toSample(held.flatMap((one) => one.times));
    const result = {
      holders: times.length,
      processes,
      tokenRequests: idp.refreshes().length - asked,
      reuses: idp.reuses(),
      differentTokens: new Set(held.flatMap(({ tokens }) => tokens)).size,
      ms: { bareRequest: p50(bare), p50: p50(times), p99: p99(times) },
    };
    if (process.argv.includes("--json")) console.log(JSON.stringify(result));
    else print(result, bare, times);
    const isRight = result.tokenRequests === 1 && result.reuses === 0 && result.differentTokens === 1;
    process.exitCode = isRight ? 0 : 1;
  } finally {
    await idp.close();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

function print(result: Record<string, unknown>, bare: Sample, times: Sample): void {
  const { holders, processes, tokenRequests, reuses, differentTokens } = result;
  console.log(`${holders} holders in ${processes} processes, one grant, one instant:`);
  console.log(`token requests: ${tokenRequests}; reuse events: ${reuses}; different tokens: ${differentTokens}`);
  report("a bare refresh request, p50", inMs(p50(bare)));
  report("a holder's wait, p50", inMs(p50(times)), { of: p50(times) / p50(bare), to: "a bare refresh" });
  report("a holder's wait, p99", inMs(p99(times)), { of: p99(times) / p50(bare), to: "a bare refresh" });
}

/** What the provider alone takes for a refresh, in the same run. */
async function timeBareRefreshes(idp: IdentityProvider): Promise<Sample> {
  let { refresh } = await idp.issue("bare");
  const times: number[] = [];
  for (let round = 0; round < 30; round++) {
    const body = new URLSearchParams({ grant_type: "refresh_token", client_id: idp.clientId, refresh_token: refresh });
    const from = performance.now();
    const response = await fetch(`${idp.issuer}/token`, { method: "POST", body });
    ({ refresh_token: refresh } = (await response.json()) as { refresh_token: string });
    if (round >= 10) times.push(performance.now() - from);
  }
  return toSample(times);
}

/** Holders that have run for a while find the database there; --cold makes them all the first to open it. */
async function warmUp(stateDir: string): Promise<void> {
  const auth = await openModelAuth({ stateDir, env: { HOME: stateDir } });
  await auth.pins.change("terminal:warm", (before) => before ?? { session: "terminal:warm", agentId: "main" });
  await auth.usages.change("main", "warm", (usage) => ({ ...usage }));
  await auth.close();
}

async function writeHouse(stateDir: string, idp: IdentityProvider): Promise<void> {
  const oauth = { issuer: idp.issuer, clientId: idp.clientId };
  const config = {
    models: { providers: { acme: { baseUrl: `${idp.issuer}/v1`, models: ["m"], oauth } } },
    agents: { defaults: { model: "acme/m" } },
  };
  writeFileSync(join(stateDir, "config.json"), JSON.stringify(config));
  const { access, refresh } = await idp.issue("me");
  const login = { type: "oauth", provider: "acme", access, refresh, expires: Date.now() - 1 };
  mkdirSync(join(stateDir, "agents/main/agent"), { recursive: true });
  writeFileSync(
    join(stateDir, "agents/main/agent/auth-profiles.json"),
    JSON.stringify({ version: 1, profiles: { "acme:me": login } }),
    { mode: 0o600 },
  );
}

async function startHolders(stateDir: string, sessions: number) {
  const child = spawn(process.execPath, [process.argv[1] ?? "", "holders", stateDir, String(sessions)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    go: () => child.stdin.write("go\n"),
    done: lines.next().then(({ value }) => JSON.parse(String(value)) as Held),
  };
}
