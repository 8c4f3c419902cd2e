import type { IncomingMessage } from "../conversation.js";

/** What a guild says of its language; `preferredLocale` is always `en-US` where the guild is no community. */
export interface GuildLanguage {
  readonly features: readonly string[];
  readonly preferredLocale: string;
}

/**
 * In which languages a message is answered. Discord states one with interactions alone, so somebody's own is that of
 * their last one, and else their guild's, where it was set for a reason; what everybody reads is the other way round.
 *
 * @param own what the writer's client said with their last interaction.
 */
export function localesOf(
  own: string | undefined,
  guild: GuildLanguage | undefined,
): Pick<IncomingMessage, "locale" | "roomLocale"> {
  const theirs = guild?.features.includes("COMMUNITY") ? guild.preferredLocale : undefined;
  const locale = own ?? theirs;
  const roomLocale = theirs ?? own;
  return { ...(locale !== undefined && { locale }), ...(roomLocale !== undefined && { roomLocale }) };
}
