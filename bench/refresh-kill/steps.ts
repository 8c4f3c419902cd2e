/** Where a refresh is struck, in the order in which it comes there. */
export const steps = ["before_lock", "after_lock", "request_sent", "answered", "before_fsync", "after_rename"] as const;
export type Step = (typeof steps)[number];

export const stepNames: Readonly<Record<Step, string>> = {
  before_lock: "before the lock",
  after_lock: "after the lock (intent written)",
  request_sent: "after the request left (token spent, no answer yet)",
  answered: "after the answer",
  before_fsync: "before fsync",
  after_rename: "after rename",
};

/** What strikes. */
export const blows = ["SIGKILL", "SIGSTOP", "ENOSPC"] as const;
export type Blow = (typeof blows)[number];

export const blowNames: Readonly<Record<Blow, string>> = {
  SIGKILL: "SIGKILL",
  SIGSTOP: "SIGSTOP, later SIGCONT",
  ENOSPC: "disk full, later space",
};

/** Between these the token is spent and its successor is in one process's memory alone. */
export const window: readonly Step[] = ["request_sent", "answered", "before_fsync"];

/** What must come of a login that was struck there: only a process that dies or sleeps inside the window may cost it. */
export function expectedEnd(step: Step, blow: Blow): "renewed" | "needs_login" {
  return blow !== "ENOSPC" && window.includes(step) ? "needs_login" : "renewed";
}
