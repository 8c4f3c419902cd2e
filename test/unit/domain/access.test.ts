import { type AccessLists, levelOf, levels, may, type Person, terminalPerson } from "../../../src/domain/access.js";

const person = (...principals: string[]): Person => ({ id: principals[0] ?? "", principals });
const lists: AccessLists = {
  view: ["discord:1", "*"],
  chat: ["discord:2", "discord:role:9"],
  switch: ["discord:3", "telegram:chat-admin"],
  admin: ["discord:4"],
};
const viewer = person("discord:1");
const chatter = person("discord:2");
const switcher = person("discord:3");
const admin = person("discord:4");

test.each([
  [viewer, "view"],
  [chatter, "chat"],
  [switcher, "switch"],
  [admin, "admin"],
  [person("discord:8", "discord:role:9"), "chat"],
  [person("telegram:5", "telegram:chat-admin"), "switch"],
  [person("discord:3", "discord:role:9"), "switch"],
  [person("telegram:77"), "view"],
  [terminalPerson, "admin"],
] as const)("%j stands at %s, with everything before it and nothing behind it", (who, level) => {
  expect(levelOf(lists, who)).toBe(level);
  for (const action of levels) {
    expect(may(lists, who, action)).toBe(levels.indexOf(action) <= levels.indexOf(level));
  }
});

test("nobody is in until listed, but the terminal is its owner's", () => {
  expect(levelOf({}, admin)).toBeUndefined();
  for (const action of levels) {
    expect(may({}, admin, action)).toBe(false);
    expect(may({ admin: ["discord:44"] }, admin, action)).toBe(false);
    expect(may({}, terminalPerson, action)).toBe(true);
  }
  expect(may({}, admin, "use:anthropic:work")).toBe(false);
  expect(may({}, admin, "use:anthropic:work", { use: ["discord:4", "*"] })).toBe(false);
});

test("principals compare whole: neither a part nor a name nor a number is one", () => {
  for (const principal of ["discord:", "discord", "discord:33", "discord:3 ", "3", "telegram:3", "DISCORD:3"])
    expect(may({ switch: ["discord:3"] }, person(principal), "view")).toBe(false);
  expect(
    may({ switch: ["discord:3"] }, { id: "discord:5", principals: ["discord:5"], name: "discord:3" }, "view"),
  ).toBe(false);
  // A name that somebody gave himself is no principal, not even the terminal's.
  expect(levelOf({}, { id: "discord:5", principals: ["discord:5"], name: "terminal" })).toBeUndefined();
});

test.each([
  // who · open profile · a list that names them · a list that names others
  ["viewer", viewer, false, true, false],
  ["chatter", chatter, false, true, false],
  ["switcher", switcher, true, true, false],
  ["admin", admin, true, true, true],
  ["terminal", terminalPerson, true, true, true],
] as const)("a %s may use what §7 says", (_, who, open, named, others) => {
  expect(may(lists, who, "use:anthropic:work")).toBe(open);
  expect(may(lists, who, "use:anthropic:work", { use: ["discord:0", who.id] })).toBe(named);
  expect(may(lists, who, "use:anthropic:work", { use: ["*"] })).toBe(named);
  expect(may(lists, who, "use:anthropic:work", { use: ["discord:0"] })).toBe(others);
  expect(may(lists, who, "use:anthropic:work", { use: [] })).toBe(others);
});
