import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable, Writable } from "node:stream";
import type { Io } from "../../../../commands/cli/io.js";
import type { Outlet } from "../../../../commands/cli/outlet.js";
import { runCli } from "../../../../commands/cli/run.js";

/** What a person sees of one command line. */
export interface Transcript {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  /** The one JSON document on standard output. */
  readonly json: unknown;
}

/** A state directory of its own, and the command line in this process. */
export interface Stage {
  readonly dir: string;
  readonly configFile: string;
  /** The file of an agent's profiles. */
  profilesFile(agent?: string): string;
  write(file: string, text: string | object): void;
  read(file: string): string;
  /** The configuration, parsed without its comments. */
  config(): unknown;
  run(line: string | readonly string[], options?: RunOptions): Promise<Transcript>;
  /** What a person sees of {@link Stage.run}. */
  see(line: string | readonly string[], options?: RunOptions): Promise<string>;
  remove(): void;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Told what is written to standard output as it is written. */
  readonly onOut?: (text: string) => void;
}

/** As a person sees it: standard output, standard error with a mark, the exit code. */
export function shown({ out, err, exit }: Transcript): string {
  const marked = err
    .split("\n")
    .slice(0, -1)
    .map((line) => `! ${line}\n`)
    .join("");
  return `${out}${marked}= ${exit}`;
}

/** 15 January 2027, 12:00 UTC, in ms since the epoch. */
export const noon = Date.UTC(2027, 0, 15, 12);

/** Takes what is written, as a stream and as an outlet. */
export function openSink({ isTTY = false, onText = (_: string): void => undefined } = {}) {
  const chunks: string[] = [];
  const take = (text: string): void => {
    chunks.push(text);
    onText(text);
  };
  const stream = new Writable({
    write(chunk, _encoding, done) {
      take(String(chunk));
      done();
    },
  });
  const outlet: Outlet = { isTTY, write: take };
  return { stream: Object.assign(stream, { isTTY }), outlet, text: () => chunks.join("") };
}

export function openStage(files: { readonly config?: string | object; readonly profiles?: object } = {}): Stage {
  const dir = mkdtempSync(join(tmpdir(), "modelpin-cli-"));
  const configFile = join(dir, "config.json");
  const profilesFile = (agent = "main"): string => join(dir, "agents", agent, "agent", "auth-profiles.json");
  const write = (file: string, text: string | object): void => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, typeof text === "string" ? text : JSON.stringify(text, null, 2), { mode: 0o600 });
  };
  if (files.config !== undefined) write(configFile, files.config);
  if (files.profiles !== undefined) write(profilesFile(), { version: 1, profiles: files.profiles });
  const stage: Stage = {
    dir,
    configFile,
    profilesFile,
    write,
    read: (file) => readFileSync(file, "utf8"),
    config: () => JSON.parse(readFileSync(configFile, "utf8").replace(/^\s*\/\/.*$/gm, "")),
    async run(line, { stdin = "", env = {}, onOut } = {}) {
      const out = openSink(onOut ? { onText: onOut } : {});
      const err = openSink();
      const io: Io = {
        stdin: Readable.from([stdin]),
        stdout: out.stream,
        stderr: err.stream,
        out: out.outlet,
        err: err.outlet,
        env: { MODELPIN_STATE_DIR: dir, PATH: process.env.PATH, ...env },
        cwd: dir,
        home: dir,
        now: () => noon,
      };
      const argv = typeof line === "string" ? line.split(" ").filter((word) => word !== "") : line;
      const exit = await runCli(argv, io);
      // The same on every machine.
      const seen = (text: string): string => text.replaceAll(dir, "~");
      return {
        exit,
        out: seen(out.text()),
        err: seen(err.text()),
        get json() {
          return JSON.parse(seen(out.text()));
        },
      };
    },
    see: async (line, options) => shown(await stage.run(line, options)),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
  return stage;
}

/** Opens stages that are removed when their test is over. Called where a file begins. */
export function stagesPerTest(): typeof openStage {
  const stages: Stage[] = [];
  afterEach(() => {
    for (const stage of stages.splice(0)) stage.remove();
  });
  return (files) => {
    const stage = openStage(files);
    stages.push(stage);
    return stage;
  };
}

/** Everything below a directory: paths, modes, times, contents. Only the lock of a database may change by being read. */
export function digest(directory: string): string {
  const hash = createHash("sha256");
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).toSorted();
  for (const name of names.filter((one) => !one.includes("lock.mdb"))) {
    const stats = lstatSync(join(directory, name));
    hash.update(`${name} ${stats.mode} ${stats.mtimeMs} `);
    if (stats.isFile()) hash.update(readFileSync(join(directory, name)));
  }
  return hash.digest("hex");
}
