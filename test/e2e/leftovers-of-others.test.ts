import { spawnSync } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bin } from "./process.js";

const user = 54_321;

test.each([
  ["left beside a file", ".~auth-profiles.json.0123456789abcdef01"],
  ["held while it died", ".~auth-profiles.json.lock"],
])("what a process of another user %s does not make a write of it fail", (_, name) => {
  if (process.getuid?.() !== 0) return console.log("not run: only root can leave something for somebody else");
  const dir = mkdtempSync(join(tmpdir(), "modelpin-leftover-"));
  try {
    const home = join(dir, "agents", "main", "agent");
    mkdirSync(home, { recursive: true, mode: 0o700 });
    writeFileSync(join(dir, "config.json"), "{}");
    for (const path of [dir, join(dir, "agents"), join(dir, "agents", "main"), home, join(dir, "config.json")])
      chownSync(path, user, user);
    // Somebody ran a verb as root, and it was killed.
    const left = join(home, name);
    mkdirSync(left, { mode: 0o700 });
    writeFileSync(join(left, "0123456789abcdef01"), "{}", { mode: 0o600 });
    utimesSync(left, 1, 1);
    const argv = ["models", "auth", "paste-token", "--provider", "echo"];
    const env = { MODELPIN_STATE_DIR: dir, HOME: dir };
    const run = spawnSync(process.execPath, [bin, ...argv], {
      uid: user,
      gid: user,
      cwd: "/",
      env,
      input: "t-1234567890",
      encoding: "utf8",
    });
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(join(home, "auth-profiles.json"), "utf8")).toContain("echo:manual");
    expect(readFileSync(join(dir, "config.json"), "utf8")).toContain("echo:manual");
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
