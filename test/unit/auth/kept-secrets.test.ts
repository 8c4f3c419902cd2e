import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelAuth } from "../../../src/auth/model-auth.js";
import { openModelAuth } from "../../../src/auth/open.js";

const day = 86_400_000;
let dir: string;
let now: number;
let auth: ModelAuth;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "modelpin-kept-secrets-"));
  now = Date.UTC(2027, 0, 15);
  chmodSync(dir, 0o700);
  write("one.txt", "first");
  write("two.txt", "other");
  configure("one.txt");
  mkdirSync(join(dir, "agents/main/agent"), { recursive: true });
  const keyRef = { source: "file", provider: "box", id: "value" };
  const profiles = { "openai:default": { type: "api_key", provider: "openai", keyRef } };
  write("agents/main/agent/auth-profiles.json", JSON.stringify({ version: 1, profiles }));
  auth = await openModelAuth({ stateDir: dir, env: { HOME: dir }, now: () => now });
});
afterEach(async () => {
  await auth.close();
  rmSync(dir, { recursive: true });
});

const write = (name: string, text: string): void => writeFileSync(join(dir, name), text, { mode: 0o600 });
function configure(name: string): void {
  const box = { source: "file", path: join(dir, name), mode: "singleValue" };
  write(
    "config.json",
    JSON.stringify({ agents: { defaults: { model: "openai/x" } }, secrets: { providers: { box } } }),
  );
}
const secretOf = async (session: string): Promise<string> =>
  (await auth.session(session).resolve()).credential.secret.reveal();

test.each([
  ["a minute went by", 60_001],
  ["the clock was set back by a day", -day],
])("a secret that is kept elsewhere is asked for again when %s", async (_, passed) => {
  expect(await secretOf("terminal:a")).toBe("first");
  write("one.txt", "second");
  now += 59_000;
  expect(await secretOf("terminal:a")).toBe("first");
  now += passed;
  expect(await secretOf("terminal:a")).toBe("second");
});

test("another source under the same name is asked at once", async () => {
  expect(await secretOf("terminal:a")).toBe("first");
  configure("two.txt");
  now += 250;
  expect(await secretOf("terminal:a")).toBe("other");
});
