import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The built bin: `npm test` builds it first. */
export const bin = fileURLToPath(new URL("../../dist/bin/modelpin.js", import.meta.url));

/** Against a test that hangs; never a measurement, in ms. */
const ceiling = 60_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of the built bin, as somebody at its terminal sees it. */
export interface BinProcess {
  /** Everything so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Where it gets the next line from. */
  type(...lines: readonly string[]): void;
  /** Types lines and resolves with what is said from then on, up to where it matches. */
  ask(lines: string, end: RegExp): Promise<string>;
  /** Resolves once a stream matches; rejects when the process ends without it. */
  saying(stream: "stdout" | "stderr", pattern: RegExp): Promise<RegExpExecArray>;
  /** What `other` settles with, unless the process ends first. */
  alive<T>(other: Promise<T>): Promise<T>;
  /** No more input. */
  end(): void;
  /** Sends a signal that it lives through. */
  signal(signal: NodeJS.Signals): void;
  /** Sends a signal and resolves when the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

export interface StartOptions {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How many files it may have open; without it as many as this process. */
  readonly openFiles?: number;
}

/** Starts `modelpin <argv>` from the bundle. */
export function startBin(argv: readonly string[], { cwd, env, openFiles }: StartOptions): BinProcess {
  const command = [process.execPath, bin, ...argv];
  const [program = "", ...rest] =
    openFiles === undefined ? command : ["sh", "-c", `ulimit -n ${openFiles}; exec "$0" "$@"`, ...command];
  return follow(spawn(program, rest, { cwd, env }));
}

function follow(child: ChildProcessWithoutNullStreams): BinProcess {
  const said = { stdout: "", stderr: "" };
  const looks = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      said[name] += chunk;
      for (const look of [...looks]) look();
    });
  }
  // A process that is gone takes no more input; what it said is what counts.
  child.stdin.on("error", () => undefined);
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  /** What `other` settles with; when the process ends first, or nothing happens at all, what it had said. */
  async function before<T>(other: Promise<T>, wanted: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<string>((resolve) => {
      timer = setTimeout(resolve, ceiling, "is still running");
    });
    const gone = ended.then(({ code, signal }) => `ended (${code ?? signal})`);
    const inVain = Promise.race([gone, patience]).then((how): never => {
      throw new Error(`modelpin ${how} before ${wanted}\n${said.stdout}\n${said.stderr}`);
    });
    try {
      return await Promise.race([other, inVain]);
    } finally {
      clearTimeout(timer);
    }
  }

  function saying(stream: "stdout" | "stderr", pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    const found = new Promise<RegExpExecArray>((resolve) => {
      const look = (): void => {
        const match = pattern.exec(said[stream].slice(from));
        if (!match) return;
        looks.delete(look);
        resolve(match);
      };
      looks.add(look);
      look();
    });
    return before(found, `${stream} said ${pattern}`);
  }

  return {
    get stdout() {
      return said.stdout;
    },
    get stderr() {
      return said.stderr;
    },
    type(...lines) {
      for (const line of lines) child.stdin.write(`${line}\n`);
    },
    async ask(lines, end) {
      const from = said.stdout.length;
      child.stdin.write(`${lines}\n`);
      const { index } = await saying("stdout", end, from);
      return said.stdout.slice(from, from + index);
    },
    saying,
    alive: (other) => before(other, "that happened"),
    end: () => void child.stdin.end(),
    signal: (signal) => void child.kill(signal),
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      return ended;
    },
    ended,
  };
}
