import { botTokenForm } from "../../../src/config/bot-token-form.js";
import { ModelpinError } from "../../../src/domain/errors.js";
import { Secret } from "../../../src/domain/secret.js";

/** Where the platforms' bot tokens are made. */
export const botTokenFrom = {
  discord: "https://discord.com/developers/applications, Bot, Reset Token",
  telegram: "@BotFather: /newbot, or /mybots and API Token",
} as const;

/** @throws {ModelpinError} `secret_of_other_form`, without a part of what was given. */
export function toBotToken(name: keyof typeof botTokenFrom, text: string): Secret {
  if (botTokenForm[name].test(text.trim())) return new Secret(text.trim());
  throw new ModelpinError("secret_of_other_form", `This is not a token of a bot on ${name}. Nothing was stored.`, {
    hint: `Copy it again: ${botTokenFrom[name]}`,
  });
}
