import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createHolder, type Holder, standingOf } from "../../../../src/auth/refresh/holder.js";
import { createLeaseWatch } from "../../../../src/auth/refresh/lease.js";
import { createLoginRefusals } from "../../../../src/auth/refresh/refusals.js";
import { createCachedStore } from "../../../../src/store/cached.js";
import { createMemoryStore } from "../../../../src/store/drivers/memory.js";

const statOf = (pid: number): string[] => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
};
const onLinux = process.platform === "linux" ? test : test.skip;
if (process.platform !== "linux") console.warn("Skipped: what a holder's process is doing can only be seen on Linux.");

const elsewhere: Holder = { id: "x", pid: process.pid, place: "another machine", born: "1" };

describe("a holder", () => {
  onLinux("is seen to run, to be stopped, and to be gone", async () => {
    const child = spawn(process.execPath, ["-e", "process.stdout.write('up'); setInterval(() => {}, 1000)"]);
    await once(child.stdout, "data");
    const pid = child.pid ?? 0;
    const holder: Holder = { ...createHolder(), pid, born: statOf(pid)[19] ?? "" };
    expect(standingOf(holder)).toBe("running");
    child.kill("SIGSTOP");
    while (statOf(pid)[0] !== "T") await new Promise((resolve) => setImmediate(resolve));
    expect(standingOf(holder)).toBe("stopped");
    child.kill("SIGKILL");
    await once(child, "close");
    expect(standingOf(holder)).toBe("gone");
  });

  onLinux("whose number was given to another process is gone", () => {
    expect(standingOf(createHolder())).toBe("running");
    expect(standingOf({ ...createHolder(), born: "1" })).toBe("gone");
  });

  test("on another machine is not known, whatever runs here under its number", () => {
    expect(standingOf(elsewhere)).toBe("unknown");
  });
});

describe("a lease", () => {
  /** After how many ms of silence it is over, looked at every 100 ms. */
  function silence(holder: Holder | undefined): number {
    let now = 0;
    const watch = createLeaseWatch(() => now);
    while (now < 100_000 && !watch.isOver(holder ? { holder } : {}, "r1")) now += 100;
    return now;
  }

  test("that nobody holds is free at once", () => {
    expect(silence(undefined)).toBe(0);
  });

  onLinux("of a process that is gone is free at once", () => {
    expect(silence({ ...createHolder(), born: "1" })).toBe(0);
  });

  test("of somebody who cannot be seen is over after less than 2 s of silence", () => {
    expect(silence(elsewhere)).toBe(1400);
  });

  onLinux("of a process that runs is left to it for a minute", () => {
    expect(silence(createHolder())).toBe(60_000);
  });

  test("goes on with every sign of life", () => {
    let now = 0;
    const watch = createLeaseWatch(() => now);
    for (let beat = 0; beat < 20; beat++, now += 1000)
      expect(watch.isOver({ holder: elsewhere }, `r${beat}`)).toBe(false);
    now += 1400;
    expect(watch.isOver({ holder: elsewhere }, "r19")).toBe(true);
  });
});

test("of all who learn that a login is over exactly one is told that it is news", async () => {
  const disk = createMemoryStore();
  const all = [1, 2, 3].map(() => createLoginRefusals(createCachedStore(disk, { now: () => 0 })));
  const news = await Promise.all(all.map((refusals) => refusals.add("token-1", { at: 0, code: "invalid_grant" })));
  expect(news.filter(Boolean)).toHaveLength(1);
  expect(await all[0]?.add("token-2", { at: 0, code: "invalid_grant" })).toBe(true);
  for (const refusals of all) expect(await refusals.has("token-1")).toBe(true);
});
