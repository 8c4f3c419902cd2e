import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Who is at work on a refresh, so that others can tell whether it still can be. */
export interface Holder {
  /** Names one attempt of one process. */
  readonly id: string;
  readonly pid: number;
  /** The machine and its process table: a pid means nothing elsewhere. */
  readonly place: string;
  /** When the process began, on the machine's own scale: a pid may have been given to another one since. */
  readonly born: string;
}

/**
 * What can be seen of a holder from here: `gone`, it will never write again · `stopped` (SIGSTOP) · `running` ·
 * `unknown`: another machine or container, or a system that does not tell.
 */
export type Standing = "gone" | "stopped" | "running" | "unknown";

/** This process, at one attempt. */
export function createHolder(): Holder {
  return { id: randomUUID(), pid: process.pid, place: here(), born: statOf(process.pid)?.born ?? "" };
}

export function standingOf({ pid, place, born }: Holder): Standing {
  if (place !== here()) return "unknown";
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as { code?: unknown }).code === "ESRCH" ? "gone" : "unknown";
  }
  const stat = statOf(pid);
  if (stat === undefined) return "unknown";
  if (stat.born !== born || "ZXx".includes(stat.state)) return "gone";
  return "Tt".includes(stat.state) ? "stopped" : "running";
}

/** Found out once: a process stays where it is. */
let place: string | undefined;

function here(): string {
  place ??= [
    hostname(),
    textOf(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    namespace(),
  ].join(" ");
  return place;
}

function namespace(): string {
  return textOf(() => readlinkSync("/proc/self/ns/pid"));
}

function textOf(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

/** State and start of a process, from Linux's own table: what follows the name, which may hold anything. */
function statOf(pid: number): { readonly state: string; readonly born: string } | undefined {
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const born = rest[18];
  return state === undefined || born === undefined ? undefined : { state, born };
}
