import type { ModelAuth } from "../../../../../src/auth/model-auth.js";
import { type BlockInForce, blocksOf, clearProfile } from "../../../../../src/domain/cooldown.js";
import type { AgentId, ProfileId } from "../../../../../src/domain/ids.js";
import { usageOf } from "../../../../../src/domain/usage-document.js";
import { english as messages } from "../../../../../src/views/words/english.js";
import { toWords } from "../../../../../src/views/words/to-words.js";
import { toPlainLine } from "../../../plain.js";
import { unknownProfile } from "../unknown-profile.js";

const english = toWords("en", messages());

/** The blocks in force for an agent, by profile and model. */
export async function blocksOfAgent(auth: ModelAuth, agentId: AgentId, now: number): Promise<readonly BlockInForce[]> {
  const blocks: BlockInForce[] = [];
  for await (const { usage } of auth.usages.list(agentId)) blocks.push(...blocksOf(usage, now));
  return blocks.sort((a, b) => (a.profileId < b.profileId ? -1 : a.profileId > b.profileId ? 1 : a.until - b.until));
}

export function blockLine({ profileId, model, class: kind, until }: BlockInForce, now: number): string {
  const reason = english.why.reason(kind);
  return toPlainLine(
    [profileId, " · ", model ?? "all models", ` · ${reason} (${kind}) · until `, { time: until, form: "relative" }],
    now,
  );
}

/** What a person has lifted of a profile. */
export interface Lifted {
  readonly blocks: readonly BlockInForce[];
  /** A login that had failed to renew may be renewed at once. */
  readonly renewal: boolean;
}

/** Lifts every block of a profile, and the delay after failed renewals. @throws {ModelpinError} `unknown_profile` */
export async function clearBlocks(
  auth: ModelAuth,
  agentId: AgentId,
  profileId: ProfileId,
  now: number,
): Promise<Lifted> {
  const snapshot = await auth.snapshot(agentId);
  let isKnown = snapshot.profiles.byId.has(profileId);
  const blocks: BlockInForce[] = [];
  for await (const { provider, usage } of auth.usages.list(agentId)) {
    if (usageOf(usage, profileId) === undefined) continue;
    isKnown = true;
    await auth.usages.change(agentId, provider, (before) => {
      blocks.splice(0, blocks.length, ...blocksOf(before, now).filter((block) => block.profileId === profileId));
      return clearProfile(before, profileId);
    });
  }
  if (!isKnown) throw unknownProfile(profileId, snapshot);
  const credential = snapshot.credential(profileId)?.credential;
  const refresh = credential?.type === "oauth" ? credential.refresh : undefined;
  return { blocks, renewal: refresh !== undefined && (await auth.refreshes.unblock(refresh)) };
}
