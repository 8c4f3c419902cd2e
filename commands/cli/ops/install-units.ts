import { chmod, readFile, rename, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { errnoOf, ModelpinError } from "../../../src/domain/errors.js";
import { makeDirectories } from "../../../src/store/make-directories.js";
import type { Io } from "../io.js";
import { locationOf } from "../open.js";
import { readShipped } from "../shipped.js";
import type { Call, FlagSpecs, Outcome } from "../verb.js";

type InstallCall = Pick<Call<FlagSpecs>, "io" | "config"> & { readonly flags: { readonly "dry-run": boolean } };

interface Unit {
  readonly file: string;
  readonly text: string;
  readonly mode: number;
  /** What a person writes there is theirs: made once, then left alone. */
  readonly isTheirs?: true;
}

type Deed = "new" | "same" | "changed" | "kept";

interface Planned extends Unit {
  readonly deed: Deed;
}

/** Where the program itself is, as this process was started. */
export interface Started {
  /** The Node that runs it. */
  readonly node: string;
  /** The script that it runs. */
  readonly script: string;
}

/** A value in a unit file: `%` stands for specifiers, quotes hold spaces together. */
const unitValue = (name: string, value: string): string =>
  `Environment="${name}=${value.replace(/[\\"]/g, (sign) => `\\${sign}`).replaceAll("%", "%%")}"`;

const watchEnv = `# What modelpin-watch is told: MODELPIN_NOTIFY is any command. Its first argument is a title, its second
# low|default|high, the text comes on standard input. Without one the journal is told.
#MODELPIN_NOTIFY=/path/to/modelpin/ops/notify-ntfy
# no: say that something is wrong, but neither which profile nor which file.
#MODELPIN_DETAILS=no
`;

/** Programs are found where this one was found: timers know nothing of a login shell's PATH. */
function dropIn({ env }: Io, { node, script }: Started, call: InstallCall): string {
  const { configFile, stateDir, source } = locationOf(call.io, call.config);
  const path = [dirname(node), "/usr/local/bin", "/usr/bin", "/bin"];
  return [
    "# Written by modelpin ops install: where things were when it ran.",
    "[Service]",
    unitValue("PATH", [...new Set(path)].join(delimiter)),
    unitValue("MODELPIN", script),
    ...(env.MODELPIN_STATE_DIR ? [unitValue("MODELPIN_STATE_DIR", stateDir)] : []),
    ...(source === "state directory" ? [] : [unitValue("MODELPIN_CONFIG", configFile)]),
    "",
  ].join("\n");
}

async function unitsOf(call: InstallCall, started: Started): Promise<Unit[]> {
  const { home, env } = call.io;
  const config = env.XDG_CONFIG_HOME || join(home, ".config");
  const units = join(config, "systemd", "user");
  return [
    {
      file: join(home, ".local", "libexec", "modelpin", "modelpin-watch"),
      text: await readShipped("modelpin-watch"),
      mode: 0o755,
    },
    {
      file: join(home, ".local", "libexec", "modelpin", "notify-ntfy"),
      text: await readShipped("notify-ntfy"),
      mode: 0o755,
    },
    {
      file: join(units, "modelpin-check.service"),
      text: await readShipped("systemd/modelpin-check.service"),
      mode: 0o644,
    },
    { file: join(units, "modelpin-check.timer"), text: await readShipped("systemd/modelpin-check.timer"), mode: 0o644 },
    { file: join(units, "modelpin-check.service.d", "here.conf"), text: dropIn(call.io, started, call), mode: 0o644 },
    { file: join(home, ".config", "modelpin", "watch.env"), text: watchEnv, mode: 0o600, isTheirs: true },
  ];
}

async function plan(unit: Unit): Promise<Planned> {
  let before: string | undefined;
  try {
    before = await readFile(unit.file, "utf8");
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw unwritable(unit.file, error);
  }
  if (before === undefined) return { ...unit, deed: "new" };
  if (before === unit.text) return { ...unit, deed: "same" };
  return { ...unit, deed: unit.isTheirs ? "kept" : "changed" };
}

async function write({ file, text, mode, deed }: Planned): Promise<void> {
  if (deed === "same" || deed === "kept") return;
  try {
    await makeDirectories(dirname(file));
    if (deed === "changed") await rename(file, `${file}.before`);
    await writeFile(`${file}.new`, text, { mode });
    await chmod(`${file}.new`, mode);
    await rename(`${file}.new`, file);
  } catch (error) {
    throw unwritable(file, error);
  }
}

const unwritable = (file: string, error: unknown): ModelpinError =>
  new ModelpinError("ops_unwritable", `${file} cannot be written (${errnoOf(error) ?? "unknown"}).`, {
    hint: "See what would be written: modelpin ops install --dry-run",
    cause: error,
  });

const words: Readonly<Record<Deed, string>> = {
  new: "new",
  same: "there already",
  changed: "replaced, the old one kept as .before",
  kept: "yours, left alone",
};

/** Copies what a timer needs into the places where systemd looks for a user's own units. */
export async function installUnits(
  call: InstallCall,
  started: Started = { node: process.execPath, script: process.argv[1] ?? "modelpin" },
): Promise<Outcome> {
  const isDry = call.flags["dry-run"];
  const planned: Planned[] = [];
  for (const unit of await unitsOf(call, started)) planned.push(await plan(unit));
  if (!isDry) for (const one of planned) await write(one);
  const steps = ["systemctl --user daemon-reload", "systemctl --user enable --now modelpin-check.timer"];
  return {
    json: { dryRun: isDry, files: planned.map(({ file, deed }) => ({ file, deed })), next: steps },
    text: [
      isDry ? "Would write:" : "Written:",
      ...planned.map(({ file, deed }) => `  ${file}  (${words[deed]})`),
      "",
      "Start it:",
      ...steps.map((step) => `  ${step}`),
      "See it:",
      "  systemctl --user start modelpin-check.service; journalctl --user -u modelpin-check.service",
      "So that it also runs while nobody is logged in:",
      "  loginctl enable-linger",
    ],
  };
}
