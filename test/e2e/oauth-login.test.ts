import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openModelAuth } from "../../src/auth/open.js";
import { terminalPerson } from "../../src/domain/access.js";
import { browse } from "../loopback/oauth/browser.js";
import { type IdentityProvider, startIdentityProvider } from "../loopback/oauth/server.js";
import { type BinProcess, startBin } from "./process.js";

let dir: string;
let idp: IdentityProvider;
const running = new Set<BinProcess>();

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "modelpin-e2e-login-"));
  idp = await startIdentityProvider();
  configure({ issuer: idp.issuer, clientId: idp.clientId });
});
afterEach(async () => {
  await Promise.all([...running].map((one) => one.stop("SIGKILL")));
  running.clear();
  await idp.close();
  rmSync(dir, { recursive: true, force: true });
});

function configure(oauth: object, auth: object = {}): void {
  const acme = { baseUrl: `${idp.issuer}/v1`, api: "openai-responses", models: ["m"], oauth };
  const config = { models: { providers: { acme } }, agents: { defaults: { model: "acme/m" } }, auth };
  writeFileSync(join(dir, "config.json"), JSON.stringify(config));
}

const config = () => JSON.parse(readFileSync(join(dir, "config.json"), "utf8"));
const file = (agent = "main"): string => join(dir, "agents", agent, "agent", "auth-profiles.json");
const profiles = (agent?: string) => JSON.parse(readFileSync(file(agent), "utf8")).profiles;

function modelpin(line: string): BinProcess {
  const started = startBin(line.split(" "), {
    cwd: dir,
    env: { MODELPIN_STATE_DIR: dir, HOME: dir, PATH: process.env.PATH, TERM: "xterm" },
  });
  running.add(started);
  return started;
}

/** The address that was shown, or the one somebody is sent to after logging in there. */
async function shownAddress(login: BinProcess): Promise<string> {
  const [address] = await login.saying("stderr", /http:\/\/127\.0\.0\.1:\d+\/auth\?\S+/);
  return address;
}

async function logIn(line = "models auth login --provider acme"): Promise<BinProcess> {
  const login = modelpin(line);
  await fetch(await browse(await shownAddress(login), idp.issuer));
  await login.ended;
  return login;
}

describe("a login in the browser", () => {
  test("comes back by itself, and is stored under the e-mail address", async () => {
    const login = await logIn();
    expect(await login.ended).toMatchObject({ code: 0 });
    const { access, refresh, expires, ...rest } = profiles()["acme:me@example.com"];
    expect(rest).toEqual({ type: "oauth", provider: "acme", email: "me@example.com" });
    expect(await idp.accepts(access)).toBe(true);
    expect(expires - Date.now()).toBeGreaterThan(3_500_000);
    expect(config().auth.profiles["acme:me@example.com"]).toEqual({ provider: "acme", mode: "oauth" });
    expect(login.stdout).toContain("Stored acme:me@example.com (oauth, expires ");
    expect(login.stdout + login.stderr).not.toContain(access);
    expect(login.stdout + login.stderr).not.toContain(refresh);
  });

  test("asks with PKCE, a state and the parameters of the provider", async () => {
    configure({ issuer: idp.issuer, clientId: idp.clientId, scopes: ["openid"], extraParams: { acr_values: "urn:x" } });
    const login = modelpin("models auth login --provider acme --no-browser");
    const { searchParams } = new URL(await shownAddress(login));
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: "code",
      client_id: idp.clientId,
      scope: "openid",
      code_challenge_method: "S256",
      acr_values: "urn:x",
      state: expect.stringMatching(/^.{32,}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
    });
  });

  test("another state, path or method at the callback is sent away, and the login goes on", async () => {
    const login = modelpin("models auth login --provider acme");
    const back = await browse(await shownAddress(login), idp.issuer);
    const forged = new URL(back);
    forged.searchParams.set("state", "another");
    const answers = await Promise.all([
      fetch(forged),
      fetch(new URL("/", back)),
      fetch(back, { method: "POST" }),
      fetch(new URL("/callback?code=x", back)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    await fetch(back);
    expect(await login.ended).toMatchObject({ code: 0 });
  });

  test("that is denied stores nothing and says why", async () => {
    const login = modelpin("models auth login --provider acme");
    const asked = new URL(await shownAddress(login));
    const back = new URL(asked.searchParams.get("redirect_uri") ?? "");
    back.search = new URLSearchParams({
      error: "access_denied",
      state: asked.searchParams.get("state") ?? "",
    }).toString();
    await fetch(back);
    expect(await login.ended).toMatchObject({ code: 1 });
    expect(login.stderr).toContain("acme ended the login: access_denied. Nothing was stored.");
    expect(() => profiles()).toThrow();
  });

  test("goes to the named agent's file alone", async () => {
    writeFileSync(
      join(dir, "config.json"),
      JSON.stringify({ ...config(), agents: { defaults: { model: "acme/m" }, list: [{ id: "main" }, { id: "b" }] } }),
    );
    await logIn("models auth login --provider acme --agent b");
    expect(Object.keys(profiles("b"))).toEqual(["acme:me@example.com"]);
    expect(() => profiles("main")).toThrow();
  });
});

describe("a login by paste", () => {
  test("is what is left when the port that the provider knows is taken", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    configure({ issuer: idp.issuer, clientId: idp.clientId, redirectPort: port });
    const login = modelpin("models auth login --provider acme --profile-id acme:work");
    const back = await browse(await shownAddress(login), idp.issuer);
    await login.saying("stderr", new RegExp(`Port ${port} of this machine is taken`));
    login.type("what is this", `http://127.0.0.1:${port}/callback?code=abcdef&state=another`, back);
    expect(await login.ended).toMatchObject({ code: 0 });
    expect(login.stderr).toContain("There is no code in what was pasted.");
    expect(login.stderr).toContain("That address is from another login.");
    expect(Object.keys(profiles())).toEqual(["acme:work"]);
    taken.close();
  });

  test("takes the code alone", async () => {
    const login = modelpin("models auth login --provider acme --no-browser");
    const back = new URL(await browse(await shownAddress(login), idp.issuer));
    login.type(back.searchParams.get("code") ?? "");
    expect(await login.ended).toMatchObject({ code: 0 });
    expect(Object.keys(profiles())).toEqual(["acme:me@example.com"]);
  });

  test("a code that the provider refuses stores nothing", async () => {
    const login = modelpin("models auth login --provider acme --no-browser");
    await shownAddress(login);
    login.type("not-a-code-of-this-provider");
    expect(await login.ended).toMatchObject({ code: 1 });
    expect(login.stderr).toContain(
      "The login at acme failed: it refused the code (invalid_grant). Nothing was stored.",
    );
  });
});

describe("a login by device code", () => {
  test("waits until somebody agreed elsewhere", async () => {
    const login = modelpin("models auth login --provider acme --device --json");
    const [, code = ""] = await login.saying("stderr", /enter the code (\S+)/);
    await idp.approveDevice(code);
    expect(await login.ended).toMatchObject({ code: 0 });
    expect(JSON.parse(login.stdout)).toMatchObject({
      profileId: "acme:me@example.com",
      type: "oauth",
      refreshable: true,
      agentId: "main",
    });
  });

  test("is refused where the provider has none", async () => {
    configure({
      authorizationEndpoint: `${idp.issuer}/auth`,
      tokenEndpoint: `${idp.issuer}/token`,
      clientId: idp.clientId,
    });
    const login = modelpin("models auth login --provider acme --device");
    expect(await login.ended).toMatchObject({ code: 1 });
    expect(login.stderr).toContain("acme offers no login by device code.");
  });
});

describe("whose login it is", () => {
  test("another account's is not stored over a profile, unless it is forced", async () => {
    await logIn("models auth login --provider acme --profile-id acme:work");
    const before = readFileSync(file(), "utf8");
    idp.person = "you";
    const other = await logIn("models auth login --provider acme --profile-id acme:work");
    expect(await other.ended).toMatchObject({ code: 1 });
    expect(other.stderr).toContain("That login is of another account than acme:work. Nothing was stored.");
    expect(readFileSync(file(), "utf8")).toBe(before);
    await logIn("models auth login --provider acme --profile-id acme:work --force");
    expect(profiles()["acme:work"].email).toBe("you@example.com");
  });

  test("it is known also where the provider tells no e-mail address", async () => {
    configure({ issuer: idp.issuer, clientId: idp.clientId, scopes: ["openid", "offline_access"] });
    await logIn();
    expect(Object.keys(profiles())).toEqual(["acme:default"]);
    expect(await (await logIn()).ended).toMatchObject({ code: 0 });
    idp.person = "you";
    expect(await (await logIn()).ended).toMatchObject({ code: 1 });
    expect(Object.keys(profiles())).toEqual(["acme:default"]);
  });

  test("a new id of the same account takes over orders and pins when asked to", async () => {
    await logIn("models auth login --provider acme --profile-id acme:old");
    configure({ issuer: idp.issuer, clientId: idp.clientId }, { order: { acme: ["acme:other", "acme:old"] } });
    const auth = await openModelAuth({ stateDir: dir, env: { HOME: dir } });
    const session = auth.session("terminal:t");
    const viewer = { person: terminalPerson, seenByCallerAlone: true };
    await session.pin({ kind: "choose", profile: "acme:old", once: false, soft: false } as never, viewer);
    await auth.close();
    const offered = await logIn();
    expect(offered.stderr).toContain("acme:old is of the same account.");
    const login = await logIn("models auth login --provider acme --carry-over acme:old");
    expect(login.stdout).toContain("It took the places of acme:old: 1 orders, 1 pins.");
    expect(config().auth.order).toEqual({ acme: ["acme:other", "acme:me@example.com"] });
    const pins = modelpin("models pins list --json");
    await pins.ended;
    expect(JSON.parse(pins.stdout)).toMatchObject([{ session: "terminal:t", profileId: "acme:me@example.com" }]);
  });
});

describe("models auth token", () => {
  test("prints the secret and nothing else, renewed first when it is due", async () => {
    const { access, refresh } = await idp.issue("me");
    mkdirSync(join(dir, "agents", "main", "agent"), { recursive: true });
    const login = { type: "oauth", provider: "acme", access, refresh, expires: Date.now() - 1 };
    writeFileSync(file(), JSON.stringify({ version: 1, profiles: { "acme:me": login } }));
    const token = modelpin("models auth token acme:me");
    expect([await token.ended, token.stderr]).toMatchObject([{ code: 0 }, ""]);
    const { access: renewed } = profiles()["acme:me"];
    expect(token.stdout).toBe(`${renewed}\n`);
    expect([renewed === access, await idp.accepts(renewed)]).toEqual([false, true]);
    const again = modelpin("models auth token acme:me");
    await again.ended;
    expect([again.stdout, idp.refreshes().length]).toEqual([`${renewed}\n`, 1]);
  });

  test("names the near profiles when there is no such one, and the login command when it is over", async () => {
    const { access, refresh } = await idp.issue("me");
    await idp.revoke(refresh);
    mkdirSync(join(dir, "agents", "main", "agent"), { recursive: true });
    const login = { type: "oauth", provider: "acme", access, refresh, expires: Date.now() - 1 };
    writeFileSync(file(), JSON.stringify({ version: 1, profiles: { "acme:me": login } }));
    const unknown = modelpin("models auth token acme:mee");
    expect(await unknown.ended).toMatchObject({ code: 1 });
    expect(unknown.stderr).toContain("Did you mean acme:me?");
    const over = modelpin("models auth token acme:me");
    expect(await over.ended).toMatchObject({ code: 1 });
    expect(over.stdout).toBe("");
    expect(over.stderr).toContain("modelpin models auth login --provider acme --profile-id acme:me");
  });
});
