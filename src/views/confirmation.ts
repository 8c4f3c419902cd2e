import type { PinReport } from "../auth/session-auth.js";
import type { CandidateStatus, ModelStatus } from "../auth/status/status.js";
import { failureClasses } from "../domain/failure-class.js";
import { providerKey } from "../domain/ids.js";
import type { Line, Reply } from "../domain/reply.js";
import type { CredentialSource } from "../domain/select.js";
import { headLines, mentionsPrivate, modelSpans, profileSpans, type Reader } from "./parts.js";
import type { Words } from "./words.js";

/** A choice that was stored, and whether it was one of the default. */
export interface Confirmed extends PinReport {
  readonly kind: "pinned" | "default";
}

/** What stands in the way of the pinned account, and of the one that answers. */
function warnings({ status }: Confirmed, { words }: Reader): Line[] {
  const { candidate, profile, model } = status.current;
  const pinned = status.providers.flatMap(({ candidates }) => candidates).find((one) => one.pinned);
  const told = [pinned, candidate?.pinned ? undefined : candidate].filter((one) => one !== undefined);
  const warned = told.filter(({ state }) => state !== "ready").map((one) => warning(one, words));
  if (warned.length > 0) return warned;
  if (model && !profile) return [words.confirm.nothingUsable(model.ref.slice(0, model.ref.indexOf("/")))];
  return [];
}

function warning({ profile, state, until, expires, reason }: CandidateStatus, words: Words): Line {
  const failure = failureClasses.find((known) => known === reason);
  const why = failure === undefined ? [] : [` · ${words.why.reason(failure)}`];
  return words.confirm.warning(profileSpans(profile, words), [...words.state(state, until ?? expires), ...why]);
}

/** One message that says what holds now, made from what is stored and not from what was asked for. */
export function confirmation(chosen: Confirmed, reader: Reader): Reply {
  const { words } = reader;
  const { confirm } = words;
  const { status } = chosen;
  const pin = chosen.once ? status.once : status.pin;
  const lines: Line[] = [];
  const isHead = chosen.kind === "default" && !chosen.once;
  if (isHead) {
    lines.push(confirm.defaultApplies, ...headLines(status, reader));
  } else {
    const { model, profile } = status.current;
    if (model) lines.push(confirm.model(modelSpans(pin?.model ?? model, words)));
    if (pin?.profile) {
      lines.push(confirm.profile(profileSpans(pin.profile, words), chosen.credential === "kept" ? "kept" : "new"));
    } else if (profile) {
      lines.push(confirm.profileFrom(profileSpans(profile, words), words.source(sourceOf(status))));
    }
    const { fallback } = status.current;
    if (fallback) lines.push(words.fallbackAnswers(modelSpans(fallback, words)));
    if (pin && !pin.strict) lines.push(confirm.soft);
    if (chosen.once) lines.push(words.once);
  }
  if (chosen.credential === "dropped" && chosen.previousProfile && !chosen.once) {
    lines.push(confirm.dropped(profileSpans(chosen.previousProfile, words)));
  }
  if (reader.inRoom && !isHead && mentionsPrivate(status)) lines.push(words.detailsInDm);
  if (chosen.turnRunning) lines.push(confirm.fromNextMessage);
  return { audience: "caller", blocks: [{ kind: "text", lines: [...lines, ...warnings(chosen, reader)] }] };
}

/** The layer that the account came from: a fallback's is its own provider's. */
function sourceOf({ current: { source, fallback }, providers }: ModelStatus): CredentialSource {
  const provider = fallback && providerKey(fallback.ref.slice(0, fallback.ref.indexOf("/")));
  return providers.find((one) => one.provider === provider)?.orderLayer ?? source;
}
