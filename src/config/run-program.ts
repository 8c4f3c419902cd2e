import { spawn } from "node:child_process";
import { errnoOf } from "../domain/errors.js";

export interface Program {
  /** An absolute path; no shell is involved. */
  readonly command: string;
  readonly args: readonly string[];
  /** All that it sees. */
  readonly env: Readonly<Record<string, string>>;
  /** What it may read from its standard input; nothing when absent. */
  readonly input?: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Why a program gave no answer, as the rest of a sentence ("… took longer than 5000 ms"). Holds nothing it printed. */
export interface ProgramFailure {
  readonly why: string;
  readonly late: boolean;
}

/** Runs a program to its end and gives what it printed; its standard error is dropped, as it may hold anything. */
export function runProgram(program: Program): Promise<{ output: string } | ProgramFailure> {
  const { command, args, env, input, timeoutMs, maxBytes } = program;
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, cwd: "/", detached: true, stdio: ["pipe", "pipe", "ignore"] });
    const chunks: Buffer[] = [];
    let length = 0;
    const fail = (why: string, late = false): void => {
      clearTimeout(timer);
      killGroup(child.pid);
      child.stdout.destroy();
      resolve({ why, late });
    };
    const timer = setTimeout(() => fail(`took longer than ${timeoutMs} ms`, true), timeoutMs);
    child.on("error", (error) => fail(`cannot be run (${errnoOf(error) ?? "unknown"})`));
    child.stdin.on("error", () => {}); // A program is free not to read what it is given.
    child.stdin.end(input ?? "");
    child.stdout.on("data", (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > maxBytes) fail(`printed more than ${maxBytes} bytes`);
    });
    child.on("close", (code, signal) => {
      if (code !== 0) return fail(signal ? `was ended by ${signal}` : `ended with exit code ${code}`);
      clearTimeout(timer);
      resolve({ output: Buffer.concat(chunks).toString("utf8") });
    });
  });
}

/** With what it started: a wrapper script's children would otherwise keep its output open. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It is gone, which is what was wanted.
  }
}
