import type { Secret } from "../domain/secret.js";

export type BotPlatform = "discord" | "telegram";

/** How long a platform may take to answer, in ms. */
const answerMs = 8000;

const roots: Readonly<Record<BotPlatform, string>> = {
  discord: "https://discord.com/api",
  telegram: "https://api.telegram.org",
};

/**
 * Asks a platform who the bot is, and nothing else: the status of its answer, or nothing when none came. A redirect is
 * an answer; followed, it would show the token to another host.
 */
export async function askPlatform(
  platform: BotPlatform,
  token: Secret,
  root = roots[platform],
): Promise<number | undefined> {
  const value = token.reveal();
  const options = { redirect: "manual", signal: AbortSignal.timeout(answerMs) } as const;
  try {
    const answer =
      platform === "discord"
        ? await fetch(`${root}/v10/users/@me`, { ...options, headers: { authorization: `Bot ${value}` } })
        : await fetch(`${root}/bot${value}/getMe`, options);
    await answer.body?.cancel();
    return answer.status;
  } catch {
    // What was thrown may hold the address, and Telegram's holds the token.
    return undefined;
  }
}
