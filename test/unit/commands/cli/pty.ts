import { spawn, spawnSync } from "node:child_process";
import { resolve } from "node:path";

/** Wait until the screen has shown this, then type that. */
export type Step = readonly [waitFor: string, type: string];

export interface Seen {
  /** Everything that the terminal got, without the escape sequences. */
  readonly screen: string;
  readonly exit: number;
}

/** Drives a program in a real pseudo-terminal: reads what is asked, types, and gives what was shown. */
const driver = `
import fcntl, json, os, pty, select, struct, sys, termios, time
argv, steps, limit = json.loads(sys.argv[1])
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
    os.execvp(argv[0], argv)
seen, at, end = b"", 0, time.monotonic() + limit
while time.monotonic() < end:
    if steps and steps[0][0].encode() in seen[at:]:
        at += seen[at:].index(steps[0][0].encode()) + len(steps[0][0].encode())
        os.write(fd, steps.pop(0)[1].encode())
        continue
    ready, _, _ = select.select([fd], [], [], 0.2)
    if not ready:
        continue
    try:
        chunk = os.read(fd, 65536)
    except OSError:
        break
    if not chunk:
        break
    seen += chunk
else:
    os.kill(pid, 9)
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(seen)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(status) if os.waitstatus_to_exitcode(status) >= 0 else 99)
`;

const bin = resolve("dist/bin/modelpin.js");

/** Why no pseudo-terminal can be had here; nothing when it can. */
export function whyNoTerminal(): string | undefined {
  const python = spawnSync("python3", ["-c", "import pty"], { stdio: "ignore" });
  return python.status === 0 ? undefined : "python3 with its pty module is not here";
}

/** Runs `modelpin` with a terminal on all three streams. */
export function inTerminal(
  args: readonly string[],
  steps: readonly Step[],
  env: Readonly<Record<string, string>>,
): Promise<Seen> {
  const input = JSON.stringify([[process.execPath, bin, ...args], steps, 60]);
  return new Promise((settle, reject) => {
    const child = spawn("python3", ["-c", driver, input], {
      env: { PATH: process.env.PATH ?? "", TERM: "xterm", NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      const raw = Buffer.concat(chunks).toString("utf8");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
      const screen = raw.replace(/\u001B(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*\u0007|[()][A-Z0-9]|.)/g, "");
      settle({ screen: screen.replaceAll("\r\n", "\n"), exit: code ?? 99 });
    });
  });
}
