import { lastRefreshOf } from "../../../../src/auth/refresh/record.js";
import { isModelpinError, ModelpinError } from "../../../../src/domain/errors.js";
import type { Secret } from "../../../../src/domain/secret.js";
import type { Store } from "../../../../src/store/store.js";
import { gate, home, hour, minute, Stage } from "../oauth/stage.js";

let stage: Stage;

beforeEach(async () => {
  stage = new Stage();
  stage.now = Date.UTC(2026, 0, 1);
  await stage.login();
});

/** Until a condition holds; every look is a turn of the event loop. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "none",
    (error: unknown) => (isModelpinError(error) ? error.code : String(error)),
  );

describe("a person who lifts the delay after a failed refresh", () => {
  const unavailable = async () => ({ kind: "failed", reason: "it answered HTTP 503" }) as const;

  test("is obeyed by every process at its next look, and told whether there was one", async () => {
    const [one, two] = [stage.process(), stage.process()];
    const refresh = (await one.stored()).refresh as Secret;
    expect(await two.refreshes.unblock(refresh)).toBe(false);
    stage.now += 2 * hour;
    stage.chain.before = unavailable;
    expect(await codeOf(one.current())).toBe("refresh_failed");
    stage.chain.before = undefined;
    expect([await codeOf(one.current()), stage.chain.asked]).toEqual(["refresh_failed", 1]);
    expect(await two.refreshes.unblock(refresh)).toBe(true);
    expect([await one.current(), stage.chain.asked]).toEqual(["access-1", 2]);
  });

  test("takes the lease from nobody who is asking just now", async () => {
    const [one, two] = [stage.process(), stage.process()];
    const refresh = (await one.stored()).refresh as Secret;
    stage.now += 2 * hour;
    stage.chain.before = unavailable;
    expect(await codeOf(one.current())).toBe("refresh_failed");
    stage.now += minute;
    const hold = gate();
    stage.chain.before = async () => {
      await hold.passed;
      return undefined;
    };
    const asking = one.current();
    await until(() => stage.chain.asked === 2);
    expect(await two.refreshes.unblock(refresh)).toBe(false);
    hold.open();
    expect([await asking, stage.chain.asked, stage.chain.reuses]).toEqual(["access-1", 2, 0]);
  });
});

describe("when a login is asked", () => {
  test("far from its end it is served, and nothing is written", async () => {
    const one = stage.process();
    const before = await stage.text();
    expect(await one.current()).toBe("access-0");
    stage.now += hour - 5 * minute - 1;
    expect(await one.current()).toBe("access-0");
    expect(stage.chain.asked).toBe(0);
    expect(await stage.text()).toBe(before);
    for await (const key of stage.disk.list("")) expect(key).toBe("nothing");
  });

  test("in the advisory window one tries while the others use the old token", async () => {
    const [one, two] = [stage.process(), stage.process()];
    stage.now += hour - 5 * minute;
    const hold = gate();
    stage.chain.before = async () => {
      await hold.passed;
      return undefined;
    };
    const trying = one.current();
    await until(() => stage.chain.asked === 1);
    expect(await one.current()).toBe("access-0");
    expect(await two.current()).toBe("access-0");
    hold.open();
    expect(await trying).toBe("access-1");
    expect(await two.current()).toBe("access-1");
    expect(stage.chain.asked).toBe(1);
  });

  test.each([
    ["in the last minute", -minute],
    ["after its end", hour],
  ])("%s everybody waits for the one flight", async (_, late) => {
    const processes = [stage.process(), stage.process(), stage.process()];
    stage.now += hour + late;
    const hold = gate();
    stage.chain.before = async () => {
      await hold.passed;
      return undefined;
    };
    const asking = processes.flatMap((one) => Array.from({ length: 40 }, () => one.current()));
    await until(() => stage.chain.asked === 1 && stage.waited.length > 10);
    hold.open();
    expect(new Set(await Promise.all(asking))).toEqual(new Set(["access-1"]));
    expect([stage.chain.asked, stage.chain.reuses]).toEqual([1, 0]);
  });

  test("what a sibling has stored meanwhile is adopted without a request", async () => {
    const one = stage.process();
    const old = await one.stored();
    stage.now += 2 * hour;
    stage.chain.generation = 1;
    await stage.login();
    expect((await one.refreshes.current(home, old)).access?.reveal()).toBe("access-1");
    expect(stage.chain.asked).toBe(0);
  });

  test("a new short-lived token is not due at once", async () => {
    stage.chain.lifetimeMs = 45_000;
    const one = stage.process();
    stage.now += hour;
    expect(await one.current()).toBe("access-1");
    for (let second = 0; second < 37; second++) {
      stage.now += 1000;
      expect(await one.current()).toBe("access-1");
    }
    stage.now += 1000;
    expect(await one.current()).toBe("access-2");
  });

  test("without an access token it is refreshed first; without a refresh token it is as it is", async () => {
    await stage.login({ access: undefined, expires: undefined });
    expect(await stage.process().current()).toBe("access-1");
    await stage.login({ refresh: undefined, expires: stage.now - 1 });
    expect(await stage.process().current()).toBe("access-1");
    expect(stage.chain.asked).toBe(1);
  });

  test("what it does not know in the file survives, and the refresh writes where the login lives", async () => {
    await stage.login({ projectId: "p-1", accountId: "acct" });
    stage.now += hour;
    await stage.process().current();
    const { profiles, version } = JSON.parse(await stage.text());
    expect(version).toBe(1);
    expect(profiles[home.profileId]).toEqual({
      type: "oauth",
      provider: "acme",
      access: "access-1",
      refresh: "refresh-1",
      expires: stage.now + hour,
      projectId: "p-1",
      accountId: "acct",
    });
  });

  test("a provider that does not rotate keeps its refresh token", async () => {
    stage.chain.rotates = false;
    await stage.login({ refresh: "refresh-0" });
    const one = stage.process();
    for (const generation of [1, 2, 3]) {
      stage.now += hour;
      expect(await one.current()).toBe(`access-${generation}`);
    }
    expect((await one.stored()).refresh?.reveal()).toBe("refresh-0");
    expect(lastRefreshOf(one.records, await one.stored())).toBe(stage.now);
  });

  test("the records of the machine hold no token", async () => {
    const one = stage.process();
    stage.now += hour;
    await one.current();
    stage.now += hour;
    stage.chain.generation = 7;
    await codeOf(one.current());
    const bodies: string[] = [];
    for await (const key of stage.disk.list("")) bodies.push(key, (await stage.disk.read(key))?.body ?? "");
    expect(bodies.length).toBeGreaterThan(3);
    expect(bodies.join(" ")).not.toMatch(/access-|refresh-\d/);
  });
});

describe("a temporary failure", () => {
  const broken = async () => ({ kind: "failed", reason: "it answered HTTP 503" }) as const;

  test("leaves a token that is still good in use", async () => {
    const one = stage.process();
    const before = await stage.text();
    stage.chain.before = broken;
    stage.now += hour - 30_000;
    expect(await one.current()).toBe("access-0");
    stage.now += 29_999;
    expect(await one.current()).toBe("access-0");
    expect(await stage.text()).toBe(before);
  });

  test("waits 1, 2, 4 … 30 s, for all processes", async () => {
    const processes = [stage.process(), stage.process()];
    stage.chain.before = broken;
    stage.now += hour;
    const asked: number[] = [];
    for (let tick = 0; tick < 200; tick++) {
      const before = stage.chain.asked;
      for (const one of processes) expect(await codeOf(one.current())).toBe("refresh_failed");
      if (stage.chain.asked > before) asked.push(tick);
      stage.now += 1000;
    }
    expect(asked).toEqual([0, 1, 3, 7, 15, 31, 61, 91, 121, 151, 181]);
  });

  test("spreads those who come back by a fifth", async () => {
    stage.random = 0;
    stage.chain.before = broken;
    stage.now += hour;
    const one = stage.process();
    await codeOf(one.current());
    stage.now += 799;
    await codeOf(one.current());
    expect(stage.chain.asked).toBe(1);
    stage.now += 1;
    await codeOf(one.current());
    expect(stage.chain.asked).toBe(2);
  });

  test("does not keep a person waiting", async () => {
    const one = stage.process();
    stage.chain.before = broken;
    stage.now += hour;
    await codeOf(one.current());
    stage.chain.before = undefined;
    expect(await codeOf(one.current())).toBe("refresh_failed");
    expect(await one.current({ byPerson: true })).toBe("access-1");
  });

  test("does not outlive a clock that was set back", async () => {
    const one = stage.process();
    stage.chain.before = broken;
    stage.now += hour;
    await codeOf(one.current());
    stage.chain.before = undefined;
    stage.now -= 2 * hour;
    await stage.login({ expires: stage.now - 1 });
    expect(await one.current()).toBe("access-1");
  });
});

describe("a refusal", () => {
  beforeEach(() => {
    stage.chain.generation = 5;
    stage.now += hour;
  });

  test("ends the login: one request, one notice with the command, the file as it was", async () => {
    const processes = [stage.process(), stage.process(), stage.process()];
    const before = await stage.text();
    for (let round = 0; round < 3; round++) {
      const codes = await Promise.all(processes.map((one) => codeOf(one.current())));
      expect(codes).toEqual(["needs_login", "needs_login", "needs_login"]);
      stage.now += hour;
    }
    expect(stage.chain.asked).toBe(1);
    const notices = processes.flatMap((one) => one.notices) as ModelpinError[];
    expect(notices.map(({ code, hint }) => [code, hint])).toEqual([
      ["needs_login", "Type: modelpin models auth login --provider acme --profile-id acme:me"],
    ]);
    expect(await stage.text()).toBe(before);
  });

  test("is over with a new login, or a token written by hand", async () => {
    const one = stage.process();
    expect(await codeOf(one.current())).toBe("needs_login");
    await stage.login({ expires: stage.now - 1 });
    expect(await one.current()).toBe("access-6");
  });

  test("of a token that somebody has replaced meanwhile counts for nothing", async () => {
    const one = stage.process();
    stage.chain.before = async () => {
      stage.chain.before = undefined;
      await stage.login();
      return { kind: "refused", code: "invalid_grant" };
    };
    expect(await one.current()).toBe("access-5");
    expect(one.notices).toEqual([]);
  });

  test("is not repeated by a person's command", async () => {
    const one = stage.process();
    await codeOf(one.current());
    expect(await codeOf(one.current({ byPerson: true }))).toBe("needs_login");
    expect(stage.chain.asked).toBe(1);
  });
});

describe("a holder that stopped", () => {
  const recordKey = async (): Promise<string> => {
    const keys: string[] = [];
    for await (const key of stage.disk.list("refresh/")) keys.push(key);
    const bodies = await Promise.all(keys.map(async (key) => (await stage.disk.read(key))?.body ?? ""));
    // Beside the lease there may be the note on the new token.
    const held =
      keys[
        Math.max(
          0,
          bodies.findIndex((body) => body.includes("holder")),
        )
      ];
    if (held === undefined) throw new Error("no record");
    return held;
  };
  async function changeRecord(change: (record: Record<string, unknown>) => object): Promise<void> {
    const key = await recordKey();
    await stage.disk.write(key, JSON.stringify(change(JSON.parse((await stage.disk.read(key))?.body ?? "{}"))));
  }

  test("for ever is followed within 2 s by one request with the old token", async () => {
    const one = stage.process();
    stage.now += hour;
    await stage.disk.write(
      `refresh/${(await one.stored()).refresh?.fingerprint}`,
      JSON.stringify({
        holder: { id: "x", pid: 2 ** 22 + 1, place: "", born: "1" },
        beat: 3,
        intentAt: stage.now,
        home,
      }),
    );
    // Another machine's: nothing but its silence tells.
    expect(await one.current()).toBe("access-1");
    expect(stage.steady).toBeGreaterThanOrEqual(1400);
    expect(stage.steady).toBeLessThan(2000);
    expect([stage.chain.asked, stage.chain.reuses]).toEqual([1, 0]);
  });

  test("and wakes after somebody took over cannot write", async () => {
    const one = stage.process();
    stage.now += hour;
    const before = await stage.text();
    const answered = gate();
    stage.chain.after = async () => {
      stage.chain.after = undefined;
      // It sleeps with the answer on its way; a successor takes over, is refused and says so.
      await changeRecord(({ holder: _, ...record }) => record);
      await stage.disk.write(
        "refresh-refused",
        JSON.stringify({ [(await one.stored()).refresh?.fingerprint ?? ""]: { at: stage.now, code: "invalid_grant" } }),
      );
      answered.open();
      stage.steady += 1000;
    };
    expect(await codeOf(one.current())).toBe("needs_login");
    expect(await stage.text()).toBe(before);
    expect([stage.chain.asked, one.notices]).toEqual([1, []]);
  });

  test("and wakes in the middle of storing cannot write", async () => {
    const before = await stage.text();
    const wrapFile = (store: Store): Store => ({
      ...store,
      async write(...args) {
        // It slept for long enough; a successor has the lease by now.
        stage.steady += 2000;
        await changeRecord((record) => ({ ...record, holder: { id: "x", pid: 1, place: "", born: "1" }, beat: 9 }));
        stage.chain.generation = 7;
        return store.write(...args);
      },
    });
    const one = stage.process((store) => store, wrapFile);
    stage.now += hour;
    const asking = codeOf(one.current());
    await until(() => stage.chain.generation === 7);
    expect(await asking).toBe("needs_login");
    expect(await stage.text()).toBe(before);
  });

  test("having stored its result is seen by whoever had looked before and takes the lease after", async () => {
    const wrap = (store: Store): Store => ({
      ...store,
      async write(key, ...rest) {
        if (key.startsWith("refresh/") && stage.chain.generation === 0) {
          stage.chain.generation = 1;
          await stage.login();
        }
        return store.write(key, ...rest);
      },
    });
    stage.now += hour;
    expect(await stage.process(wrap, (store) => store).current()).toBe("access-1");
    expect(stage.chain.asked).toBe(0);
  });

  test("leaves no lease when its request fails", async () => {
    const one = stage.process();
    stage.now += hour;
    stage.chain.before = async () => {
      throw new ModelpinError("oauth_not_configured", "x");
    };
    expect(await codeOf(one.current())).toBe("oauth_not_configured");
    expect(JSON.parse((await stage.disk.read(await recordKey()))?.body ?? "")).not.toHaveProperty("holder");
  });
});

describe("a disk that is full", () => {
  const full = () => new ModelpinError("store_unwritable", "no space left on the device");

  test("before the request: none is made", async () => {
    const wrap = (store: Store): Store => ({ ...store, write: async () => Promise.reject(full()) });
    const one = stage.process(wrap, (store) => store);
    stage.now += hour;
    expect(await codeOf(one.current())).toBe("store_unwritable");
    expect(stage.chain.asked).toBe(0);
  });

  test("after the answer: nobody uses the new token before it is stored, and it is not lost", async () => {
    let space = false;
    const wrapFile = (store: Store): Store => ({
      ...store,
      write: (...args) => (space ? store.write(...args) : Promise.reject(full())),
    });
    const one = stage.process((store) => store, wrapFile);
    stage.now += hour;
    let served: string | undefined;
    const asking = one.current().then((access) => {
      served = access;
    });
    await until(() => one.notices.length === 1 && stage.waited.length > 3);
    expect(served).toBeUndefined();
    space = true;
    await asking;
    expect(served).toBe("access-1");
    expect((await one.stored()).refresh?.reveal()).toBe("refresh-1");
    expect([stage.chain.asked, stage.chain.reuses]).toEqual([1, 0]);
  });
});

describe("a copy of a login in another agent's file", () => {
  const copy = { agentId: "b", profileId: "acme:copy" };

  beforeEach(async () => {
    await stage.login({ note: "mine" }, copy.agentId, copy.profileId);
    stage.now += hour;
  });

  test("takes over what the other file holds instead of spending a spent token", async () => {
    const [one, two] = [stage.process(), stage.process()];
    expect(await one.current()).toBe("access-1");
    stage.now += hour;
    expect(await one.current()).toBe("access-2");
    expect(await two.current(undefined, copy)).toBe("access-2");
    expect([stage.chain.asked, stage.chain.reuses]).toEqual([2, 0]);
    expect(JSON.parse(await stage.text("b")).profiles["acme:copy"]).toMatchObject({
      refresh: "refresh-2",
      note: "mine",
    });
  });

  test("waits for the other's flight", async () => {
    const [one, two] = [stage.process(), stage.process()];
    const answers = await Promise.all([one.current(), two.current(undefined, copy)]);
    expect(answers).toEqual(["access-1", "access-1"]);
    expect([stage.chain.asked, stage.chain.reuses]).toEqual([1, 0]);
  });

  test("is not given another account's login", async () => {
    const [one, two] = [stage.process(), stage.process()];
    await stage.login({ email: "copy@example.com", expires: stage.now - 1 }, copy.agentId, copy.profileId);
    await one.current();
    await stage.login({ email: "other@example.com" });
    expect(await codeOf(two.current(undefined, copy))).toBe("needs_login");
    expect((await two.stored(copy)).access?.reveal()).toBe("access-0");
  });
});
