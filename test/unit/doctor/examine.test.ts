import { createEnvironment } from "../../../src/config/environment.js";
import { digestsOf, variablesSeen } from "../../../src/config/variables-seen.js";
import type { Check } from "../../../src/doctor/check.js";
import { clock } from "../../../src/doctor/checks/clock.js";
import { gateway } from "../../../src/doctor/checks/gateway.js";
import { checks } from "../../../src/doctor/checks.js";
import { examine } from "../../../src/doctor/examine.js";
import type { Finding } from "../../../src/doctor/finding.js";
import type { Grounds } from "../../../src/doctor/grounds.js";
import { mend } from "../../../src/doctor/mend.js";
import { ModelpinError } from "../../../src/domain/errors.js";

const nowhere = {
  location: { configFile: "/nowhere/config.json", stateDir: "/nowhere", home: "/nowhere", source: "state directory" },
  env: {},
  cwd: "/nowhere",
  now: Date.UTC(2027, 0, 15, 12),
  uid: 1000,
  config: {},
  configExists: false,
  agents: [],
  profileFiles: [],
  environment: createEnvironment([]),
  environmentWarnings: [],
  isOnline: false,
  askGateway: async () => undefined,
} as const satisfies Grounds;

const finding: Finding = { level: "warning", what: "Something.", why: "Because." };
const fine: Check = { name: "fine", look: async () => [] };

test("a check that throws is a finding of its own and keeps no other from running", async () => {
  const crashing: Check = {
    name: "crashing",
    look: async () => {
      throw new SyntaxError("Unexpected token in sk-secret");
    },
  };
  const refusing: Check = {
    name: "refusing",
    look: async () => {
      throw new ModelpinError("no", "It is locked.");
    },
  };
  const found = await examine(nowhere, [crashing, refusing, fine]);
  expect(found.map(({ check, outcome }) => [check, outcome])).toEqual([
    ["crashing", "failed"],
    ["refusing", "failed"],
    ["fine", "ok"],
  ]);
  expect(found[0]?.findings[0]?.what).toBe('The check "crashing" could not be made: SyntaxError');
  expect(found[1]?.findings[0]?.what).toBe('The check "refusing" could not be made: It is locked.');
});

test("a check that never answers does not hold up the others", async () => {
  const hanging: Check = { name: "hanging", look: () => new Promise(() => undefined) };
  const [hung, other] = await examine(nowhere, [hanging, fine], 20);
  expect([hung?.outcome, other?.outcome]).toEqual(["failed", "ok"]);
  expect(hung?.findings[0]?.what).toContain("took longer");
});

test("a fix that fails is told and keeps no other from being done", async () => {
  const done: string[] = [];
  const examined = [
    {
      check: "a",
      outcome: "found" as const,
      findings: [
        { ...finding, fix: { run: () => Promise.reject(Object.assign(new Error("secret"), { code: "EPERM" })) } },
        finding,
        { ...finding, fix: { run: async () => `did ${done.push("it")}` } },
      ],
    },
  ];
  expect(await mend(examined)).toEqual([
    { check: "a", did: "Could not be mended (EPERM): Something.", worked: false },
    { check: "a", did: "did 1", worked: true },
  ]);
});

test("every check has a name of its own and holds on a machine where nothing is", async () => {
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  const found = await examine(nowhere, checks);
  expect(found.filter(({ outcome }) => outcome === "failed")).toEqual([]);
});

test("what the gateway's environment has and this one has not is told with where, both ways", async () => {
  const grounds: Grounds = {
    ...nowhere,
    environment: createEnvironment([{ source: "process", variables: { OPENAI_API_KEY: "a", GROQ_API_KEY: "b" } }]),
    askGateway: async () => ({
      pid: 42,
      troubles: [],
      variables: [
        { name: "OPENAI_API_KEY", source: "process" },
        { name: "ANTHROPIC_API_KEY", source: "state .env" },
      ],
    }),
  };
  const found = (await gateway.look(grounds)) as readonly Finding[];
  expect(found.map(({ what }) => what)).toEqual([
    "ANTHROPIC_API_KEY is set for the gateway (process 42, state .env) and not here.",
    "GROQ_API_KEY is set here (process) and not for the gateway (process 42).",
  ]);
  const toEnvFile = "write it to .env in the state directory";
  expect(found.map(({ mend }) => mend)).toEqual([toEnvFile, `${toEnvFile}, or restart the gateway`]);
});

test("a variable that has another value for the gateway is told, and no value", async () => {
  const environment = createEnvironment([
    { source: "process", variables: { OPENAI_API_KEY: "new", GROQ_API_KEY: "same" } },
  ]);
  const theirs = createEnvironment([
    { source: "state .env", variables: { OPENAI_API_KEY: "old", GROQ_API_KEY: "same" } },
  ]);
  const variables = variablesSeen(theirs);
  const values = digestsOf(theirs, variables, "salt");
  const view = { pid: 42, troubles: [], variables, values };
  const found = await gateway.look({ ...nowhere, environment, askGateway: async () => view });
  expect(found).toEqual([
    expect.objectContaining({
      level: "warning",
      what: "OPENAI_API_KEY has another value here (process) than for the gateway (process 42, state .env).",
    }),
  ]);
});

test.each([Date.UTC(1970, 0, 2), Date.UTC(2150, 0, 1)])("a clock at %d is an error", async (now) => {
  expect(await clock.look({ ...nowhere, now })).toEqual([expect.objectContaining({ level: "error" })]);
});
