import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { terminalPerson } from "../../../src/domain/access.js";
import { type AuthHouse, openAuth, smallConfig, smallProfiles } from "../../fixtures/auth-house.js";

const owner = { person: terminalPerson, seenByCallerAlone: true };
const flat = { "anthropic:home": smallProfiles["anthropic:home"] };
let now = Date.parse("2026-11-03T12:00:00Z");
let house: AuthHouse;
let file: string;
let aside: string;
beforeEach(async () => {
  // A metered key of the environment stands behind the flat account of the file.
  house = await openAuth(smallConfig, flat, { now: () => now, env: { ANTHROPIC_API_KEY: "sk-ant-api03-env" } });
  file = join(house.stateDir, "agents", "main", "agent", "auth-profiles.json");
  aside = `${file}.aside`;
});
afterEach(() => house.close());

/** Who answers the next turn, after whatever was done to the file is obeyed. */
async function payer(): Promise<string> {
  now += 251;
  return house.auth
    .session("terminal:home")
    .run(async ({ profileId }) => profileId, { person: terminalPerson })
    .catch((error: { code: string }) => error.code);
}

const ways: Record<string, () => void> = {
  "was deleted": () => renameSync(file, aside),
  "is a link to a disk that is not there": () => {
    renameSync(file, aside);
    symlinkSync(join(house.stateDir, "elsewhere", "auth-profiles.json"), file);
  },
};

test.each(Object.keys(ways))("no metered account takes a flat one's place because its file %s", async (way) => {
  expect(await payer()).toBe("anthropic:home");
  ways[way]?.();
  expect(await payer()).toBe("no_usable_profile");
  const { problems } = await house.auth.session("terminal:home").status(owner);
  expect(problems).toMatchObject([
    { kind: "file", detail: expect.stringContaining(`${file}: it was there and is gone`) },
  ]);
  renameSync(aside, file);
  expect(await payer()).toBe("anthropic:home");
  expect((await house.auth.session("terminal:home").status(owner)).problems).toEqual([]);
});

test("a file that nobody could read and that then goes is no file that was never there", async () => {
  rmSync(file);
  mkdirSync(file);
  expect(await payer()).toBe("no_usable_profile");
  rmSync(file, { recursive: true });
  expect(await payer()).toBe("no_usable_profile");
});

test("what a file said after it came back goes on when it is broken next", async () => {
  expect(await payer()).toBe("anthropic:home");
  renameSync(file, aside);
  expect(await payer()).toBe("no_usable_profile");
  renameSync(aside, file);
  expect(await payer()).toBe("anthropic:home");
  writeFileSync(file, "");
  expect(await payer()).toBe("anthropic:home");
});

test("without a file from the start, and after one that says there are none, the environment answers", async () => {
  rmSync(file);
  const auth = await house.open();
  const run = () => auth.session("terminal:home").run(async ({ profileId }) => profileId, { person: terminalPerson });
  expect(await run()).toBe("anthropic:env");

  renameSync(writeEmpty(aside), file);
  expect(await payer()).toBe("anthropic:env");
});

function writeEmpty(path: string): string {
  writeFileSync(path, '{ "version": 1, "profiles": {} }', { mode: 0o600 });
  return path;
}
