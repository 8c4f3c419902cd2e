import type { FailureClass } from "./failure-class.js";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** What a class of failure blocks, and for how long: the first time, the second, … and from then on the last. */
export interface Ladder {
  readonly scope: "model" | "profile";
  readonly windows: readonly number[];
}

const transient: Ladder = { scope: "model", windows: [30 * second, minute, 5 * minute] };

/** The table of behaviour §4. A class without a ladder books nothing: no account is at fault. */
export const ladders: Readonly<Record<FailureClass, Ladder | undefined>> = {
  rate_limit: transient,
  overloaded: transient,
  timeout: transient,
  server_error: transient,
  unknown: transient,
  model_not_found: { scope: "model", windows: [10 * minute] },
  auth: { scope: "profile", windows: [minute, 5 * minute] },
  auth_permanent: { scope: "profile", windows: [10, 20, 40, 60].map((minutes) => minutes * minute) },
  billing: { scope: "profile", windows: [10, 20, 40, 80, 160, 320, 360].map((minutes) => minutes * minute) },
  request: undefined,
  context_overflow: undefined,
  aborted: undefined,
};

/** Here a time that the provider states is the window; elsewhere it only makes the ladder's longer. */
export const sizedByProvider: ReadonlySet<FailureClass> = new Set(["rate_limit", "overloaded"]);

/** Without a stated time these do not block a turn that has nobody else to ask. */
export const mildClasses: ReadonlySet<FailureClass> = new Set(["timeout", "server_error", "unknown", "overloaded"]);

/** Shown as `disabled` and not as `cooldown`: somebody has to do something. */
export const disablingClasses: ReadonlySet<FailureClass> = new Set(["billing", "auth_permanent"]);

/** In a stated window that is longer than this, one probe is allowed each time it has passed. */
export const probeEvery = hour;
/** How long the one probe of a window keeps the others out. */
export const leaseFor = 2 * minute;
/** How often a turn without an alternative may try a model that rests mildly. */
export const lastResortEvery = 5 * second;
/** So long without a failure, and the ladder begins anew. */
export const forgetAfter = 24 * hour;
