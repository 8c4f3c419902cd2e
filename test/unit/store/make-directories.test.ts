import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileStore } from "../../../src/store/drivers/file.js";
import { makeDirectories } from "../../../src/store/make-directories.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "modelpin-directories-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const mode = (path: string): number => statSync(path).mode & 0o777;

test("what is missing is made for its owner alone, what is there keeps its mode", async () => {
  mkdirSync(join(root, "a"));
  chmodSync(join(root, "a"), 0o755);
  expect(await makeDirectories(join(root, "a/b/c"))).toEqual([join(root, "a/b"), join(root, "a/b/c")]);
  expect(["a", "a/b", "a/b/c"].map((name) => mode(join(root, name)))).toEqual([0o755, 0o700, 0o700]);
  expect(await makeDirectories(join(root, "a/b/c"))).toEqual([]);
});

test("two that make the same at once both find it made", async () => {
  const path = join(root, "a/b/c/d");
  const made = await Promise.all([makeDirectories(path), makeDirectories(path), makeDirectories(path)]);
  expect(made.flat().toSorted()).toEqual([join(root, "a"), join(root, "a/b"), join(root, "a/b/c"), path]);
});

test("a link to a directory is one, a link to nothing and a file are in the way", async () => {
  symlinkSync(root, join(root, "link"));
  expect(await makeDirectories(join(root, "link"))).toEqual([]);
  symlinkSync(join(root, "nowhere"), join(root, "dangling"));
  await expect(makeDirectories(join(root, "dangling"))).rejects.toMatchObject({ code: "EEXIST" });
  writeFileSync(join(root, "file"), "");
  await expect(makeDirectories(join(root, "file/a"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

test("a directory that can never be made fails instead of being tried for ever", async () => {
  if (!existsSync("/proc/self")) return console.warn("skipped: this system has no /proc");
  await expect(makeDirectories("/proc/nope/agents")).rejects.toMatchObject({ code: "ENOENT" });
  await expect(createFileStore("/proc/nope").write("k", "v")).rejects.toMatchObject({
    code: "store_unwritable",
    message: "Could not write /proc/nope/k: a directory of its path is not there and cannot be made (ENOENT).",
  });
});
