import { createLiveEnvironment } from "../../../src/auth/live-environment.js";
import { createCachedStore } from "../../../src/store/cached.js";
import { createMemoryStore } from "../../../src/store/drivers/memory.js";

test("a .env that goes missing is no wish for another account: what it said applies, and is told once", async () => {
  let now = 0;
  const store = createMemoryStore();
  const told: string[] = [];
  const environment = createLiveEnvironment({
    variables: { ANTHROPIC_API_KEY: "sk-ant-api03-metered" },
    stateEnvFile: { store: createCachedStore(store, { now: () => now }), key: ".env" },
    onWarning: ({ message, hint }) => told.push(`${message} ${hint}`),
  });
  const payers = async (): Promise<string[]> => {
    now += 251;
    if (!environment.look()) await environment.refresh();
    return environment
      .view()
      .profilesOf("anthropic")
      .map(({ type, source }) => `${type} of ${source}`);
  };
  const metered = "api_key of process";
  expect(await payers()).toEqual([metered]);

  await store.write(".env", "ANTHROPIC_OAUTH_TOKEN=sk-ant-oat01-flat\n");
  expect(await payers()).toEqual(["token of state .env", metered]);
  await store.delete(".env");
  expect(await payers()).toEqual(["token of state .env", metered]);
  expect(await payers()).toEqual(["token of state .env", metered]);
  expect(told).toEqual([expect.stringMatching(/is gone; what it said before applies.*empty/s)]);

  // That there is nothing any more is said by an empty one.
  await store.write(".env", "");
  expect(await payers()).toEqual([metered]);
  await store.delete(".env");
  expect(await payers()).toEqual([metered]);
  expect(told).toHaveLength(2);
});
