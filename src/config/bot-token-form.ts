/** What the platforms' bot tokens look like. */
export const botTokenForm = {
  // https://docs.discord.com/developers/reference#authentication: id, time and signature, base64url, joined by dots
  discord: /^[\w-]{18,}\.[\w-]{4,}\.[\w-]{20,}$/,
  // https://core.telegram.org/bots/api#authorizing-your-bot
  telegram: /^\d+:[\w-]{20,}$/,
} as const;
