import { openStage, type Stage } from "./stage.js";

const config = `{
  "access": {
    "switch": ["discord:1"], // the team
    "admin": ["telegram:9"],
  },
}
`;
let stage: Stage;
beforeEach(() => {
  stage = openStage({ config });
});
afterEach(() => stage.remove());

const access = async (): Promise<unknown> => (await stage.run("access list --json")).json;

describe("access", () => {
  test("list says who is in at each level, the terminal always", async () => {
    expect(await stage.see("access list")).toBe(
      "view    nobody\nchat    nobody\nswitch  discord:1\nadmin   telegram:9, terminal (always)\n= 0",
    );
  });

  test("add gives `switch` unless told otherwise, says the effect, and keeps comments", async () => {
    expect(await stage.see("access add discord:2")).toBe(
      "Changed ~/config.json\ndiscord:2 may see /model, get answers and choose models and profiles.\n= 0",
    );
    expect(await stage.see("access add * --level view")).toBe(
      "Changed ~/config.json\nEverybody who reaches the bot may see /model.\n= 0",
    );
    expect(stage.read(stage.configFile)).toContain("// the team");
    expect(await access()).toEqual({
      view: ["*"],
      chat: [],
      switch: ["discord:1", "discord:2"],
      admin: ["telegram:9"],
    });
  });

  test("adding twice, or below what somebody has, changes nothing and says what they may", async () => {
    expect(await stage.see("access add telegram:9 --level chat")).toBe(
      "Nothing to change.\ntelegram:9 may do everything.\n= 0",
    );
    await stage.run("access add discord:1");
    expect(stage.read(stage.configFile)).toBe(config);
  });

  test("the terminal is in, listed or not: adding it changes nothing, and the list shows it once", async () => {
    expect(await stage.see("access add terminal")).toBe(
      "Nothing to change.\nThe terminal may do everything, listed or not: it is its owner's.\n= 0",
    );
    expect(stage.read(stage.configFile)).toBe(config);
    stage.write(stage.configFile, { access: { admin: ["terminal"] } });
    expect(await stage.see("access list")).toContain("admin   terminal (always)\n");
  });

  test("remove takes somebody out of every level, so that nothing is left by oversight", async () => {
    await stage.run("access add discord:1 --level admin");
    expect(await stage.see("access remove discord:1")).toBe("Changed ~/config.json\ndiscord:1 may do nothing.\n= 0");
    expect(await access()).toMatchObject({ switch: [], admin: ["telegram:9"] });
    expect(await stage.see("access remove discord:1")).toBe("Nothing to change.\ndiscord:1 may do nothing.\n= 0");
  });

  test("remove --level takes only that one, and says what remains", async () => {
    await stage.run("access add discord:1 --level admin");
    expect(await stage.see("access remove discord:1 --level admin")).toBe(
      "Changed ~/config.json\ndiscord:1 may see /model, get answers and choose models and profiles.\n= 0",
    );
  });

  test.each([
    ["12345", "Did you mean discord:12345 or telegram:12345?"],
    ["@joe", "Names can change hands"],
    ["discord:joe", "Names can change hands"],
    ["discord", "Expected"],
    ["telegram:-5", "Expected"],
    ["", "Expected"],
  ])("%p is not a principal", async (typed, hint) => {
    const { exit, err } = await stage.run(["access", "add", typed]);
    expect([exit, err]).toEqual([64, expect.stringContaining(hint)]);
    expect(stage.read(stage.configFile)).toBe(config);
  });

  test("an unknown level is refused with the near one", async () => {
    const { exit, err } = await stage.run("access add discord:2 --level swich");
    expect([exit, err]).toEqual([64, expect.stringContaining("Did you mean switch?")]);
  });
});
