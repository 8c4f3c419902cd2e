import type { CandidateState } from "../../../../src/domain/candidate.js";
import type { AgentId, ProfileId, ProviderId } from "../../../../src/domain/ids.js";

/** One provider in use, as one agent sees it. */
export interface Judged {
  readonly agentId: AgentId;
  readonly provider: ProviderId;
  /** Why what is stored for it cannot be read. */
  readonly storeProblem?: string;
  /** Its effective order. */
  readonly candidates: readonly { readonly profileId: ProfileId; readonly state: CandidateState }[];
}

export interface CheckInput {
  /** Why the configuration, the clock or a secret source cannot be read. */
  readonly unreadable: readonly string[];
  readonly inUse: readonly Judged[];
}

export interface Check {
  /** The exit code of `--check`; the worst counts: 1, then 3, then 2. */
  readonly code: 0 | 1 | 2 | 3;
  readonly reasons: readonly string[];
}

const usable: ReadonlySet<CandidateState> = new Set(["ready", "expiring", "probing"]);
/** Whatever its siblings can do, a person has to mend these. */
const broken: Readonly<Partial<Record<CandidateState, string>>> = {
  expired: "is expired",
  needs_login: "needs a new login",
  unknown_profile: "does not exist",
  missing_credential: "holds no credential",
  unresolved_ref: "refers to a secret that is not there",
};

/**
 * Judges what is in use. A cooldown passes by itself and never counts: neither against a profile nor, when all cool
 * down, against their provider. `disabled` (a bill, a refused credential) counts when no sibling is usable now.
 */
export function toCheck({ unreadable, inUse }: CheckInput): Check {
  const failing = inUse.flatMap(failuresOf);
  const expiring = inUse.flatMap(({ agentId, provider, candidates }) =>
    candidates
      .filter(({ state }) => state === "expiring")
      .map(({ profileId }) => `${provider} (agent ${agentId}): ${profileId} expires within 24 h`),
  );
  const code = failing.length > 0 ? 1 : unreadable.length > 0 ? 3 : expiring.length > 0 ? 2 : 0;
  return { code, reasons: [...failing, ...unreadable, ...expiring] };
}

function failuresOf({ agentId, provider, storeProblem, candidates }: Judged): string[] {
  const about = (what: string): string => `${provider} (agent ${agentId}): ${what}`;
  const found = candidates
    .filter(({ state }) => broken[state] !== undefined)
    .map(({ profileId, state }) => about(`${profileId} ${broken[state]}`));
  const hasUsable = candidates.some(({ state }) => usable.has(state));
  const disabled = candidates
    .filter(({ state }) => state === "disabled" && !hasUsable)
    .map(({ profileId }) => about(`${profileId} is disabled and no other profile is usable`));
  const comesBack = candidates.some(({ state }) => state === "cooldown");
  const reasons = [
    ...(storeProblem === undefined ? [] : [about(`its profiles cannot be read: ${storeProblem}`)]),
    ...found,
    ...disabled,
  ];
  if (hasUsable || comesBack || disabled.length > 0) return reasons;
  return [...reasons, about(candidates.length === 0 ? "no profile" : "no usable profile")];
}

/** Clocks of machines without a battery start in 1970; then nothing can be said about what expires. */
export function clockProblem(now: number): string | undefined {
  const isPlausible = now >= Date.UTC(2020, 0, 1) && now < Date.UTC(2200, 0, 1);
  return isPlausible ? undefined : "the clock is wrong: it cannot be said what has expired";
}
