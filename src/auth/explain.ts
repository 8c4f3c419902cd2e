import { type Person, terminalPerson } from "../domain/access.js";
import { type BoundPlace, placeFromKey } from "../domain/binding.js";
import type { Candidate } from "../domain/candidate.js";
import { afterFailure } from "../domain/cooldown.js";
import { ModelpinError } from "../domain/errors.js";
import { type AgentId, type ProfileId, parentFromKey, providerKey, type SessionKey } from "../domain/ids.js";
import { formatModelRef } from "../domain/model-ref.js";
import { didYouMean, nearNames } from "../domain/near-names.js";
import type { RouteEnd } from "../domain/notice.js";
import { type CredentialSource, type DecisionInput, decide } from "../domain/select.js";
import { emptyUsage } from "../domain/usage-document.js";
import type { WinningRule } from "../domain/winning-rule.js";
import type { ModelAuthParts } from "./model-auth.js";
import type { SessionMemory } from "./session-memory.js";
import type { TokenCount } from "./turn/call-report.js";

/** What somebody wants to know of a conversation's next turn. */
export interface ExplainQuestion {
  readonly session: SessionKey;
  /**
   * Default: whom the bindings name, as far as the key tells the place; else who answered there last, whose pin it is,
   * the default agent.
   */
  readonly agentId?: AgentId;
  /** As if so many ms had passed. */
  readonly afterMs?: number;
  /** As if these had just reached a limit. */
  readonly cooling?: readonly ProfileId[];
}

/** A decision as data: what the next turn gets and why, and what the last one did. Times are ms since the epoch. */
export interface Explanation {
  readonly session: SessionKey;
  readonly agentId: AgentId;
  readonly model: string | null;
  readonly source: CredentialSource;
  readonly choice: { readonly profileId: ProfileId; readonly model: string } | null;
  readonly rule: WinningRule | null;
  readonly trace: readonly Candidate[];
  /** Some accounts are not for everybody, and it is not known who will write: decided as for the machine's owner. */
  readonly asOwner: boolean;
  /** The moment that was decided for. */
  readonly at: number;
  readonly last: {
    readonly at: number;
    readonly asked: string;
    readonly tried: readonly { readonly profileId: ProfileId; readonly model: string; readonly outcome: string }[];
    readonly answeredBy: { readonly profileId: ProfileId; readonly model: string } | null;
    readonly movedFrom: ProfileId | null;
    readonly tokens: TokenCount | null;
  } | null;
}

type Parts = Pick<ModelAuthParts, "deciding" | "memories" | "pins" | "sources"> & {
  readonly agentAt: (place: BoundPlace) => AgentId;
};

/**
 * What a turn of a conversation would get now, or under other circumstances: the decision that the router makes, on the
 * same grounds or simulated ones. Writes nothing and asks nobody.
 *
 * @throws {ModelpinError} `unknown_agent`, `unknown_profile` (in `cooling`), `pin_unreadable`.
 */
export async function explain(parts: Parts, question: ExplainQuestion): Promise<Explanation> {
  const { session } = question;
  const agentId = question.agentId ?? (await agentOf(parts, session));
  const memory = parts.memories.peek(agentId, session);
  const parent = memory?.parent ?? parentFromKey(session);
  const place = { agentId, session, ...(parent === undefined ? {} : { parent }) };
  const person = memory?.person ?? personFromKey(session);
  // With every consent: what is not needed now may be then.
  const everything = { everyProvider: true };
  const { input, snapshot } = await parts.deciding.grounds(place, person ?? terminalPerson, everything);
  const decision = decide(simulated(input, question));
  const { choice } = decision;
  return {
    session,
    agentId,
    model: decision.model ? formatModelRef(decision.model) : null,
    source: decision.source,
    choice: choice ? named(choice) : null,
    rule: decision.rule ?? null,
    trace: decision.trace,
    asOwner: person === undefined && snapshot.isRestricted,
    at: input.now + (question.afterMs ?? 0),
    last: lastOf(memory),
  };
}

/** Who writes in a conversation, where its key says so. */
function personFromKey(session: SessionKey): Person | undefined {
  const place = placeFromKey(session);
  if (place?.platform === "terminal") return terminalPerson;
  return place?.platform === "telegram" && place.kind === "dm" ? { id: session, principals: [session] } : undefined;
}

/** The agent that the next turn will ask for, whoever it was when somebody pinned. */
async function agentOf({ pins, memories, sources, agentAt }: Parts, session: SessionKey): Promise<AgentId> {
  const { agents, config } = sources.config();
  const place = placeFromKey(session);
  const isTold = place !== undefined && place.platform !== "discord" && (config.bindings ?? []).length > 0;
  if (isTold) return agentAt(place);
  const heard = agents.filter(({ id }) => memories.peek(id, session) !== undefined);
  if (heard[0] && heard.length === 1) return heard[0].id;
  const record = await pins.read(session);
  if (record && agents.some(({ id }) => id === record.agentId)) return record.agentId;
  return agentAt(place ?? { platform: "", kind: "dm", peerId: session });
}

const named = ({ profileId, model }: RouteEnd) => ({ profileId, model: formatModelRef(model) });

function simulated(input: DecisionInput, { afterMs = 0, cooling = [] }: ExplainQuestion): DecisionInput {
  const now = input.now + afterMs;
  const later = { ...input, now };
  if (cooling.length === 0) return later;
  const known = [...input.profiles.byId.keys()];
  for (const id of cooling.filter((one) => !input.profiles.byId.has(one))) {
    throw new ModelpinError("unknown_profile", `There is no profile "${id}".`, {
      hint: didYouMean(nearNames(id, known), "See them with: modelpin models auth list"),
    });
  }
  const { trace } = decide(later);
  const usage: DecisionInput["usage"] = (provider) =>
    trace
      .filter((one) => cooling.includes(one.profileId) && providerKey(one.provider) === providerKey(provider))
      .reduce(
        (before, { profileId, model }) =>
          afterFailure(before, { profileId, model: model.model, now, failure: { class: "rate_limit" } }),
        input.usage(provider) ?? emptyUsage,
      );
  return { ...later, usage };
}

function lastOf(memory: SessionMemory | undefined): Explanation["last"] {
  const route = memory?.lastRoute;
  if (!route) return null;
  const { at, asked, tried, answeredBy, movedFrom, tokens } = route;
  return {
    at,
    asked: formatModelRef(asked),
    tried: tried.map(({ outcome, ...end }) => ({ ...named(end), outcome })),
    answeredBy: answeredBy ? named(answeredBy) : null,
    movedFrom: movedFrom?.profileId ?? null,
    tokens: tokens ?? null,
  };
}
