import type { ModelStatus, ProfileName } from "../auth/status.js";
import type { Line, Reply } from "../domain/reply.js";
import { headLines, mentionsPrivate, modelSpans, profileSpans, type Reader } from "./parts.js";

/** What a choice did. `status` was read back from the durable record after it was stored. */
export interface Chosen {
  readonly status: ModelStatus;
  readonly kind: "pinned" | "default";
  readonly once: boolean;
  /** What became of the credential that was pinned before. */
  readonly credential: "set" | "kept" | "dropped" | "none";
  readonly previousProfile?: ProfileName;
  /** Whether a turn of this conversation is under way; it ends as it began. */
  readonly turnRunning: boolean;
}

function warnings({ status }: Chosen, { words }: Reader): Line[] {
  const { candidate, profile, model } = status.current;
  if (candidate && candidate.state !== "ready") {
    const until = candidate.until ?? candidate.expires;
    return [words.confirm.warning(profileSpans(candidate.profile, words), words.state(candidate.state, until))];
  }
  if (model && !profile) return [words.confirm.nothingUsable(model.ref.slice(0, model.ref.indexOf("/")))];
  return [];
}

/** One message that says what holds now, made from what is stored and not from what was asked for. */
export function confirmation(chosen: Chosen, reader: Reader): Reply {
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
      lines.push(confirm.profileFrom(profileSpans(profile, words), words.source(status.current.source)));
    }
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
