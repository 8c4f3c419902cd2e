import { ModelpinError } from "../../domain/errors.js";
import type { ProfileId, ProviderId } from "../../domain/ids.js";
import type { LoginHome } from "./record.js";

// The messages name no account, since a room may read them; the hints are for the operator.

function loginCommand(provider: ProviderId, { agentId, profileId }: LoginHome): string {
  const agent = agentId === "main" ? "" : ` --agent ${agentId}`;
  return `modelpin models auth login --provider ${provider} --profile-id ${profileId}${agent}`;
}

/** The provider will never take this login again. */
export function needsLogin(provider: ProviderId, home: LoginHome, code?: string): ModelpinError {
  const why = code === undefined ? "" : ` (${code})`;
  return new ModelpinError("needs_login", `A login at ${provider} is over: it refused to renew it${why}.`, {
    hint: `Log in again: ${loginCommand(provider, home)}`,
  });
}

/** The same for the operator's eyes alone, with the profile's name. */
export function needsLoginNotice(provider: ProviderId, home: LoginHome, code: string): ModelpinError {
  return new ModelpinError(
    "needs_login",
    `${home.profileId} needs a new login: ${provider} refused to renew it (${code}).`,
    {
      hint: `Type: ${loginCommand(provider, home)}`,
    },
  );
}

/** The token could not be renewed for now. */
export function refreshFailed(provider: ProviderId, reason: string, retryAt?: number): ModelpinError {
  const when = retryAt === undefined ? "" : ` Next try at ${new Date(retryAt).toISOString().slice(0, 19)}Z.`;
  return new ModelpinError(
    "refresh_failed",
    `The login at ${provider} could not be renewed: ${reason.replace(/\.$/, "")}.${when}`,
    {
      hint: "It is tried again by itself; modelpin models auth token <profile> tries at once.",
    },
  );
}

/** Somebody is renewing it, and it takes longer than a turn should wait. */
export function refreshSlow(provider: ProviderId): ModelpinError {
  return new ModelpinError("refresh_slow", `The login at ${provider} is still being renewed.`, {
    hint: "Try again in a moment.",
  });
}

export function loginGone(profileId: ProfileId): ModelpinError {
  return new ModelpinError("profile_gone", "The login is not stored any more.", {
    hint: `Choose another profile with /model list, or log in again as ${profileId}.`,
  });
}
