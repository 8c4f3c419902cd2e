import type { RestSeen, UsageSeen } from "../../../src/gateway/usage-seen.js";

/** A rest that one of the two does not know, or knows otherwise. */
export interface UsageDifference extends Pick<RestSeen, "agentId" | "provider" | "profileId" | "model"> {
  /** As the gateway sees it; `null`: it does not rest there. */
  readonly there: RestFacts | null;
  readonly here: RestFacts | null;
  /** As far as that can be known. */
  readonly why: string;
}

export type RestFacts = Pick<RestSeen, "state" | "reason" | "until">;

/**
 * Where the gateway's view of the accounts and this command line's, both of one moment, come to something else.
 * @param elsewhere where the gateway keeps its records, if not here.
 */
export function compareUsage(there: UsageSeen, here: UsageSeen, elsewhere?: string): readonly UsageDifference[] {
  const theirs = byScope(there);
  const ours = byScope(here);
  return [...new Map([...theirs, ...ours])].flatMap(([scope, { agentId, provider, profileId, model }]) => {
    const one = theirs.get(scope);
    const other = ours.get(scope);
    if (one && other && one.reason === other.reason && one.until === other.until) return [];
    const unwritten = there.unwritten.find((record) => record.agentId === agentId && record.provider === provider);
    const why = unwritten
      ? `the gateway could not write it down: ${unwritten.why}`
      : elsewhere === undefined
        ? "they were asked a moment apart; where it stays so, restart the gateway"
        : `the gateway keeps its records in ${elsewhere}`;
    return [{ agentId, provider, profileId, model, there: factsOf(one), here: factsOf(other), why }];
  });
}

function byScope({ rests }: UsageSeen): ReadonlyMap<string, RestSeen> {
  return new Map(rests.map((rest) => [JSON.stringify([rest.agentId, rest.profileId, rest.model]), rest]));
}

const factsOf = (rest: RestSeen | undefined): RestFacts | null =>
  rest ? { state: rest.state, reason: rest.reason, until: rest.until } : null;
