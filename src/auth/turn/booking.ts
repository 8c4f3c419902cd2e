import type { Candidate } from "../../domain/candidate.js";
import { afterFailure, afterSuccess, releaseLease, takeLease } from "../../domain/cooldown.js";
import type { RequestCredential } from "../../domain/credential.js";
import { isModelpinError, ModelpinError } from "../../domain/errors.js";
import { classifyFailure, type Failure, type ProviderAnswer, withoutRequest } from "../../domain/failure.js";
import { type AgentId, providerKey } from "../../domain/ids.js";
import type { Credentials } from "../credentials.js";
import type { UsageChange, Usages } from "../usages.js";
import { limitsOf } from "./call-report.js";
import { toProviderAnswer } from "./provider-answer.js";

/** Writes down what became of one turn's requests, each on the credential that was on the wire. */
export interface Booking {
  /**
   * The right to be the one request that finds out; nobody waits for it, they go on with the next candidate. The one
   * write that a reply may wait for.
   */
  mayProbe(candidate: Candidate, pinnedAt: number | undefined): Promise<boolean>;
  succeeded(candidate: Candidate, result: unknown): void;
  /** @param wire what the request carried, where it came so far. */
  failed(candidate: Candidate, error: unknown, wire: RequestCredential | undefined): Failure;
}

export interface BookingOptions {
  readonly usages: Usages;
  readonly credentials: Pick<Credentials, "markOf">;
  readonly agentId: AgentId;
  /** Names this turn among all requests of all processes. */
  readonly holder: string;
  readonly now: () => number;
  /** An answer that no line of the table knew; for whoever mends the table. */
  readonly onWarning: (error: ModelpinError) => void;
}

export function createBooking({ usages, credentials, agentId, holder, now, onWarning }: BookingOptions): Booking {
  const subject = ({ profileId, model }: Candidate) => ({ profileId, model: model.model, now: now() });
  const note = ({ provider }: Candidate, change: UsageChange): void =>
    usages.note(agentId, providerKey(provider), change);

  return {
    async mayProbe(candidate, pinnedAt) {
      if (candidate.state !== "probing") return true;
      let granted = true;
      const about = subject(candidate);
      const take: UsageChange = (usage) => {
        const leased = takeLease(usage, {
          ...about,
          holder,
          ...(pinnedAt === undefined ? {} : { pinnedAt }),
          lastResort: candidate.lastResortAt !== undefined,
        });
        granted = leased !== undefined;
        return leased;
      };
      // What cannot be written down is no reason to ask nobody; that it cannot is told with the outcome.
      await usages.change(agentId, providerKey(candidate.provider), take).catch(() => undefined);
      return granted;
    },
    succeeded(candidate, result) {
      const about = subject(candidate);
      const limits = limitsOf((result as { limits?: unknown } | null | undefined)?.limits, about.now);
      note(candidate, (usage) => afterSuccess(usage, { ...about, ...(limits ? { limits } : {}) }));
    },
    failed(candidate, error, wire) {
      // When it happened, not when it is written: a change may run again later.
      const about = subject(candidate);
      // Without an answer it never reached the provider.
      if (isModelpinError(error) && !("answer" in error)) {
        note(candidate, (usage) => releaseLease(usage, { ...about, holder }));
        return withoutRequest(error.code, candidate.provider);
      }
      const answer = toProviderAnswer(error);
      const failure = classifyFailure(answer, candidate.provider, about.now);
      if (failure.unclassified) onWarning(unclassified(failure, answer));
      const limits = limitsOf(answer.headers, about.now);
      const mark = wire && credentials.markOf(wire);
      const booked = { ...about, failure, holder, mark, ...(limits ? { limits } : {}) };
      note(candidate, (usage) => afterFailure(usage, booked));
      return failure;
    },
  };
}

/** Of the body only the codes: whatever else stands there may quote the request, or a key. */
function unclassified({ summary }: Failure, { body }: ProviderAnswer): ModelpinError {
  const codes = [...JSON.stringify(body ?? null).matchAll(/"(?:type|code|status|reason)":"([a-z_]{1,40})"/gi)];
  const named = codes.length === 0 ? "" : `: ${[...new Set(codes.map(([, code]) => code))].join(", ")}`;
  return new ModelpinError("unclassified_failure", `Unclassified: ${summary}${named}.`);
}
