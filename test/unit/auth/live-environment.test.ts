import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLiveEnvironment } from "../../../src/auth/live-environment.js";
import { createCachedStore } from "../../../src/store/cached.js";
import { createMemoryStore } from "../../../src/store/drivers/memory.js";

const dir = mkdtempSync(join(tmpdir(), "modelpin-shell-"));
const asked = join(dir, "asked");
const shell = join(dir, "shell");
writeFileSync(
  shell,
  `#!/bin/sh\necho asked >> ${asked}\nexport GROQ_API_KEY=g MINE_API_KEY=m\nshift\nexec /bin/sh "$@"\n`,
);
chmodSync(shell, 0o700);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("the login shell is asked again when the configuration wants it otherwise, and not before", async () => {
  const environment = createLiveEnvironment({
    variables: { SHELL: shell, PATH: process.env.PATH },
    stateEnvFile: { store: createCachedStore(createMemoryStore(), { now: Date.now }), key: ".env" },
    onWarning: (error) => {
      throw error;
    },
  });
  const times = (): number => readFileSync(asked, "utf8").trim().split("\n").length;
  const seen = (): (string | undefined)[] =>
    ["GROQ_API_KEY", "MINE_API_KEY"].map((name) => environment.view().get(name)?.source);
  const on = { env: { shellEnv: { enabled: true } } };

  await environment.askShell({});
  expect(seen()).toEqual([undefined, undefined]);
  await environment.askShell(on);
  expect(seen()).toEqual(["login shell", undefined]);
  await environment.askShell({ ...on, language: "de" });
  expect(times()).toBe(1);
  await environment.askShell({ ...on, models: { providers: { mine: { baseUrl: "https://mine.example/v1" } } } });
  expect([seen(), times()]).toEqual([["login shell", "login shell"], 2]);
  await environment.askShell({ env: { shellEnv: { enabled: false } } });
  expect(seen()).toEqual([undefined, undefined]);
});
