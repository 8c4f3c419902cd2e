import { execFileSync } from "node:child_process";
import { shellWord } from "../../../src/domain/shell-word.js";

test.each(["/home/me/.modelpin/config.json", "/my home/x", "it's", "a$(b)`c`", "", "*", "a\nb", "ü", "a;b", "-n x"])(
  "a shell reads %j as one word, which is that",
  (path) => {
    expect(execFileSync("sh", ["-c", `printf %s ${shellWord(path)}`], { encoding: "utf8" })).toBe(path);
  },
);

test("what needs no quotes has none", () => {
  expect(shellWord("/home/me/.modelpin/agents/main/agent/auth-profiles.json")).not.toContain("'");
});
