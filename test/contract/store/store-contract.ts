import { once } from "node:events";
import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ModelpinError } from "../../../src/domain/errors.js";
import { revisionOf, type Store } from "../../../src/store/store.js";
import { update } from "../../../src/store/update.js";
import { keysOf } from "../../fixtures/store/keys-of.js";
import { openWorkers, type WorkerDriver, type Workers } from "../../fixtures/store/worker-process.js";

export interface StoreSubject {
  /** A store on `directory`, which may not exist yet. */
  open(directory: string): Store;
  /** Makes a cache forget what it may remember: moves its clock on. */
  ageCaches?(): void;
}

/** What every store does. */
export function storeContract(name: string, subject: StoreSubject): void {
  describe(`the store contract: ${name}`, () => {
    let directory: string;
    let store: Store;
    beforeEach(() => {
      directory = mkdtempSync(join(tmpdir(), "modelpin-store-"));
      store = subject.open(join(directory, "state"));
    });
    afterEach(async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    });

    test("nothing is there until somebody writes it, and asking creates nothing", async () => {
      expect(await store.read("a/b")).toBeUndefined();
      expect(await keysOf(store, "")).toEqual([]);
      expect(await store.delete("a/b")).toBe(true);
      expect(await store.delete("a/b", "1")).toBe(false);
      expect(readdirSync(directory)).toEqual([]);
    });

    test.each([
      ["plain", "pins/main/terminal:home", '{"version":1}'],
      ["unicode", "agents/ကျော်/😀@例え.json", "ပြောင်းပါ 😀 \u0000 \ufeff \r\n"],
      ["a leading byte order mark", "bom", "\ufeff{}"],
      ["one megabyte", "big", "é1".repeat(350_000)],
      ["the empty text, which is not none", "empty", ""],
    ])("reads back what it wrote: %s", async (_, key, body) => {
      const written = await store.write(key, body);
      expect(written?.body === body).toBe(true);
      const entry = await store.read(key);
      expect(entry?.body === body).toBe(true);
      expect(entry?.revision).toBe(written?.revision);
      expect((await store.read(key, { fresh: true }))?.revision).toBe(written?.revision);
      expect(await keysOf(store, key)).toEqual([key]);
    });

    test("refuses to write over somebody else's", async () => {
      const first = await store.write("k", "first");
      const second = await store.write("k", "second", revisionOf(first));
      expect(second?.body).toBe("second");
      expect(await store.write("k", "third", revisionOf(first))).toBeUndefined();
      expect(await store.write("k", "third", "no-such-revision")).toBeUndefined();
      expect(await store.write("other", "third", revisionOf(first))).toBeUndefined();
      expect((await store.read("k"))?.body).toBe("second");
      expect(await store.read("other")).toBeUndefined();
      expect((await store.write("k", "fourth"))?.body).toBe("fourth");
    });

    test("writes nothing when its writer may not commit any more", async () => {
      const first = await store.write("k", "first", null, () => true);
      expect(await store.write("k", "second", revisionOf(first), () => false)).toBeUndefined();
      expect(await store.write("new", "x", null, () => false)).toBeUndefined();
      expect(await store.read("k", { fresh: true })).toEqual(first);
      expect(await store.read("new", { fresh: true })).toBeUndefined();
    });

    test("a document that must not exist yet is created once, also when it is empty", async () => {
      expect((await store.write("k", "", null))?.body).toBe("");
      expect(await store.write("k", "again", null)).toBeUndefined();
      const winners = await Promise.all(["a", "b", "c", "d"].map((body) => store.write("race", body, null)));
      const won = winners.filter((entry) => entry !== undefined);
      expect(won).toHaveLength(1);
      expect(await store.read("race", { fresh: true })).toEqual(won[0]);
    });

    test("deletes only what was expected", async () => {
      const first = await store.write("k", "first");
      const second = await store.write("k", "second");
      expect(await store.delete("k", revisionOf(first) ?? "")).toBe(false);
      expect((await store.read("k"))?.body).toBe("second");
      expect(await store.delete("k", revisionOf(second) ?? "")).toBe(true);
      expect(await store.read("k")).toBeUndefined();
      expect(await store.delete("k", revisionOf(second) ?? "")).toBe(false);
      expect((await store.write("k", "new", null))?.body).toBe("new");
      expect(await store.delete("k")).toBe(true);
      expect(await store.read("k")).toBeUndefined();
    });

    test("a revision from before a deletion does not fit other text that was created after it", async () => {
      const old = await store.write("k", "old");
      await store.delete("k");
      await store.write("k", "new");
      expect(await store.write("k", "stale", revisionOf(old))).toBeUndefined();
    });

    test("loses no update among many at once", async () => {
      const one = (body: string | undefined) => String(Number(body ?? 0) + 1);
      await Promise.all(Array.from({ length: 20 }, () => update(store, "n", one)));
      expect((await store.read("n"))?.body).toBe("20");
    });

    test.each([
      "",
      "/",
      "/etc/passwd",
      "..",
      "../x",
      "a/../../x",
      "a/..",
      ".",
      "a/./b",
      "a//b",
      "a/",
      "a\0b",
      "a\ud800",
    ])("keys cannot leave the root: %j", async (key) => {
      const refused = { name: "ModelpinError", code: "invalid_key" };
      await expect(store.read(key)).rejects.toMatchObject(refused);
      await expect(store.write(key, "x")).rejects.toMatchObject(refused);
      await expect(store.delete(key)).rejects.toMatchObject(refused);
      if (!["", ".", "..", "a/", "a/.."].includes(key)) {
        await expect(keysOf(store, key)).rejects.toMatchObject(refused);
      }
      expect(readdirSync(directory)).toEqual([]);
    });

    test("text that could not be read back is refused, not altered", async () => {
      await expect(store.write("k", "half \ud83d")).rejects.toMatchObject({ code: "invalid_body" });
      expect(await store.read("k")).toBeUndefined();
    });

    test("a list is exact, ordered by bytes, and streams", async () => {
      const keys = ["a", "a-b", "ab/c", "b:1/x", "b:1/y@z", "b:10", "pins/ü", "pins/😀", "pins/\uffee"].map(
        (k) => `${k}.j`,
      );
      for (const key of keys) await store.write(key, key);
      const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(await keysOf(store, "")).toEqual(sorted);
      for (const prefix of [
        "a",
        "a-",
        "ab/",
        "b:1",
        "b:1/",
        "b:1/x.j",
        "pins/",
        "pins/😀",
        "none",
        "ab/c.j/",
        "..",
        ".",
      ]) {
        expect([prefix, await keysOf(store, prefix)]).toEqual([prefix, sorted.filter((key) => key.startsWith(prefix))]);
      }
      for await (const key of store.list("")) expect((await store.read(key))?.body).toBe(key);
    });

    test("a long list names everything once", async () => {
      const keys = Array.from({ length: 300 }, (_, i) => `many/${String(i).padStart(4, "0")}`);
      await Promise.all(keys.map((key) => store.write(key, "x")));
      expect(await keysOf(store, "many/")).toEqual(keys);
    });

    test("a closed store throws, and closing waits for what is under way", async () => {
      const write = store.write("k", "last words");
      await store.close();
      const late = new Promise((resolve) => setImmediate(resolve, "late"));
      expect(await Promise.race([write, late])).toMatchObject({ body: "last words" });
      const refused = { name: "ModelpinError", code: "store_closed" };
      await expect(store.read("k")).rejects.toMatchObject(refused);
      await expect(store.write("k", "x")).rejects.toMatchObject(refused);
      await expect(store.delete("k")).rejects.toMatchObject(refused);
      await expect(keysOf(store, "")).rejects.toMatchObject(refused);
    });

    test("what peek says is what read says, or that it cannot tell", async () => {
      for (const key of ["there", "not-there"]) {
        if (key === "there") await store.write(key, "x");
        const read = (await store.read(key)) ?? null;
        const peeked = store.peek?.(key);
        if (peeked !== undefined) expect(peeked).toEqual(read);
      }
    });
  });
}

/** What every store does that other processes use too. */
export function sharedStoreContract(name: string, driver: WorkerDriver, subject: StoreSubject): void {
  describe(`the contract of a store that processes share: ${name}`, () => {
    let workers: Workers;
    let directory: string;
    let state: string;
    let store: Store;
    beforeAll(() => {
      workers = openWorkers();
    });
    afterAll(() => workers.remove());
    beforeEach(() => {
      directory = mkdtempSync(join(tmpdir(), "modelpin-store-"));
      state = join(directory, "deep", "state");
      store = subject.open(state);
    });
    afterEach(async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    });

    test("sees what another process wrote, also the very first document", async () => {
      expect(await store.read("a/k")).toBeUndefined();
      await workers.run(driver, state, "write", "a/k", "theirs");
      subject.ageCaches?.();
      expect((await store.read("a/k"))?.body).toBe("theirs");
      const before = await store.read("a/k");
      await workers.run(driver, state, "write", "a/k", "theirs again");
      expect(await store.write("a/k", "mine", revisionOf(before))).toBeUndefined();
      expect((await store.read("a/k"))?.body).toBe("theirs again");
    });

    test("what was written is there after a restart", async () => {
      const written = await store.write("a/k", "kept");
      await store.close();
      store = subject.open(state);
      expect(await store.read("a/k")).toEqual(written);
    });

    test("loses no update under contention from several processes", async () => {
      const increments = Array.from({ length: 3 }, () => workers.run(driver, state, "increment", "a/n", 40));
      const own = (async () => {
        for (let i = 0; i < 40; i++) await update(store, "a/n", (body) => String(Number(body ?? 0) + 1));
      })();
      await Promise.all([...increments, own]);
      expect((await store.read("a/n", { fresh: true }))?.body).toBe("160");
    });

    test("files are 0600 and directories 0700 under any umask", async () => {
      await workers.run(driver, state, "write-under-umask-0", "a/secret", "s");
      const modes: string[] = [];
      const look = (path: string) => {
        const stats = lstatSync(path);
        const mode = (stats.mode & 0o777).toString(8);
        if (mode !== (stats.isDirectory() ? "700" : "600")) modes.push(`${path} ${mode}`);
        if (stats.isDirectory()) for (const child of readdirSync(path)) look(join(path, child));
      };
      look(join(directory, "deep"));
      expect(modes).toEqual([]);
      expect(readdirSync(state)).not.toEqual([]);
    });

    test("whoever is killed while writing, every acknowledged write is there and the document is whole", async () => {
      const acknowledged: Record<string, number> = {};
      for (let round = 0; round < 5; round++) {
        const names = [`${round}x`, `${round}y`];
        const children = names.map((name) => workers.start(driver, state, "append-for-ever", "a/log", name));
        await Promise.all(
          children.map(async (child, at) => {
            const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
            const ended = once(lines, "close");
            const name = names[at] ?? "";
            lines.on("line", (line) => {
              acknowledged[name] = Number(line);
              // Somewhere in the middle of its next writes: a different point each time.
              if (Number(line) === 5 + round) setImmediate(() => child.kill("SIGKILL"));
            });
            await ended;
          }),
        );
        const body = (await store.read("a/log", { fresh: true }))?.body ?? "";
        const kept = JSON.parse(body) as Record<string, number>;
        for (const [name, number] of Object.entries(acknowledged)) expect(kept[name]).toBeGreaterThanOrEqual(number);
      }
      expect(Object.keys(acknowledged)).toHaveLength(10);
      expect(await keysOf(store, "")).toEqual(["a/log"]);
      await update(store, "a/log", () => "still writable");
      expect((await store.read("a/log"))?.body).toBe("still writable");
    });

    test("an error is thrown, never returned: a place that cannot be written", async () => {
      const blocked = subject.open("/dev/null/state");
      await expect(blocked.write("a/k", "x")).rejects.toBeInstanceOf(ModelpinError);
      await blocked.close();
    });
  });
}
