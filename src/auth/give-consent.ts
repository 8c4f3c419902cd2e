import { candidateKey, isUsable } from "../domain/candidate.js";
import { consentFor, isOut } from "../domain/consent.js";
import { scopesOf } from "../domain/cooldown.js";
import { ladders } from "../domain/cooldown-ladder.js";
import { nameOf, type ProfileId, providerKey } from "../domain/ids.js";
import type { RouteEnd } from "../domain/notice.js";
import { Refusal } from "../domain/refusal.js";
import { type DecisionInput, decide } from "../domain/select.js";
import { Setback } from "../domain/setback.js";
import { usageOf } from "../domain/usage-document.js";
import type { SessionPlace } from "./deciding.js";
import type { ModelAuthParts } from "./model-auth.js";
import type { LastRoute, SessionMemory } from "./session-memory.js";
import type { ModelStatus, ProfileName } from "./status/status.js";
import { type Viewer, visibilityOf } from "./status/visibility.js";

/** What a consent did, read back from the durable record. */
export interface ConsentReport {
  readonly status: ModelStatus;
  /** The metered profile; absent when there was none to consent to. */
  readonly profile?: ProfileName;
  /** Whether there was something to consent to: not when the flat profile is back by now. */
  readonly given: boolean;
}

/** The last turn here, if it ended in the question: not if its own message ended it, which is no account's fault. */
function questionIn(memory: SessionMemory | undefined): LastRoute | undefined {
  const last = memory?.lastRoute;
  const ended = last?.tried.at(-1);
  if (!last || last.answeredBy || (ended && !ladders[ended.outcome])) return undefined;
  return last.decision.trace.some(({ state }) => state === "needs_consent") ? last : undefined;
}

/**
 * What that turn tried in vain without a window that would tell of it: a secret that was not to be had, a login that
 * could not be renewed. Until it answers again it is as out as it was. Does not read a clock: clocks jump.
 */
function spentBy({ tried, decision }: LastRoute, usage: DecisionInput["usage"]): ReadonlySet<string> {
  const isOutStill = (end: RouteEnd): boolean => {
    const { profileId, model } = end;
    const counted = usage(providerKey(model.provider));
    const then = decision.trace.find((one) => candidateKey(one) === candidateKey(end));
    const isAsGood = usageOf(counted, profileId)?.lastGood === then?.lastGood;
    return isAsGood && scopesOf(counted, profileId, model.model).length === 0;
  };
  return new Set(tried.filter(isOutStill).map(candidateKey));
}

/**
 * Records a person's consent to a metered profile of this conversation's plan, in place of the flat ones before it that
 * are out. What the room was asked for somebody else can be answered by whoever may switch; besides that only profiles
 * count that the person may know of.
 */
export async function giveConsent(
  {
    deciding,
    consents,
    memories,
    may,
    now,
  }: Pick<ModelAuthParts, "deciding" | "consents" | "memories" | "may" | "now">,
  place: SessionPlace,
  profile: string | undefined,
  viewer: Viewer,
): Promise<{ readonly profileId?: ProfileId; readonly given: boolean }> {
  const { person } = viewer;
  if (!may(person, "switch")) throw new Refusal("may_not_switch", { principal: person.id });
  const memory = memories.peek(place.agentId, place.session);
  const question = questionIn(memory);
  // Whose plan is meant: of whoever wrote what was answered with the question, else of the person themselves.
  const { input, snapshot } = await deciding.grounds(place, (question && memory?.person) ?? person);
  if (input.crossBilling === "deny") throw new Setback("consent_denied", {});
  const spent = question ? { spent: spentBy(question, input.usage) } : {};
  const { model, trace } = decide({ ...input, crossBilling: "ask", consents: [], ...spent });
  const typed = profile?.replace(/^@/, "");
  const { byId } = snapshot.profiles;
  const mayUse = (profileId: ProfileId): boolean => may(person, `use:${profileId}`, byId.get(profileId) ?? {});
  const asked = trace.filter(({ profileId, billing }) => billing === "metered" && mayUse(profileId));
  const chosen =
    typed === undefined
      ? asked.find(({ state }) => state === "needs_consent")
      : (asked.find(({ profileId }) => profileId === typed) ??
        asked.find(({ profileId }) => nameOf(profileId) === typed));
  if (!chosen) {
    const isThere = [...byId.keys()].some((id) => (id === typed || nameOf(id) === typed) && mayUse(id));
    // A flat one, or one that this conversation's plan does not come to: there is nothing to consent to.
    if (typed === undefined || isThere || !model) return { given: false };
    const { name } = visibilityOf(viewer, snapshot, may);
    const usable = asked
      .map(({ profileId }) => name(profileId))
      .flatMap((one) => (one.kind === "named" ? [one.id] : []));
    throw new Refusal("unknown_profile", { typed, provider: model.provider, usable: [...new Set(usable)] });
  }
  // Consent is for now, not in advance: while a flat one before it can be used, that one answers.
  const before = trace.slice(0, trace.indexOf(chosen));
  if (before.some((one) => one.billing === "flat" && isUsable(one) && !isOut(one)))
    return { profileId: chosen.profileId, given: false };
  const consent = consentFor(trace, chosen.profileId, { usage: input.usage, by: person.id, at: now() });
  if (!consent) return { profileId: chosen.profileId, given: false };
  await consents.add(place.session, consent);
  return { profileId: chosen.profileId, given: true };
}
