import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openStage, type Stage } from "./stage.js";

let stage: Stage;
beforeEach(() => {
  stage = openStage();
});
afterEach(() => stage.remove());

function program(name: string, script: string): string {
  const file = join(stage.dir, "bin", name);
  mkdirSync(join(stage.dir, "bin"), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Runs modelpin-watch at a minute of the clock, with a check that ends so; gives what was told. */
function watch(minute: number, code: number, says = "", env: Record<string, string> = {}): string[] {
  const told = join(stage.dir, "told");
  writeFileSync(told, "");
  program("date", `echo ${1_800_000_000 + minute * 60}`);
  program(
    "modelpin",
    `[ "$*" = "models status --check --json" ] || exit 64\necho '{"secret":"of the document"}'\nprintf '%s' "${says}" >&2\nexit ${code}`,
  );
  const { status, stderr } = spawnSync(resolve("ops/modelpin-watch"), [], {
    env: {
      HOME: stage.dir,
      PATH: `${join(stage.dir, "bin")}:/usr/bin:/bin`,
      MODELPIN_NOTIFY: program("tell", `echo "$1|$2|$(cat)" >> '${told}'`),
      ...env,
    },
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return readFileSync(told, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

const gone = "check: anthropic (agent main): no usable profile\\n";

describe("modelpin-watch", () => {
  test("speaks when something is wrong, then not for an hour, and once when all is well again", () => {
    expect(watch(0, 0)).toEqual([]);
    expect(watch(15, 1, gone)).toEqual([
      "modelpin: a provider in use cannot be used|high|anthropic (agent main): no usable profile",
    ]);
    expect(watch(30, 1, gone)).toEqual([]);
    expect(watch(74, 1, gone)).toEqual([]);
    expect(watch(75, 1, gone)).toHaveLength(1);
    expect(watch(90, 0)).toEqual(["modelpin: all is well again|low|All providers in use have a usable profile."]);
    expect(watch(105, 0)).toEqual([]);
  });

  test("what comes and goes is told at most once an hour", () => {
    expect(watch(0, 1, gone)).toHaveLength(1);
    expect(watch(10, 0)).toHaveLength(1);
    expect(watch(20, 1, gone)).toEqual([]);
    expect(watch(30, 0)).toEqual([]);
    expect(watch(60, 1, gone)).toHaveLength(1);
  });

  test.each([
    [
      2,
      "check: anthropic (agent main): anthropic:home expires within 24 h\\n",
      "modelpin: a profile expires soon|default|anthropic (agent main): anthropic:home expires within 24 h",
    ],
    [3, "check: the clock is wrong\\n", "modelpin: its state could not be judged|high|the clock is wrong"],
    [127, "not found\\n", "modelpin: the check itself failed (exit code 127)|high|not found"],
  ])("exit code %d is told in its own words", (code, says, line) => {
    expect(watch(0, code, says)).toEqual([line]);
  });

  test("without details neither profile nor file is named", () => {
    expect(watch(0, 1, gone, { MODELPIN_DETAILS: "no" })).toEqual([
      "modelpin: a provider in use cannot be used|high|See: modelpin models status --check",
    ]);
  });

  test("a notifier that fails is asked again the next time", () => {
    program("modelpin", "exit 1");
    program("date", "echo 1800000000");
    const { status } = spawnSync(resolve("ops/modelpin-watch"), [], {
      env: {
        HOME: stage.dir,
        PATH: `${join(stage.dir, "bin")}:/usr/bin:/bin`,
        MODELPIN_NOTIFY: program("tell", "exit 9"),
      },
    });
    expect(status).toBe(9);
    expect(watch(1, 1, gone)).toHaveLength(1);
  });

  test("a clock that was set back does not silence it, nor does a state file that makes no sense", () => {
    expect(watch(1000, 1, gone)).toHaveLength(1);
    expect(watch(0, 1, gone)).toHaveLength(1);
    writeFileSync(join(stage.dir, ".local/state/modelpin/watch"), "what is this\n");
    expect(watch(10, 1, gone)).toHaveLength(1);
  });

  test("its state is its owner's alone", () => {
    watch(0, 1, gone);
    const file = join(stage.dir, ".local/state/modelpin/watch");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(stage.dir, ".local/state/modelpin")).mode & 0o777).toBe(0o700);
  });

  test("the ntfy example names neither the topic nor the token in its arguments", () => {
    const seen = join(stage.dir, "seen");
    program("curl", `printf '%s\\n' "$@" > '${seen}'; cat >> '${seen}'`);
    mkdirSync(join(stage.dir, ".config/modelpin"), { recursive: true });
    writeFileSync(join(stage.dir, ".config/modelpin/ntfy.curl"), 'url = "https://ntfy.example.com/canary-topic"\n');
    const env = { HOME: stage.dir, PATH: `${join(stage.dir, "bin")}:/usr/bin:/bin` };
    spawnSync(resolve("ops/notify-ntfy"), ["A title", "high"], { env, input: "the text" });
    const text = readFileSync(seen, "utf8");
    expect(text).toContain("Title: A title\n");
    expect(text).toContain("the text");
    expect(text).not.toContain("canary");
  });
});

describe("ops install", () => {
  test("shows the plan, then copies, then finds everything there", async () => {
    const dry = await stage.see("ops install --dry-run");
    expect(dry).toContain(
      [
        "Would write:",
        "  ~/.local/libexec/modelpin/modelpin-watch  (new)",
        "  ~/.local/libexec/modelpin/notify-ntfy  (new)",
        "  ~/.config/systemd/user/modelpin-check.service  (new)",
        "  ~/.config/systemd/user/modelpin-check.timer  (new)",
        "  ~/.config/systemd/user/modelpin-check.service.d/here.conf  (new)",
        "  ~/.config/modelpin/watch.env  (new)",
        "",
        "Start it:",
        "  systemctl --user daemon-reload",
        "  systemctl --user enable --now modelpin-check.timer",
        "",
      ].join("\n"),
    );
    expect(readdirSync(stage.dir)).toEqual([]);

    expect((await stage.run("ops install")).out).toMatch(
      /^Written:\n {2}~\/\.local\/libexec\/modelpin\/modelpin-watch {2}\(new\)/,
    );
    expect(statSync(join(stage.dir, ".local/libexec/modelpin/modelpin-watch")).mode & 0o777).toBe(0o755);
    expect(statSync(join(stage.dir, ".config/modelpin/watch.env")).mode & 0o777).toBe(0o600);
    const { json } = await stage.run("ops install --json");
    expect((json as { files: { deed: string }[] }).files.map(({ deed }) => deed)).toEqual(Array(6).fill("same"));
  });

  test("what somebody changed is kept: their settings in place, a changed unit beside the new one", async () => {
    await stage.run("ops install");
    const env = join(stage.dir, ".config/modelpin/watch.env");
    const timer = join(stage.dir, ".config/systemd/user/modelpin-check.timer");
    writeFileSync(env, "MODELPIN_DETAILS=no\n");
    writeFileSync(timer, "[Timer]\nOnCalendar=daily\n");
    const { out } = await stage.run("ops install");
    expect(out).toContain("modelpin-check.timer  (replaced, the old one kept as .before)\n");
    expect(out).toContain("watch.env  (yours, left alone)\n");
    expect(readFileSync(env, "utf8")).toBe("MODELPIN_DETAILS=no\n");
    expect(readFileSync(`${timer}.before`, "utf8")).toBe("[Timer]\nOnCalendar=daily\n");
  });

  test("the units name this node and this program, whatever characters are in their paths", async () => {
    const { installUnits } = await import("../../../../commands/cli/ops/install-units.js");
    const io = { env: { MODELPIN_STATE_DIR: '/srv/100% "mine"' }, home: stage.dir, cwd: "/" };
    const call = { io, config: undefined, flags: { "dry-run": false } };
    await installUnits(call as unknown as Parameters<typeof installUnits>[0], {
      node: "/opt/node 22/bin/node",
      script: "/opt/lib/modelpin.js",
    });
    expect(readFileSync(join(stage.dir, ".config/systemd/user/modelpin-check.service.d/here.conf"), "utf8")).toBe(
      [
        "# Written by modelpin ops install: where things were when it ran.",
        "[Service]",
        'Environment="PATH=/opt/node 22/bin:/usr/local/bin:/usr/bin:/bin"',
        'Environment="MODELPIN=/opt/lib/modelpin.js"',
        'Environment="MODELPIN_STATE_DIR=/srv/100%% \\"mine\\""',
        "",
      ].join("\n"),
    );
  });

  test("a place that cannot be written is named", async () => {
    writeFileSync(join(stage.dir, ".local"), "");
    expect(await stage.see("ops install")).toBe(
      "! ~/.local/libexec/modelpin/modelpin-watch cannot be written (ENOTDIR).\n! See what would be written: modelpin ops install --dry-run\n= 1",
    );
  });
});

const present = (name: string): boolean => {
  const found = spawnSync(name, ["--version"]).status === 0;
  if (!found) process.stderr.write(`ops/ is not checked by ${name}: there is none here.\n`);
  return found;
};

(present("shellcheck") ? test : test.skip)("every script of ops/ is clean by shellcheck", () => {
  const scripts = ["modelpin-watch", "notify-ntfy", "termux/modelpin-status", "termux/modelpin-login"].map(
    (name) => `ops/${name}`,
  );
  execFileSync("shellcheck", ["--shell=sh", ...scripts], { encoding: "utf8" });
  execFileSync("shellcheck", ["ops/completion/modelpin.bash"], { encoding: "utf8" });
  for (const script of scripts) expect(statSync(script).mode & 0o111).not.toBe(0);
});

(present("systemd-analyze") ? test : test.skip)("systemd understands the units", async () => {
  await stage.run("ops install");
  const units = join(stage.dir, ".config/systemd/user");
  const { stderr, status } = spawnSync("systemd-analyze", ["--user", "verify", join(units, "modelpin-check.timer")], {
    env: { PATH: process.env.PATH, HOME: stage.dir, XDG_RUNTIME_DIR: stage.dir, SYSTEMD_UNIT_PATH: `${units}:` },
    encoding: "utf8",
  });
  expect(existsSync(join(units, "modelpin-check.service"))).toBe(true);
  expect(stderr.split("\n").filter((line) => line.includes("modelpin"))).toEqual([]);
  expect(status).toBe(0);
});

test("the timer runs what the check is defined as", () => {
  expect(readFileSync("ops/modelpin-watch", "utf8")).toContain("models status --check --json");
  expect(readFileSync("ops/systemd/modelpin-check.service", "utf8")).toContain(
    "ExecStart=%h/.local/libexec/modelpin/modelpin-watch",
  );
});
