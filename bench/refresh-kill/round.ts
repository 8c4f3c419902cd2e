import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ModelAuth } from "../../src/auth/model-auth.js";
import { openModelAuth } from "../../src/auth/open.js";
import { isModelpinError } from "../../src/domain/errors.js";
import { fillDisk } from "../../test/fixtures/small-disk.js";
import type { IdentityProvider } from "../../test/loopback/oauth/server.js";
import type { Blow, Step } from "./steps.js";

/** What became of one login that was struck at one step. */
export interface RoundResult {
  readonly step: Step;
  readonly blow: Blow;
  readonly end: "renewed" | "needs_login" | "lost";
  /** Requests to the token endpoint with this login, all told. */
  readonly requests: number;
  /** How often a spent token came to the provider. */
  readonly reuses: number;
  readonly notices: number;
  /** Whether the record in the file was whole at every look, with a refresh token in it. */
  readonly isWhole: boolean;
  /** Whether a process that woke up wrote to the file. */
  readonly wroteAfterWaking: boolean;
  /** How long somebody else waited who asked when the blow had fallen, in ms; nothing for a full disk. */
  readonly delayMs?: number;
}

const home = "agents/main/agent";

export async function playRound(idp: IdentityProvider, stateDir: string, step: Step, blow: Blow): Promise<RoundResult> {
  await writeHouse(stateDir, idp);
  const [requests, reuses] = [idp.refreshes().length, idp.reuses()];
  const file = join(stateDir, home, "auth-profiles.json");
  if (step === "request_sent") idp.faults.next({ kind: "late" });
  const seen = requests + 1;
  const victim = await startVictim(stateDir, step);
  if (step === "request_sent") while (idp.refreshes().length < seen) await pause(2);

  const looks = [isWhole(file)];
  let delayMs: number | undefined;
  let wroteAfterWaking = false;
  let notices = 0;
  if (blow === "ENOSPC") {
    const free = fillDisk(stateDir);
    victim.goOn();
    idp.faults.release();
    // Long enough for several attempts to write; nobody measures it.
    await Promise.race([victim.ended, pause(700)]);
    looks.push(isWhole(file));
    free();
    notices += await victim.ended;
  } else {
    // A commit of LMDB that is under way would be stopped with its lock in hand; docs/oauth.md says what that means.
    if (blow === "SIGSTOP") await pause(50);
    victim.child.kill(blow);
    if (blow === "SIGKILL") await victim.ended;
    else await untilStopped(victim.child.pid ?? 0);
  }

  const auth = await openOthers(stateDir);
  const from = performance.now();
  await Promise.all(["a", "b", "c"].map((name) => ask(auth, name)));
  if (blow !== "ENOSPC") delayMs = performance.now() - from;
  looks.push(isWhole(file));
  if (blow === "SIGSTOP") {
    const before = readFileSync(file, "utf8");
    victim.goOn();
    idp.faults.release();
    victim.child.kill("SIGCONT");
    notices += await victim.ended;
    wroteAfterWaking = readFileSync(file, "utf8") !== before;
    looks.push(isWhole(file));
  }
  idp.faults.release();
  // Whoever asks again afterwards must neither spend nor be told anything twice.
  const access = await ask(auth, "later");
  const again = await openOthers(stateDir);
  await ask(again, "much later");
  notices += auth.notices + again.notices;
  await Promise.all([auth.close(), again.close()]);

  return {
    step,
    blow,
    end: access === "needs_login" ? "needs_login" : (await idp.accepts(access)) ? "renewed" : "lost",
    requests: idp.refreshes().length - requests,
    reuses: idp.reuses() - reuses,
    notices,
    isWhole: looks.every(Boolean),
    wroteAfterWaking,
    ...(delayMs === undefined ? {} : { delayMs }),
  };
}

async function writeHouse(stateDir: string, idp: IdentityProvider): Promise<void> {
  rmSync(stateDir, { recursive: true, force: true });
  mkdirSync(join(stateDir, home), { recursive: true });
  const oauth = { tokenEndpoint: `${idp.issuer}/token`, clientId: idp.clientId };
  const config = {
    models: { providers: { acme: { baseUrl: `${idp.issuer}/v1`, models: ["m"], oauth } } },
    agents: { defaults: { model: "acme/m" } },
  };
  writeFileSync(join(stateDir, "config.json"), JSON.stringify(config));
  const { access, refresh } = await idp.issue("me");
  const login = { type: "oauth", provider: "acme", access, refresh, expires: Date.now() - 1 };
  const document = { version: 1, profiles: { "acme:me": login } };
  writeFileSync(join(stateDir, home, "auth-profiles.json"), JSON.stringify(document), { mode: 0o600 });
}

interface Victim {
  readonly child: ChildProcess;
  /** How many notices it gave; 0 when it could not say. */
  readonly ended: Promise<number>;
  goOn(): void;
}

async function startVictim(stateDir: string, step: Step): Promise<Victim> {
  const child = spawn(process.execPath, [process.argv[1] ?? "", "victim", stateDir, step], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.on("error", () => undefined);
  let notices = 0;
  const lines = createInterface({ input: child.stdout });
  const reached = new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => {
      if (line === `at ${step}`) resolve();
      const [, count] = /^end \S+ (\d+)$/.exec(line) ?? [];
      if (count !== undefined) notices = Number(count);
    });
    child.once("exit", () => reject(new Error(`the victim never came to ${step}`)));
  });
  const ended = once(child, "close").then(() => notices);
  await reached;
  return { child, ended, goOn: () => void child.stdin.write("\n") };
}

/** Other processes that need the same login; here they are one, with several sessions. */
async function openOthers(stateDir: string): Promise<ModelAuth & { readonly notices: number }> {
  let notices = 0;
  const auth = await openModelAuth({
    stateDir,
    env: { HOME: stateDir },
    onWarning: (error) => {
      if (isModelpinError(error, "needs_login")) notices++;
    },
  });
  return Object.defineProperty(auth, "notices", { get: () => notices }) as ModelAuth & { readonly notices: number };
}

async function ask(auth: ModelAuth, session: string): Promise<string> {
  try {
    const { credential } = await auth.session(`terminal:${session}`).resolve();
    return credential.secret.reveal();
  } catch (error) {
    if (!isModelpinError(error)) throw error;
    const { document } = await auth.sources.profilesOf("main").read({ fresh: true });
    const isOver = error.code === "needs_login" || (await auth.snapshot()).profiles.byId.get("acme:me")?.fault;
    return isOver && document.profiles.has("acme:me") ? "needs_login" : error.code;
  }
}

function isWhole(file: string): boolean {
  const { refresh, access } = JSON.parse(readFileSync(file, "utf8")).profiles["acme:me"];
  return Boolean(refresh) && Boolean(access);
}

async function untilStopped(pid: number): Promise<void> {
  const state = (): string | undefined => /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
  while (state() !== "T") await pause(2);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
