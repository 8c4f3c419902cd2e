import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IdentityProvider, startIdentityProvider } from "../loopback/oauth/server.js";
import { type BinProcess, startBin } from "./process.js";

let dir: string;
let idp: IdentityProvider;
const running: BinProcess[] = [];
const home = (): string => join(dir, "agents", "main", "agent");
const stored = () => JSON.parse(readFileSync(join(home(), "auth-profiles.json"), "utf8")).profiles["acme:me"];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "modelpin-e2e-interrupted-"));
  idp = await startIdentityProvider();
  mkdirSync(home(), { recursive: true, mode: 0o700 });
  const oauth = { issuer: idp.issuer, clientId: idp.clientId };
  const acme = { baseUrl: `${idp.issuer}/v1`, models: ["m"], oauth };
  const config = { models: { providers: { acme } }, agents: { defaults: { model: "acme/m" } } };
  writeFileSync(join(dir, "config.json"), JSON.stringify(config));
  const login = { type: "oauth", provider: "acme", ...(await idp.issue("me")), expires: Date.now() - 1 };
  const document = { version: 1, profiles: { "acme:me": login } };
  writeFileSync(join(home(), "auth-profiles.json"), JSON.stringify(document), { mode: 0o600 });
});
afterEach(async () => {
  idp.faults.release();
  await Promise.all(running.splice(0).map((one) => one.stop("SIGKILL")));
  await idp.close();
  rmSync(dir, { recursive: true, force: true });
});

function modelpin(...argv: string[]): BinProcess {
  const env = { MODELPIN_STATE_DIR: dir, HOME: dir, PATH: process.env.PATH };
  const started = startBin(argv, { cwd: dir, env });
  running.push(started);
  return started;
}

/** A command line whose request has spent the login's only refresh token, and whose answer is still on its way. */
async function amidRefresh(...argv: string[]): Promise<BinProcess> {
  idp.faults.next({ kind: "late" });
  const verb = modelpin(...argv);
  await verb.alive(idp.faults.reached(1));
  return verb;
}

describe("a command line that is told to end while it renews a login", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s: it stores the new token first", async (signal) => {
    const before = stored();
    const verb = await amidRefresh("models", "auth", "token", "acme:me");
    const ended = verb.stop(signal);
    await verb.saying("stderr", /^A login is being renewed; .*\n/m);
    idp.faults.release();
    expect([await ended, verb.stdout]).toEqual([{ code: null, signal }, ""]);
    expect(stored().refresh).not.toBe(before.refresh);
    const again = modelpin("models", "auth", "token", "acme:me");
    expect(await again.ended).toEqual({ code: 0, signal: null });
    expect(await idp.accepts(again.stdout.trim())).toBe(true);
    expect([idp.refreshes().length, idp.reuses()]).toEqual([1, 0]);
  });

  test("the second time it ends at once", async () => {
    const verb = await amidRefresh("models", "auth", "token", "acme:me");
    const ended = verb.stop("SIGINT");
    await verb.saying("stderr", /^A login is being renewed; .*\n/m);
    void verb.stop("SIGINT");
    expect(await ended).toEqual({ code: null, signal: "SIGINT" });
  });

  test("with nothing under way it ends at once, without a word", async () => {
    const verb = modelpin("models", "auth", "login", "--provider", "acme", "--no-browser");
    await verb.saying("stderr", /http:/);
    const { length } = verb.stderr;
    expect(await verb.stop("SIGINT")).toEqual({ code: null, signal: "SIGINT" });
    expect(verb.stderr.slice(length)).not.toContain("renewed");
  });
});
