import type { ModelAuth } from "../../../../../src/auth/model-auth.js";
import { type Block, blocksOf, clearProfile } from "../../../../../src/domain/cooldown.js";
import { ModelpinError } from "../../../../../src/domain/errors.js";
import type { AgentId, ProfileId } from "../../../../../src/domain/ids.js";
import { nearNames } from "../../../../../src/domain/near-names.js";
import { usageOf } from "../../../../../src/domain/usage-document.js";
import { english } from "../../../../../src/views/words.js";
import { toPlainLine } from "../../../plain.js";

/** The blocks in force for an agent, by profile and model. */
export async function blocksOfAgent(auth: ModelAuth, agentId: AgentId, now: number): Promise<readonly Block[]> {
  const blocks: Block[] = [];
  for await (const { usage } of auth.usages.list(agentId)) blocks.push(...blocksOf(usage, now));
  return blocks.sort((a, b) => (a.profileId < b.profileId ? -1 : a.profileId > b.profileId ? 1 : a.until - b.until));
}

export function blockLine({ profileId, model, class: kind, until }: Block, now: number): string {
  const reason = english.why.reason(kind);
  return toPlainLine(
    [profileId, " · ", model ?? "all models", ` · ${reason} (${kind}) · until `, { time: until, form: "relative" }],
    now,
  );
}

/**
 * Lifts every block of a profile.
 * @returns what was lifted. @throws {ModelpinError} `unknown_profile`
 */
export async function clearBlocks(
  auth: ModelAuth,
  agentId: AgentId,
  profileId: ProfileId,
  now: number,
): Promise<readonly Block[]> {
  const cleared: Block[] = [];
  let isKnown = false;
  for await (const { provider, usage } of auth.usages.list(agentId)) {
    if (usageOf(usage, profileId) === undefined) continue;
    isKnown = true;
    await auth.usages.change(agentId, provider, (before) => {
      cleared.splice(0, cleared.length, ...blocksOf(before, now).filter((block) => block.profileId === profileId));
      return clearProfile(before, profileId);
    });
  }
  if (isKnown) return cleared;
  const { profiles } = await auth.snapshot(agentId);
  if (profiles.byId.has(profileId)) return [];
  const near = nearNames(profileId, [...profiles.byId.keys()]);
  throw new ModelpinError("unknown_profile", `There is no profile "${profileId}".`, {
    hint: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "See them with: modelpin models auth list",
  });
}
