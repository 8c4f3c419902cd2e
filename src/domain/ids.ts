import { controlCharacter } from "./control-character.js";
import { ModelpinError } from "./errors.js";

/** A named bundle of default model, fallbacks, profiles and order. Lower case, `main` unless configured. */
export type AgentId = string;
/** Who serves models: `anthropic`, `openai`, … Compared without case; see {@link sameProvider}. */
export type ProviderId = string;
/** `<provider>:<name>`, for example `anthropic:work` or `google:me@example.com`. Case matters. */
export type ProfileId = string;
/** One conversation: `discord:<channelId>`, `telegram:<chatId>[:<topicId>]`, `terminal:<name>`. */
export type SessionKey = string;
/** Who somebody is, for access lists: `discord:<userId>`, `discord:role:<roleId>`, `telegram:<userId>`, `telegram:chat-admin`, `terminal`, `*`. */
export type Principal = string;

export const mainAgent: AgentId = "main";

export const agentIdPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;
export const profileIdPattern = /^[^:\s/]+:[^\s]+$/;

export function isAgentId(text: string): boolean {
  return agentIdPattern.test(text);
}

/** Providers compare without case, since people write `OpenAI` and mean `openai`. */
export function sameProvider(a: ProviderId, b: ProviderId): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

/** The key under which a provider is filed: trimmed, lower case. */
export function providerKey(provider: ProviderId): ProviderId {
  return asWritten.test(provider) ? provider : provider.trim().toLowerCase();
}

/** How nearly everybody writes a provider: nothing is to be made of it, hundreds of times. */
const asWritten = /^[a-z0-9-]+$/;

/** `anthropic:work` → `anthropic`. Split at the first colon: names may hold more of them. */
export function providerOf(profileId: ProfileId): ProviderId {
  const colon = profileId.indexOf(":");
  return providerKey(colon < 0 ? profileId : profileId.slice(0, colon));
}

/** Whether {@link providerOf} the id is this provider. */
export function isOfProvider(profileId: ProfileId, provider: ProviderId): boolean {
  const isPlain = profileId.startsWith(provider) && profileId.indexOf(":") === provider.length;
  return isPlain || sameProvider(providerOf(profileId), provider);
}

/** `anthropic:work` → `work`. */
export function nameOf(profileId: ProfileId): string {
  return profileId.slice(profileId.indexOf(":") + 1);
}

/**
 * Checks what a person typed as a profile id.
 * @throws {ModelpinError} `invalid_profile_id` when it is not `<provider>:<name>` or holds white space or control characters.
 */
export function parseProfileId(text: string): ProfileId {
  const id = text.trim();
  if (profileIdPattern.test(id) && !controlCharacter.test(id)) return id;
  throw new ModelpinError("invalid_profile_id", `"${id}" is not a profile id.`, {
    hint: "Write it as <provider>:<name>, for example anthropic:work.",
  });
}

/**
 * The conversation around this one: a Telegram forum topic's group (group ids are negative; a DM's topics inherit
 * nothing). A Discord thread's channel cannot be told from its key; there the platform says it.
 */
export function parentFromKey(key: SessionKey): SessionKey | undefined {
  return /^(telegram:-\d+):\d+$/.exec(key)?.[1];
}
