import { spawnSync } from "node:child_process";
import { bin } from "./process.js";

test("a user whom the system does not know starts all the same, and is told where things would be", () => {
  const asNobody = (...argv: string[]) =>
    spawnSync(process.execPath, [bin, ...argv], { uid: 54_321, gid: 54_321, cwd: "/", env: {}, encoding: "utf8" });
  if (process.getuid?.() !== 0) return console.log("not run: only root can be somebody else");
  expect(asNobody("--version")).toMatchObject({ status: 0, stderr: "" });
  const { stdout, stderr } = asNobody("models", "status");
  expect(stdout).toContain("/.modelpin/config.json");
  expect(stderr).not.toMatch(/node:internal|SystemError/);
});
