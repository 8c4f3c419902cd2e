import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fresh, model } from "../../../commands/slash/index.js";
import { type Gateway, openGateway } from "../../../src/gateway/gateway.js";
import { type AuthHouse, openAuth, smallConfig } from "../../fixtures/auth-house.js";
import { dm, person } from "../../loopback/telegram/people.js";
import { type LoopbackTelegram, startTelegram } from "../../loopback/telegram/server.js";

const alice = person(11, "Alice");
const tokens = ["4242:first", "4343:second"] as const;

const shell = join(mkdtempSync(join(tmpdir(), "modelpin-shell-")), "shell");
afterAll(() => rmSync(dirname(shell), { recursive: true, force: true }));

let clock = 1_700_000_000_000;
let servers: LoopbackTelegram[];
let house: AuthHouse;
let gateway: Gateway;
let told: string[];
let look: () => void;

/** Waits between two looks until the test says so. */
const wait = (_ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    look = resolve;
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** Until it is so; the clock goes on, and the gateway looks. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await oneLook();
}

async function oneLook(): Promise<void> {
  clock += 300;
  look();
  await new Promise((resolve) => setImmediate(resolve));
}

async function someLooks(): Promise<void> {
  for (let looks = 0; looks < 20; looks++) await oneLook();
}

const configFor = (telegram: object): object => ({
  ...smallConfig,
  channels: { discord: { enabled: false, token: { source: "env", id: "NONE" } }, telegram },
});
const config = (fields: object = {}): object =>
  configFor({ botToken: { source: "env", id: "TELEGRAM_BOT_TOKEN" }, apiRoot: servers[0]?.apiRoot, ...fields });
const setToken = (token: string): Promise<void> =>
  writeFile(join(house.stateDir, ".env"), `TELEGRAM_BOT_TOKEN=${token}\n`);
const write = (next: object | string): Promise<void> =>
  writeFile(join(house.stateDir, "config.json"), typeof next === "string" ? next : JSON.stringify(next));

beforeEach(async () => {
  told = [];
  servers = await Promise.all(tokens.map((token) => startTelegram({ token })));
  house = await openAuth(config(), undefined, { now: () => clock, env: { SHELL: shell, PATH: process.env.PATH } });
  gateway = await openGateway({
    auth: house.auth,
    commands: (histories) => [
      model(house.auth),
      fresh(house.auth, ({ place }) => histories.clear("main", place.session)),
    ],
    log: {
      info: (line) => told.push(line),
      warn: (line, error) => told.push(`${line}: ${(error as Error | undefined)?.message}`),
    },
    wait,
  });
  await gateway.tried;
});
afterEach(async () => {
  await gateway.close();
  await Promise.all(servers.map((server) => server.close()));
  await house.close();
});

test("a running gateway takes up a channel whose token comes, moves to another server, and ends it when it is switched off", async () => {
  expect(gateway.channels).toEqual([]);
  expect(told).toEqual([expect.stringMatching(/^telegram: skipped, no token · set TELEGRAM_BOT_TOKEN, for example /)]);

  await setToken(tokens[0]);
  await until(() => gateway.channels.length === 1);
  const [first, second] = servers as [LoopbackTelegram, LoopbackTelegram];
  first.say({ chat: dm(alice), from: alice, text: "/model" });
  await first.waitFor(() => first.shown.length > 0);
  expect(told.at(-1)).toMatch(/^Up: telegram @/);

  await setToken(tokens[1]);
  await write(config({ apiRoot: second.apiRoot }));
  await until(() => told.filter((line) => line.startsWith("Up:")).length === 2);
  second.say({ chat: dm(alice), from: alice, text: "/model" });
  await second.waitFor(() => second.shown.length > 0);

  await write(config({ apiRoot: second.apiRoot, enabled: false }));
  await until(() => gateway.channels.length === 0 && told.at(-1) === "telegram: ended, as the configuration says now");
});

test("an edit that concerns no channel leaves them as they are, and says nothing twice", async () => {
  await setToken(tokens[0]);
  await until(() => gateway.channels.length === 1);
  const before = [...told];
  await write({ ...config(), access: { chat: ["*"] } });
  await until(() => house.auth.config().config.access?.chat !== undefined);
  await someLooks();
  expect(told).toEqual(before);
  await setToken("");
  await until(() => told.length > before.length);
  expect(told.at(-1)).toMatch(
    /^telegram: goes on with the token that it has; there is no other · set TELEGRAM_BOT_TOKEN/,
  );
  expect(gateway.channels).toHaveLength(1);
});

test("a login shell that is asked from now on may hold the token", async () => {
  writeFileSync(shell, `#!/bin/sh\nexport TELEGRAM_BOT_TOKEN=${tokens[0]}\nshift\nexec /bin/sh "$@"\n`);
  chmodSync(shell, 0o700);
  await write({ ...config(), env: { shellEnv: { enabled: true } } });
  await until(() => gateway.channels.length === 1);
});

test("an edit that cannot be used is told once, with its error, and when it is mended", async () => {
  const sound = await readFile(join(house.stateDir, "config.json"), "utf8");
  told.length = 0;
  await write('{ "agnets": {} }');
  await until(() => told.length > 0);
  await write('{ "agnets": {} }\n');
  await someLooks();
  expect(told).toEqual([
    expect.stringMatching(
      /^The edited configuration is not used; what it said before applies: .*config\.json:1:3: agnets: unknown key; did you mean "agents"\?$/,
    ),
  ]);
  await write(sound);
  await until(() => told.length > 1);
  expect(told.at(-1)).toBe("The configuration is in order again, and applies.");
});
