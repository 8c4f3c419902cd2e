import { ModelpinError } from "../../../src/domain/errors.js";
import { Secret } from "../../../src/domain/secret.js";

/** What the platforms' bot tokens look like, and where they are made. */
export const bots = {
  discord: {
    // https://docs.discord.com/developers/reference#authentication: id, time and signature, base64url, joined by dots
    shape: /^[\w-]{18,}\.[\w-]{4,}\.[\w-]{20,}$/,
    from: "https://discord.com/developers/applications, Bot, Reset Token",
  },
  telegram: {
    // https://core.telegram.org/bots/api#authorizing-your-bot
    shape: /^\d+:[\w-]{20,}$/,
    from: "@BotFather: /newbot, or /mybots and API Token",
  },
} as const;

/** @throws {ModelpinError} `secret_of_other_form`, without a part of what was given. */
export function toBotToken(name: keyof typeof bots, text: string): Secret {
  const { shape, from } = bots[name];
  if (shape.test(text.trim())) return new Secret(text.trim());
  throw new ModelpinError("secret_of_other_form", `This is not a token of a bot on ${name}. Nothing was stored.`, {
    hint: `Copy it again: ${from}`,
  });
}
