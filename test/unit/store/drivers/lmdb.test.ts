import { execFileSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLmdbStore } from "../../../../src/store/drivers/lmdb.js";
import { fillDisk, mountSmallDisk } from "../../../fixtures/small-disk.js";
import { keysOf } from "../../../fixtures/store/keys-of.js";
import { openWorkers } from "../../../fixtures/store/worker-process.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "modelpin-lmdb-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a key of 1978 bytes is the longest, counted in bytes, and a longer one is refused with a code", async () => {
  const store = createLmdbStore(join(root, "db"));
  const tooLong = { name: "ModelpinError", code: "key_too_long" };
  await store.write("k".repeat(1978), "x");
  expect((await store.read("k".repeat(1978)))?.body).toBe("x");
  await expect(store.write("k".repeat(1979), "x")).rejects.toMatchObject(tooLong);
  await expect(store.read("é".repeat(990))).rejects.toMatchObject(tooLong);
  expect(() => store.peek?.("é".repeat(990))).toThrow(expect.objectContaining(tooLong));
  expect(await keysOf(store, "é".repeat(2000))).toEqual([]);
  await store.close();
});

test("peeking before anything was read cannot tell; afterwards it can", async () => {
  const writer = createLmdbStore(join(root, "db"));
  await writer.write("k", "x");
  const store = createLmdbStore(join(root, "db"));
  expect(store.peek?.("k")).toBeUndefined();
  await store.read("k");
  expect(store.peek?.("k")?.body).toBe("x");
  expect(store.peek?.("none")).toBeNull();
  await store.close();
  await writer.close();
});

test("a store that was only read has made neither files nor directories", async () => {
  const store = createLmdbStore(join(root, "db"));
  await store.read("k");
  await store.delete("k");
  await keysOf(store, "");
  await store.close();
  expect(existsSync(join(root, "db"))).toBe(false);
});

test("a write into a database that was replaced meanwhile is refused instead of lost", async () => {
  const store = createLmdbStore(join(root, "db"));
  await store.write("k", "x");
  renameSync(join(root, "db"), join(root, "backup"));
  await expect(store.write("k", "y")).rejects.toMatchObject({ code: "store_replaced" });
  await store.close();
});

test("what root makes in somebody's directory belongs to them", async () => {
  if (process.geteuid?.() !== 0) {
    console.warn("not checked here: only root can write for somebody else");
    return;
  }
  chownSync(root, 1234, 1234);
  const store = createLmdbStore(join(root, "db"));
  await store.write("k", "x");
  await store.close();
  const owners = ["db", "db/data.mdb", "db/lock.mdb"].map((path) => statSync(join(root, path)).uid);
  expect(owners).toEqual([1234, 1234, 1234]);
});

test.each([
  ["text", () => Buffer.from("this is not a database ".repeat(1000))],
  ["one byte", () => Buffer.from("x")],
  ["a first page of zeros", (whole: Buffer) => Buffer.concat([Buffer.alloc(4096), whole.subarray(4096)])],
  ["one page", (whole: Buffer) => whole.subarray(0, 4096)],
  ["two pages", (whole: Buffer) => whole.subarray(0, 8192)],
  ["half of it", (whole: Buffer) => whole.subarray(0, whole.length / 2)],
])("a damaged database is an error that says where, kills nobody and stays as it was: %s", async (_, damage) => {
  const directory = join(root, "db");
  const before = createLmdbStore(directory);
  for (let i = 0; i < 50; i++) await before.write(`k${i}`, "v".repeat(3000));
  await before.close();
  const damaged = damage(readFileSync(join(directory, "data.mdb")));
  rmSync(directory, { recursive: true });
  mkdirSync(directory);
  writeFileSync(join(directory, "data.mdb"), damaged);

  const store = createLmdbStore(directory);
  const refused = { code: "store_unreadable", message: expect.stringContaining(directory) };
  await expect(store.read("k1")).rejects.toMatchObject(refused);
  await expect(store.write("k1", "x")).rejects.toMatchObject(refused);
  await store.close();
  expect(readFileSync(join(directory, "data.mdb")).equals(damaged)).toBe(true);
});

test.each([
  ["a lock that is a directory", "lock.mdb", (path: string) => mkdirSync(path)],
  ["a lock that leads nowhere", "lock.mdb", (path: string) => symlinkSync("/nowhere/at/all", path)],
  ["a lock that is a pipe", "lock.mdb", (path: string) => execFileSync("mkfifo", [path])],
  ["a pipe for the data", "data.mdb", (path: string) => execFileSync("mkfifo", [path])],
  ["a device for the data", "data.mdb", (path: string) => symlinkSync("/dev/zero", path)],
])("what is no file of a database's kills nobody and keeps nobody waiting: %s", async (_, name, put) => {
  const directory = join(root, "db");
  const before = createLmdbStore(directory);
  await before.write("k", "x");
  await before.close();
  rmSync(join(directory, name));
  put(join(directory, name));

  // In a process of its own, since it is the process that would die.
  const workers = openWorkers();
  const refused = workers.run("lmdb", directory, "write", "k", "y").finally(() => workers.remove());
  await expect(refused).rejects.toThrow(/code: 'store_unreadable'/);
});

describe("on a disk that takes no writes", () => {
  const disk = mountSmallDisk();
  if (!disk) {
    test("was not tried", () => console.warn("a database on a read-only disk: this user may not mount one"));
    return;
  }
  afterAll(() => disk.remove());
  const directory = join(disk.path, "db");

  test("what is stored can be read, and a write says what is wrong", async () => {
    const before = createLmdbStore(directory);
    await before.write("k", "x");
    await before.close();
    disk.remount("ro");
    const store = createLmdbStore(directory);
    expect((await store.read("k"))?.body).toBe("x");
    expect([store.peek?.("none"), await keysOf(store, "")]).toEqual([null, ["k"]]);
    for (const change of [store.write("k", "y"), store.delete("k"), store.write("new", "z", null)]) {
      await expect(change).rejects.toMatchObject({
        code: "store_unwritable",
        message: `Could not write the database in ${directory}: the file system is read-only (EROFS).`,
        hint: expect.stringContaining(`findmnt --target ${directory}`),
      });
    }
    expect((await store.read("k"))?.body).toBe("x");
    await store.close();
    disk.remount("rw");
  });

  // In a process of its own: LMDB tells the console as well, at its leisure, even when the tests are over.
  test("a full one says so, in words and without what LMDB says of its pages", async () => {
    const workers = openWorkers();
    const store = createLmdbStore(directory);
    await store.write("k", "x");
    const free = fillDisk(directory);
    const refused = (await workers
      .run("lmdb", directory, "write", "k", "y".repeat(100_000))
      .catch((error: unknown) => error)) as Error;
    expect(refused.message).toContain(
      `Could not write the database in ${directory}: no space left on the device (ENOSPC).`,
    );
    expect(refused.message).toContain("code: 'store_unwritable'");
    expect(refused.message).toContain("hint: 'Free some space and try again; the old file is untouched.'");
    free();
    expect((await store.read("k"))?.body).toBe("x");
    expect(await store.write("k", "z")).toBeDefined();
    await store.close();
    workers.remove();
  });
});
