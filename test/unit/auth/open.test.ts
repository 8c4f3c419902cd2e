import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jest } from "@jest/globals";
import { type OpenOptions, openModelAuth } from "../../../src/auth/open.js";
import type { May } from "../../../src/domain/access.js";
import { openAuth } from "../../fixtures/auth-house.js";

const person = { id: "discord:1", principals: ["discord:1"] };
const viewer = { person, seenByCallerAlone: true };

let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "modelpin-open-"));
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

test.each<[string, (file: string) => OpenOptions]>([
  ["the host", (config) => ({ config, env: {} })],
  ["the environment", (file) => ({ env: { MODELPIN_CONFIG: file } })],
])("a configuration that %s names and that is not there is an error at the start", async (_, options) => {
  const opened = openModelAuth({ stateDir, ...options(join(stateDir, "elsewhere.json")) });
  await expect(opened).rejects.toMatchObject({ code: "config_missing", message: expect.stringContaining("elsewhere") });
});

test("without any configuration it opens, writes nothing, and a turn says what is missing", async () => {
  const auth = await openModelAuth({ stateDir, env: {} });
  await expect(auth.session("discord:1").run(async () => "")).rejects.toMatchObject({ code: "no_usable_profile" });
  await auth.close();
  expect(await readdir(stateDir)).toEqual([]);
});

test.each<[string, unknown]>([
  ["a promise", Promise.resolve(false)],
  ["a word", "no"],
  ["nothing", undefined],
])("of a host's own decision only true is a yes: %s lets nobody in", async (_, said) => {
  const house = await openAuth(undefined, undefined, { may: (() => said) as May });
  const pinning = house.auth
    .session("discord:1")
    .pin({ kind: "choose", model: "opus", once: false, soft: false }, viewer);
  await expect(pinning).rejects.toMatchObject({ code: "may_not_switch" });
  expect(house.auth.may(person, "view")).toBe(false);
  await house.close();
});

test("a warning that no host asked for is Node's own, not silence", async () => {
  const house = await openAuth();
  const warn = jest.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const odd = () => Promise.reject(new Error("something odd"));
  const turn = house.auth.session("discord:1").run(odd);
  await expect(turn).rejects.toThrow();
  expect(warn.mock.calls[0]).toEqual([
    expect.stringContaining("Unclassified"),
    { type: "ModelpinWarning", code: "unclassified_failure" },
  ]);
  warn.mockRestore();
  await house.close();
});
