import type { Person } from "../domain/access.js";
import { isUsable } from "../domain/candidate.js";
import { consentFor, isOut } from "../domain/consent.js";
import { nameOf, type ProfileId } from "../domain/ids.js";
import { Refusal } from "../domain/refusal.js";
import { decide } from "../domain/select.js";
import { Setback } from "../domain/setback.js";
import type { SessionPlace } from "./deciding.js";
import type { ModelAuthParts } from "./model-auth.js";
import type { SessionMemory } from "./session-memory.js";
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

/** Whose plan is meant: of the writer whose last turn here ended in the question, else of the person themselves. */
function askerOf(memory: SessionMemory | undefined, person: Person): Person {
  const { lastRoute, person: writer = person } = memory ?? {};
  const wasAsked = !lastRoute?.answeredBy && lastRoute?.decision.trace.some(({ state }) => state === "needs_consent");
  return wasAsked ? writer : person;
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
  const asker = askerOf(memories.peek(place.agentId, place.session), person);
  const { input, snapshot } = await deciding.grounds(place, asker);
  if (input.crossBilling === "deny") throw new Setback("consent_denied", {});
  const { model, trace } = decide({ ...input, crossBilling: "ask", consents: [] });
  const typed = profile?.replace(/^@/, "");
  const asked = trace.filter(
    ({ profileId, billing }) =>
      billing === "metered" && may(person, `use:${profileId}`, snapshot.profiles.byId.get(profileId) ?? {}),
  );
  const chosen =
    typed === undefined
      ? asked.find(({ state }) => state === "needs_consent")
      : (asked.find(({ profileId }) => profileId === typed) ??
        asked.find(({ profileId }) => nameOf(profileId) === typed));
  if (!chosen) {
    if (typed === undefined || !model) return { given: false };
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
