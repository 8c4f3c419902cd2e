import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commit } from "../../../../src/store/drivers/file/claim.js";
import { readSnapshot } from "../../../../src/store/drivers/file/snapshot.js";
import { createFileStore } from "../../../../src/store/drivers/file.js";
import { keysOf } from "../../../fixtures/store/keys-of.js";
import { openWorkers } from "../../../fixtures/store/worker-process.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "modelpin-file-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const claims = { staleAfterMs: 50, patienceMs: 10_000, now: Date.now };

test("a file that is too open is tightened when it is written; a directory that exists keeps its mode", async () => {
  const store = createFileStore(root);
  chmodSync(root, 0o755);
  writeFileSync(join(root, "k"), "old", { mode: 0o666 });
  chmodSync(join(root, "k"), 0o666);
  await store.write("k", "new");
  expect([mode(join(root, "k")), mode(root)]).toEqual(["600", "755"]);
});

test("a symbolic link is written through, also one whose file does not exist yet", async () => {
  const store = createFileStore(join(root, "state"));
  mkdirSync(join(root, "state"));
  mkdirSync(join(root, "dotfiles"));
  writeFileSync(join(root, "dotfiles", "real"), "old");
  symlinkSync("../dotfiles/real", join(root, "state", "k"));
  symlinkSync("../dotfiles/later", join(root, "state", "dangling"));
  await store.write("k", "new");
  expect(await store.read("dangling")).toBeUndefined();
  await store.write("dangling", "born", null);
  expect(readFileSync(join(root, "dotfiles", "real"), "utf8")).toBe("new");
  expect(readFileSync(join(root, "dotfiles", "later"), "utf8")).toBe("born");
  expect(lstatSync(join(root, "state", "k")).isSymbolicLink()).toBe(true);
  expect(readdirSync(join(root, "dotfiles")).sort()).toEqual(["later", "real"]);
  expect(await keysOf(store, "")).toEqual(["dangling", "k"]);
});

test("what cannot be read is an error and never absent", async () => {
  const store = createFileStore(root);
  const unreadable = { name: "ModelpinError", code: "store_unreadable" };
  mkdirSync(join(root, "folder"));
  writeFileSync(join(root, "binary"), Buffer.from([0x7b, 0xff, 0x7d]));
  writeFileSync(join(root, "file"), "x");
  symlinkSync("loop", join(root, "loop"));
  for (const key of ["folder", "binary", "file/below", "loop"]) {
    await expect(store.read(key)).rejects.toMatchObject(unreadable);
  }
  execFileSync("mkfifo", [join(root, "pipe")]);
  await expect(store.read("pipe")).rejects.toMatchObject(unreadable);
  for (const key of ["folder", "binary", "file/below", "loop", "pipe"]) expect(store.peek?.(key)).toBeUndefined();
});

test("an edit by hand is seen without waiting as well, and so is that a file is gone", () => {
  const store = createFileStore(root);
  const path = join(root, "k");
  expect(store.peek?.("k")).toBeNull();
  for (let i = 0; i < 50; i++) {
    writeFileSync(path, `edit ${i % 10}`);
    expect(store.peek?.("k")?.body).toBe(`edit ${i % 10}`);
  }
  rmSync(path);
  expect(store.peek?.("k")).toBeNull();
});

test("an edit by hand is seen, also one of the same length within one tick of the file system's clock", async () => {
  const store = createFileStore(root);
  const path = join(root, "k");
  for (let i = 0; i < 50; i++) {
    writeFileSync(path, `edit ${i % 10}`);
    expect((await store.read("k"))?.body).toBe(`edit ${i % 10}`);
  }
});

test("an unchanged file is not read again; a replaced one with the same size and time is", async () => {
  const clock = { now: Date.now() + 10_000 };
  const store = createFileStore(root, { now: () => clock.now });
  const path = join(root, "k");
  writeFileSync(path, "one");
  const first = await store.read("k");
  expect(await store.read("k")).toBe(first);
  const { atime, mtime } = statSync(path);
  writeFileSync(join(root, "other"), "two");
  utimesSync(join(root, "other"), atime, mtime);
  renameSync(join(root, "other"), path);
  expect((await store.read("k"))?.body).toBe("two");
});

test("times that could not tell a further change are not trusted", async () => {
  const path = join(root, "k");
  writeFileSync(path, "x");
  const { mtimeMs } = statSync(path);
  expect((await readSnapshot(path, undefined, mtimeMs + 10))?.stamp).toBeUndefined();
  expect((await readSnapshot(path, undefined, mtimeMs - 10_000))?.stamp).toBeUndefined();
  expect((await readSnapshot(path, undefined, mtimeMs + 1000))?.stamp).toBeDefined();
});

test("nobody else can look into a claim, even under umask 0", async () => {
  const modes: string[] = [];
  const umask = process.umask(0);
  try {
    await commit(
      join(root, "k"),
      Buffer.from("secret"),
      () => {
        const lock = join(root, ".~k.lock");
        modes.push(mode(lock), ...readdirSync(lock).map((name) => mode(join(lock, name))));
        return true;
      },
      claims,
    );
  } finally {
    process.umask(umask);
  }
  expect(modes).toEqual(["700", "600"]);
});

test("names of locks can neither be read nor written, and are not listed", async () => {
  const store = createFileStore(root);
  for (const key of [".~k.lock", "a/.~k", ".~"]) {
    await expect(store.write(key, "x")).rejects.toMatchObject({ code: "invalid_key" });
  }
  mkdirSync(join(root, ".~k.lock"));
  writeFileSync(join(root, ".~k.lock", "token"), "x");
  expect(await keysOf(store, "")).toEqual([]);
});

test("a lock that a dead process left is taken over, and what it left is swept away", async () => {
  const target = join(root, "k");
  writeFileSync(target, "old");
  mkdirSync(join(root, ".~k.lock"));
  writeFileSync(join(root, ".~k.lock", "dead"), "never committed");
  mkdirSync(join(root, ".~k.deadbeef"));
  const longAgo = new Date(Date.now() - 120_000);
  utimesSync(join(root, ".~k.deadbeef"), longAgo, longAgo);
  expect(await commit(target, Buffer.from("new"), () => true, claims)).toBe(true);
  expect(readFileSync(target, "utf8")).toBe("new");
  expect(readdirSync(root)).toEqual(["k"]);
});

test("a holder that slept through its takeover commits nothing and decides again", async () => {
  const target = join(root, "k");
  writeFileSync(target, "old");
  const seen: string[] = [];
  const slept = await commit(
    target,
    Buffer.from("from the sleeper"),
    () => {
      const now = readFileSync(target, "utf8");
      seen.push(now);
      if (seen.length === 1) {
        // While it sleeps between its look and its rename, others take the lock away and write.
        renameSync(join(root, ".~k.lock"), join(root, ".~k.aside"));
        rmSync(join(root, ".~k.aside"), { recursive: true });
        writeFileSync(target, "others");
      }
      return now === "old";
    },
    claims,
  );
  expect([slept, seen]).toEqual([false, ["old", "others"]]);
  expect(readFileSync(target, "utf8")).toBe("others");
  expect(readdirSync(root)).toEqual(["k"]);
});

test("a sleeper that wants to delete deletes nothing of others", async () => {
  const target = join(root, "k");
  writeFileSync(target, "old");
  let looks = 0;
  const deleted = await commit(
    target,
    null,
    () => {
      looks += 1;
      if (looks === 1) rmSync(join(root, ".~k.lock"), { recursive: true });
      return looks === 1;
    },
    claims,
  );
  expect([deleted, looks]).toEqual([false, 2]);
  expect(existsSync(target)).toBe(true);
});

test("a lock that never comes free ends in a coded error that names it", async () => {
  const store = createFileStore(root, { staleAfterMs: 60_000, patienceMs: 30 });
  mkdirSync(join(root, ".~k.lock"));
  writeFileSync(join(root, ".~k.lock", "token"), "");
  await expect(store.write("k", "x")).rejects.toMatchObject({
    code: "store_busy",
    hint: expect.stringContaining(".~k.lock"),
  });
  expect(readdirSync(root)).toEqual([".~k.lock"]);
});

test("a writer that is stopped keeps nobody out for long and loses nothing when it goes on", async () => {
  const workers = openWorkers();
  const child = workers.start("file", root, "append-for-ever", "log", "sleeper");
  try {
    const store = createFileStore(root, { staleAfterMs: 50 });
    await once(child.stdout as NodeJS.ReadableStream, "data");
    for (let round = 0; round < 20; round++) {
      child.kill("SIGSTOP");
      const before = JSON.parse((await store.read("log"))?.body ?? "{}") as Record<string, number>;
      const written = await store.write("log", JSON.stringify({ ...before, round }));
      const during = await store.read("log");
      expect(during?.body).toBe(written?.body);
      child.kill("SIGCONT");
      await once(child.stdout as NodeJS.ReadableStream, "data");
      expect(JSON.parse((await store.read("log"))?.body ?? "{}")).toMatchObject({ round });
    }
  } finally {
    child.kill("SIGKILL");
    await once(child, "close");
    workers.remove();
  }
});

test("a full disk leaves the old file whole and nothing beside it", async () => {
  const disk = join(root, "disk");
  mkdirSync(disk);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], { stdio: "ignore" });
  } catch {
    console.warn("not checked here: mounting a small file system needs root");
    return;
  }
  try {
    const store = createFileStore(disk);
    await store.write("k", "old");
    await expect(store.write("k", "x".repeat(200_000))).rejects.toMatchObject({
      code: "store_unwritable",
      message: expect.stringContaining("ENOSPC"),
    });
    expect([(await store.read("k"))?.body, readdirSync(disk)]).toEqual(["old", ["k"]]);
  } finally {
    execFileSync("umount", [disk]);
  }
});

test("what root writes in somebody's directory belongs to them", async () => {
  if (process.geteuid?.() !== 0) {
    console.warn("not checked here: only root can write for somebody else");
    return;
  }
  const store = createFileStore(join(root, "home", "state"));
  mkdirSync(join(root, "home"));
  execFileSync("chown", ["1234:1234", join(root, "home")]);
  await store.write("a/k", "x");
  await store.write("a/k", "y");
  const owners = ["state", "state/a", "state/a/k"].map((path) => statSync(join(root, "home", path)).uid);
  expect(owners).toEqual([1234, 1234, 1234]);
});
