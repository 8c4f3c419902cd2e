import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openConfig } from "../../../src/config/load.js";
import { locate } from "../../../src/config/locate.js";

const here = { home: "/home/me", cwd: "/work" };

describe("where the configuration is", () => {
  test.each([
    [{}, undefined, "/home/me/.modelpin/config.json", "/home/me/.modelpin", "state directory"],
    [{ MODELPIN_STATE_DIR: "/srv/pin" }, undefined, "/srv/pin/config.json", "/srv/pin", "state directory"],
    [{ MODELPIN_STATE_DIR: "~/pin" }, undefined, "/home/me/pin/config.json", "/home/me/pin", "state directory"],
    [{ MODELPIN_STATE_DIR: "" }, undefined, "/home/me/.modelpin/config.json", "/home/me/.modelpin", "state directory"],
    [{ MODELPIN_CONFIG: "/etc/pin.json" }, undefined, "/etc/pin.json", "/home/me/.modelpin", "MODELPIN_CONFIG"],
    [
      { MODELPIN_CONFIG: "pin.json", MODELPIN_STATE_DIR: "s" },
      undefined,
      "/work/pin.json",
      "/work/s",
      "MODELPIN_CONFIG",
    ],
    [{ MODELPIN_CONFIG: "/etc/pin.json" }, "mine.json", "/work/mine.json", "/home/me/.modelpin", "--config"],
    [{ MODELPIN_CONFIG: "" }, "", "/home/me/.modelpin/config.json", "/home/me/.modelpin", "state directory"],
  ])("%j with --config %s", (env, config, configFile, stateDir, source) => {
    expect(locate({ ...here, env, config })).toEqual({ configFile, stateDir, source, home: "/home/me" });
  });
});

describe("opening it", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "modelpin-config-"));
  });
  afterEach(() => rm(dir, { recursive: true }));
  const at = (config?: string) => locate({ env: { MODELPIN_STATE_DIR: dir }, home: dir, cwd: dir, config });

  test("no file where nobody named one is the empty configuration, and says so", async () => {
    expect(await openConfig(at())).toEqual({ config: {}, exists: false });
  });

  test("a named file must be there, unless it is about to be written", async () => {
    await expect(openConfig(at("typo.json"))).rejects.toMatchObject({
      code: "config_missing",
      message: `There is no configuration ${dir}/typo.json, which --config names.`,
    });
    expect(await openConfig(at("new.json"), { mayBeAbsent: true })).toMatchObject({ exists: false });
  });

  test("a byte order mark and comments are no mistake", async () => {
    await writeFile(join(dir, "config.json"), '\uFEFF// mine\n{ "language": "de" }');
    expect(await openConfig(at())).toEqual({ config: { language: "de" }, exists: true });
  });

  test.each([
    ["a directory", () => mkdir(join(dir, "config.json"))],
    ["bytes that are not UTF-8", () => writeFile(join(dir, "config.json"), Buffer.from([0x7b, 0xff, 0x7d]))],
  ])("%s is an error, not an empty configuration", async (_, make) => {
    await make();
    await expect(openConfig(at())).rejects.toMatchObject({ code: "config_unreadable" });
  });

  test("an error names the file that was read", async () => {
    await writeFile(join(dir, "config.json"), "");
    await expect(openConfig(at())).rejects.toMatchObject({ code: "config_invalid", file: join(dir, "config.json") });
  });
});
