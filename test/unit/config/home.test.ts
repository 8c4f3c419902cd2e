import { homedir, userInfo } from "node:os";
import { homeOf } from "../../../src/config/home.js";

test("HOME is the home directory where it is a whole path", () => {
  expect(homeOf({ HOME: "/home/me" })).toBe("/home/me");
  expect(homeOf({})).toBe(homedir());
});

// Else the configuration, and with it a program to run, would be taken from wherever somebody happens to be.
test.each(["", ".", "relative", "~", "./x"])("HOME=%p does not make the working directory a home", (HOME) => {
  expect(homeOf({ HOME })).toBe(userInfo().homedir);
});
