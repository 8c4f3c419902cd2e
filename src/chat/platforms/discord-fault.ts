import {
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  GatewayCloseCodes,
  HTTPError,
  RESTJSONErrorCodes,
} from "discord.js";
import { errnoOf, ModelpinError, messageOf } from "../../domain/errors.js";

/**
 * What Discord said, for the operator's log: code and sentence alone. The error itself carries the request's URL with
 * the interaction's token in it, and what people wrote.
 */
export function wordsOfFault(error: unknown): string {
  if (error instanceof DiscordAPIError) return `Discord answers ${error.code}: ${error.message.split("\n", 1)[0]}`;
  if (error instanceof HTTPError) return `Discord answers HTTP ${error.status}`;
  return messageOf(error);
}

/** Whether a message is there no more: somebody deleted it, or dismissed what they alone saw. */
export function isGone(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownMessage;
}

/** Where and how logging in failed. */
export interface LoginFailure {
  readonly error: unknown;
  /** The gateway's, where it closed the connection. */
  readonly closeCode?: number | undefined;
  readonly apiRoot?: string | undefined;
  /** Takes the token out of a text. */
  readonly scrub: (text: string) => string;
}

/** Why logging in failed, as a person can act on it; never with the token in it. */
export function loginFault({ error, closeCode, apiRoot, scrub }: LoginFailure): ModelpinError {
  const tokenRefused =
    closeCode === GatewayCloseCodes.AuthenticationFailed ||
    (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) ||
    (error instanceof DiscordAPIError && error.status === 401);
  if (tokenRefused) return tokenFault();
  if (closeCode === GatewayCloseCodes.DisallowedIntents) return intentFault();
  const where = apiRoot === undefined ? "" : ` at ${apiRoot}`;
  const errno = errnoOf(error) ?? errnoOf((error as { cause?: unknown } | undefined)?.cause);
  if (errno !== undefined && /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(errno))
    return new ModelpinError("discord_unreachable", `Discord cannot be reached${where}: ${errno}.`, {
      hint: "Check the network of this machine and channels.discord.apiRoot.",
    });
  return new ModelpinError(
    "discord_login_failed",
    `Logging in to Discord${where} failed. ${scrub(wordsOfFault(error))}`,
    {
      hint: "https://discordstatus.com says whether Discord itself is unwell.",
    },
  );
}

export function tokenFault(): ModelpinError {
  return new ModelpinError(
    "discord_token_refused",
    "Discord does not accept the bot token of channels.discord.token.",
    {
      hint: "Make a new one at https://discord.com/developers/applications: your application, Bot, Reset Token. Then set DISCORD_BOT_TOKEN.",
    },
  );
}

function intentFault(): ModelpinError {
  return new ModelpinError(
    "discord_intent_refused",
    "Discord does not let this bot use the Message Content intent, which channels.discord.messageContent asks for.",
    {
      hint: "Switch on Message Content Intent at https://discord.com/developers/applications: your application, Bot, Privileged Gateway Intents. Or set channels.discord.messageContent to false.",
    },
  );
}

/** What the operator should know of a connection that Discord closed for good while the bot was running. */
export function closedForGood(closeCode: number): string {
  const reason =
    closeCode === GatewayCloseCodes.AuthenticationFailed ? "the token is not valid any more" : `code ${closeCode}`;
  return `Discord closed the connection for good: ${reason}. The bot is silent until the gateway is started again.`;
}
