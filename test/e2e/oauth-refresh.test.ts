import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelAuth } from "../../src/auth/model-auth.js";
import { openModelAuth } from "../../src/auth/open.js";
import { terminalPerson } from "../../src/domain/access.js";
import { isModelpinError, type ModelpinError } from "../../src/domain/errors.js";
import { type IdentityProvider, startIdentityProvider } from "../loopback/oauth/server.js";
import { startBin } from "./process.js";

const hour = 3_600_000;
const minute = 60_000;

let dir: string;
let idp: IdentityProvider;
const opened: ModelAuth[] = [];
const notices: unknown[] = [];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "modelpin-e2e-refresh-"));
  idp = await startIdentityProvider();
  notices.length = 0;
  configure();
});
afterEach(async () => {
  idp.faults.release();
  await Promise.all(opened.splice(0).map((auth) => auth.close()));
  await idp.close();
  rmSync(dir, { recursive: true, force: true });
});

function configure(agents: object = {}): void {
  const oauth = { issuer: idp.issuer, clientId: idp.clientId };
  const acme = { baseUrl: `${idp.issuer}/v1`, api: "openai-responses", models: ["m"], oauth };
  const config = { models: { providers: { acme } }, agents: { defaults: { model: "acme/m" }, ...agents } };
  writeFileSync(join(dir, "config.json"), JSON.stringify(config));
}

const fileOf = (agent = "main"): string => join(dir, "agents", agent, "agent", "auth-profiles.json");
const stored = (id = "acme:me", agent = "main") => JSON.parse(readFileSync(fileOf(agent), "utf8")).profiles[id];

function write(profiles: object, agent = "main"): void {
  mkdirSync(join(dir, "agents", agent, "agent"), { recursive: true });
  writeFileSync(fileOf(agent), JSON.stringify({ version: 1, profiles }));
}

/** A login that began an hour ago, with `left` ms to go. */
async function login(left: number) {
  const { access, refresh } = await idp.issue("me");
  return { type: "oauth", provider: "acme", access, refresh, expires: Date.now() + left };
}

async function open(now: () => number = Date.now): Promise<ModelAuth> {
  const auth = await openModelAuth({
    stateDir: dir,
    env: { HOME: dir },
    now,
    onWarning: (notice) => notices.push(notice),
  });
  opened.push(auth);
  return auth;
}

/** One turn; `model` judges the credential like a provider's model endpoint. */
function turn(auth: ModelAuth, model: (secret: string) => Promise<string> | string, session = "t", agentId = "main") {
  return auth
    .session(`terminal:${session}`, { agentId })
    .run(async ({ credential }) => model(credential.secret.reveal()), {
      person: terminalPerson,
    });
}

const unauthorized = () => Object.assign(new Error("401"), { status: 401, error: { type: "authentication_error" } });

/** Answers whoever comes with a token that the provider knows. */
async function answer(secret: string): Promise<string> {
  if (await idp.accepts(secret)) return secret;
  throw unauthorized();
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "none",
    (error: unknown) => (isModelpinError(error) ? error.code : String(error)),
  );

describe("a login at a certified provider", () => {
  test("is renewed when it is over, generation after generation and across restarts", async () => {
    write({ "acme:me": await login(-1) });
    const seen = new Set<string>();
    for (let generation = 1; generation <= 4; generation++) {
      seen.add(await turn(await open(() => Date.now() + generation * 2 * hour), answer));
    }
    expect([seen.size, idp.refreshes().length, idp.reuses()]).toEqual([4, 4, 0]);
  });

  test.each([-26 * hour, -10 * minute, 10 * minute, 26 * hour])(
    "does not mind that our clock is %i ms off",
    async (skew) => {
      const auth = await open(() => Date.now() + skew);
      write({ "acme:me": { ...(await login(0)), expires: Date.now() + skew - 1 } });
      expect(await turn(auth, answer)).toBe(stored().access);
      expect(stored().expires - Date.now() - skew).toBeGreaterThan(hour - minute);
      await turn(auth, answer);
      expect(idp.refreshes()).toHaveLength(1);
    },
  );

  test("whose access token is refused by a provider with another clock is renewed once", async () => {
    const { access, ...rest } = await login(hour);
    write({ "acme:me": { ...rest, access: "long-gone" } });
    expect(await turn(await open(), answer)).toBe(stored().access);
    expect(stored().access).not.toBe(access);
    expect(idp.refreshes()).toHaveLength(1);
  });

  test("that was revoked needs a new login: one request, one notice, and the next candidate at once", async () => {
    const over = await login(-1);
    await idp.revoke(over.refresh);
    write({ "acme:me": over, "acme:spare": { type: "token", provider: "acme", token: "spare-token" } });
    const auth = await open();
    const before = readFileSync(fileOf(), "utf8");
    expect(await turn(auth, (secret) => secret)).toBe("spare-token");
    expect(await turn(await open(), (secret) => secret)).toBe("spare-token");
    expect(idp.refreshes()).toHaveLength(1);
    expect(notices.map((notice) => (notice as ModelpinError).message)).toEqual([
      "acme:me needs a new login: acme refused to renew it (invalid_grant).",
    ]);
    expect(readFileSync(fileOf(), "utf8")).toBe(before);
    const { providers } = await auth
      .session("terminal:other")
      .status({ person: terminalPerson, seenByCallerAlone: true });
    expect(providers[0]?.candidates.map(({ profile, state }) => [profile, state])).toEqual([
      [{ kind: "named", id: "acme:me" }, "needs_login"],
      [{ kind: "named", id: "acme:spare" }, "ready"],
    ]);
  });

  test("that needed a new login is whole again with a token written by hand, pins and all", async () => {
    const over = await login(-1);
    await idp.revoke(over.refresh);
    write({ "acme:me": over });
    const auth = await open();
    const pin = { kind: "choose", profile: "acme:me", once: false, soft: false } as const;
    await auth.session("terminal:t").pin(pin, { person: terminalPerson, seenByCallerAlone: true });
    await codeOf(turn(auth, answer));
    expect(await codeOf(turn(auth, answer))).toBe("no_usable_profile");
    write({ "acme:me": await login(-1) });
    expect(await turn(await open(), answer)).toBe(stored().access);
  });
});

describe("a token endpoint in trouble", () => {
  test.each([
    ["503", { kind: "answer", status: 503 }],
    ["500 with a page", { kind: "answer", status: 500, type: "text/html", body: "<h1>sorry</h1>" }],
    ["200 with another page", { kind: "answer", status: 200, type: "text/html", body: "<form>log in to wifi</form>" }],
    ["429", { kind: "answer", status: 429, body: '{"error":"slow_down"}' }],
    ["a cut connection", { kind: "cut" }],
  ] as const)("that answers with %s costs nothing: the old token serves, the next try succeeds", async (_, fault) => {
    write({ "acme:me": await login(30_000) });
    const before = stored();
    const auth = await open();
    idp.faults.next(fault);
    expect(await turn(auth, answer)).toBe(before.access);
    expect([idp.faults.arrived, stored()]).toEqual([1, before]);
    const later = await open(() => Date.now() + 2 * minute);
    expect(await turn(later, answer)).toBe(stored().access);
    expect([stored().access === before.access, idp.reuses(), notices]).toEqual([false, 0, []]);
  });

  test.each([302, 307])(
    "that redirects (%i) is not followed: the refresh token goes to no other host",
    async (status) => {
      const asked: (string | undefined)[] = [];
      const other = createServer((request, response) => {
        asked.push(request.url);
        response.end("{}");
      }).unref();
      await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
      const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/token`;
      write({ "acme:me": await login(-1) });
      idp.faults.next({ kind: "answer", status, location });
      expect(await codeOf(turn(await open(), answer))).toBe("turn_failed");
      expect([asked, idp.faults.arrived]).toEqual([[], 1]);
      expect(await turn(await open(() => Date.now() + 2 * minute), answer)).toBe(stored().access);
    },
  );

  test("is left alone for a while, unless a person clears the profile: then a running gateway asks at once", async () => {
    write({ "acme:me": await login(-1) });
    const gateway = await open();
    idp.faults.next({ kind: "answer", status: 503 });
    expect(await codeOf(turn(gateway, answer))).toBe("turn_failed");
    expect(await codeOf(turn(gateway, answer))).toBe("turn_failed");
    expect(idp.faults.arrived).toBe(1);
    const clear = startBin(["models", "auth", "cooldown", "clear", "acme:me"], {
      cwd: dir,
      env: { PATH: process.env.PATH, HOME: dir, MODELPIN_STATE_DIR: dir },
    });
    expect([await clear.ended, clear.stdout]).toEqual([
      { code: 0, signal: null },
      "acme:me was not blocked; what it had failed before is forgotten.\nIts login may be renewed again at once.\n",
    ]);
    expect(await turn(gateway, answer)).toBe(stored().access);
    expect(idp.faults.arrived).toBe(2);
  });

  test("whose answer comes under another content type is understood", async () => {
    write({ "acme:me": await login(-1) });
    idp.faults.next({ kind: "mislabelled", type: "text/html" });
    expect(await turn(await open(), answer)).toBe(stored().access);
    expect(idp.refreshes()).toHaveLength(1);
  });

  test("whose answer was lost ends the login after one more request", async () => {
    write({ "acme:me": await login(-1) });
    idp.faults.next({ kind: "lost" });
    expect(await codeOf(turn(await open(), answer))).toBe("turn_failed");
    const later = await open(() => Date.now() + minute);
    await codeOf(turn(later, answer));
    await codeOf(turn(later, answer));
    expect([idp.refreshes().length, idp.reuses(), notices.length]).toEqual([2, 1, 1]);
    expect(stored().refresh).toEqual(expect.any(String));
  });

  test("that is slow keeps nobody waiting who has a token that is still good", async () => {
    write({ "acme:me": await login(4 * minute) });
    const before = stored();
    const [one, two] = [await open(), await open()];
    idp.faults.next({ kind: "late" });
    const trying = turn(one, answer);
    await idp.faults.reached(1);
    expect(await Promise.all([turn(one, answer, "u"), turn(two, answer)])).toEqual([before.access, before.access]);
    idp.faults.release();
    await trying;
    await one.close();
    expect(await turn(await open(), answer)).toBe(stored().access);
    expect([idp.refreshes().length, stored().access === before.access]).toEqual([1, false]);
  });
});

describe("a refusal by the model's endpoint", () => {
  test("renews the login once and tries once more, for fifty conversations at the same time", async () => {
    write({ "acme:me": { ...(await login(hour)), access: "revoked-by-the-provider" } });
    const auth = await open();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => turn(auth, answer, `s${index}`)));
    expect(new Set(answers)).toEqual(new Set([stored().access]));
    expect(idp.refreshes()).toHaveLength(1);
    expect(Object.keys((await auth.usages.read("main", "acme"))?.profiles["acme:me"]?.windows ?? {})).toEqual([]);
  });

  test("of a token that was replaced meanwhile tries the newer one, without a refresh", async () => {
    write({ "acme:me": { ...(await login(hour)), access: "old" } });
    const auth = await open();
    const fresh = await login(hour);
    let asked = 0;
    const answered = await turn(auth, async (secret) => {
      asked++;
      if (secret === "old") write({ "acme:me": fresh });
      return answer(secret);
    });
    expect([answered, asked, idp.refreshes().length]).toEqual([fresh.access, 2, 0]);
  });

  test("counts for nothing when what was on the wire is not stored any more", async () => {
    write({ "acme:me": { type: "token", provider: "acme", token: "first" } });
    const auth = await open();
    let round = 0;
    await codeOf(
      turn(auth, () => {
        write({ "acme:me": { type: "token", provider: "acme", token: `later-${++round}` } });
        throw unauthorized();
      }),
    );
    await auth.usages.settled();
    expect(round).toBe(2);
    expect(Object.keys((await auth.usages.read("main", "acme"))?.profiles["acme:me"]?.windows ?? {})).toEqual([]);
  });

  test("of a new token as well is the account's fault: it cools down, and is not renewed again", async () => {
    write({ "acme:me": await login(hour) });
    const auth = await open();
    let asked = 0;
    const refuse = () => {
      asked++;
      throw unauthorized();
    };
    await codeOf(turn(auth, refuse));
    expect([asked, idp.refreshes().length]).toEqual([2, 1]);
    await auth.usages.settled();
    expect((await auth.usages.read("main", "acme"))?.profiles["acme:me"]?.windows[""]?.class).toBe("auth");
    const { access } = stored();
    const soon = await open(() => Date.now() + 30_000);
    const pin = { kind: "choose", profile: "acme:me", once: false, soft: false } as const;
    await soon.session("terminal:pinned").pin(pin, { person: terminalPerson, seenByCallerAlone: true });
    await codeOf(turn(soon, refuse, "pinned"));
    expect([asked, idp.refreshes().length, stored().access]).toEqual([3, 1, access]);
    asked = 2;
    await codeOf(turn(await open(() => Date.now() + 10 * minute), refuse));
    expect([asked, idp.refreshes().length, stored().access === access]).toEqual([4, 2, false]);
  });

  test("reaches the person unchanged once a part of the answer was shown", async () => {
    write({ "acme:me": await login(hour) });
    const cut = Object.assign(unauthorized(), { textShown: true });
    await codeOf(turn(await open(), () => Promise.reject(cut)));
    expect(idp.refreshes()).toHaveLength(0);
  });
});

describe("agents", () => {
  test("use the main agent's login without a copy, and a refresh writes where it lives", async () => {
    configure({ list: [{ id: "main" }, { id: "b" }, { id: "c" }] });
    write({ "acme:me": await login(-1) });
    const [one, two] = [await open(), await open()];
    const answers = await Promise.all([
      turn(one, answer, "s", "b"),
      turn(one, answer, "s", "c"),
      turn(two, answer, "s", "main"),
    ]);
    expect(new Set(answers)).toEqual(new Set([stored().access]));
    expect(idp.refreshes()).toHaveLength(1);
    for (const agent of ["b", "c"]) expect(() => readFileSync(fileOf(agent))).toThrow();
  });

  test("with a profile of their own under the same id use that one", async () => {
    configure({ list: [{ id: "main" }, { id: "b" }] });
    write({ "acme:me": await login(hour) });
    write({ "acme:me": await login(-1) }, "b");
    const main = readFileSync(fileOf(), "utf8");
    expect(await turn(await open(), answer, "s", "b")).toBe(stored("acme:me", "b").access);
    expect(readFileSync(fileOf(), "utf8")).toBe(main);
  });
});
