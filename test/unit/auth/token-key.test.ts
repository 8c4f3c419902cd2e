import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { createTokenKey } from "../../../src/auth/token-key.js";
import { createFileStore } from "../../../src/store/drivers/file.js";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "modelpin-key-"));
});
afterEach(() => rm(dir, { recursive: true }));

const text = async (): Promise<string> => readFile(join(dir, "token-key"), "utf8");

test("many that need the key at once make one key, readable by the owner alone, and keep it", async () => {
  const keys = await Promise.all(Array.from({ length: 12 }, () => createTokenKey(createFileStore(dir))()));
  const written = await text();
  expect(new Set(keys.map((key) => key.export().toString("base64url")))).toEqual(new Set([written.trim()]));
  expect(((await stat(join(dir, "token-key"))).mode & 0o777).toString(8)).toBe("600");
  await createTokenKey(createFileStore(dir))();
  expect(await text()).toBe(written);
});

test("a file that holds something else is refused, never overwritten, and read again once it is mended", async () => {
  await writeFile(join(dir, "token-key"), "not a key");
  const key = createTokenKey(createFileStore(dir));
  await expect(key()).rejects.toMatchObject({ code: "token_key_unreadable" });
  expect(await text()).toBe("not a key");
  await rm(join(dir, "token-key"));
  expect((await key()).export()).toHaveLength(32);
});

test("the key prints nothing of itself", async () => {
  const key = await createTokenKey(createFileStore(dir))();
  expect(inspect(key, { depth: 5, showHidden: true }) + JSON.stringify(key)).not.toContain((await text()).trim());
});
