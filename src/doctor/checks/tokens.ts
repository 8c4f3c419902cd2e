import { botTokenForm } from "../../config/bot-token-form.js";
import type { BotChannels } from "../../config/channels.js";
import { parseSecretRef, resolveSecretRef } from "../../config/secret-ref.js";
import type { SecretRef } from "../../domain/credential.js";
import { isModelpinError } from "../../domain/errors.js";
import type { Secret } from "../../domain/secret.js";
import { askPlatform, type BotPlatform } from "../ask-platform.js";
import { botChannels } from "../bot-channels.js";
import { type Check, configFirst } from "../check.js";
import type { Finding } from "../finding.js";
import type { Grounds } from "../grounds.js";

/** One channel that logs in with a bot's token. */
interface Channel {
  readonly name: BotPlatform;
  readonly key: string;
  readonly written: unknown;
  readonly from: string;
  readonly apiRoot: string | undefined;
}

/** The channels' tokens are there and look like tokens; with `--online` the platform knows them. */
export const tokens: Check = {
  name: "tokens",
  async look(grounds) {
    if (grounds.configProblem) return configFirst;
    const channels = channelsOf(await botChannels(grounds));
    if (channels.length === 0) return { skipped: "neither Discord nor Telegram is configured" };
    return (await Promise.all(channels.map((channel) => judge(channel, grounds)))).flat();
  },
};

function channelsOf({ discord, telegram }: Partial<BotChannels>): Channel[] {
  const found: Channel[] = [];
  if (discord) {
    found.push({
      name: "discord",
      key: "channels.discord.token",
      written: discord.token,
      from: "https://discord.com/developers/applications, Bot, Reset Token",
      apiRoot: discord.apiRoot,
    });
  }
  if (telegram) {
    found.push({
      name: "telegram",
      key: "channels.telegram.botToken",
      written: telegram.botToken,
      from: "@BotFather: /mybots, API Token",
      apiRoot: telegram.apiRoot,
    });
  }
  return found;
}

async function judge(channel: Channel, grounds: Grounds): Promise<Finding[]> {
  const { name, key, from } = channel;
  const { environment, config, location, isOnline } = grounds;
  let token: Secret;
  const ref = parseSecretRef(channel.written);
  try {
    if (ref.source === "exec" && !isOnline) {
      const why = "Such programs may reach for the network; it is run only when you say so.";
      return [
        { level: "note", what: `${key} asks a program, which was not run.`, why, mend: "modelpin doctor --online" },
      ];
    }
    token = await resolveSecretRef(ref, { environment, providers: config.secrets?.providers, home: location.home });
  } catch (error) {
    if (!isModelpinError(error)) throw error;
    // The gateway is who needs it; the check of its environment says that it is not set here.
    if (await gatewayHas(ref, grounds)) return [];
    const why = `The gateway leaves ${name} out.`;
    return [{ level: "error", what: `${key}: ${error.message}`, why, ...(error.hint ? { mend: error.hint } : {}) }];
  }
  if (!token.matches(botTokenForm[name])) {
    const what = `${key} does not look like a token of ${name}.`;
    return [{ level: "error", what, why: "The platform will not let the bot in.", mend: `Copy it again: ${from}` }];
  }
  return isOnline ? ask(channel, token) : [];
}

async function gatewayHas({ source, id }: SecretRef, { askGateway }: Grounds): Promise<boolean> {
  if (source !== "env") return false;
  return (await askGateway())?.variables.some(({ name }) => name === id) ?? false;
}

async function ask({ name, key, from, apiRoot }: Channel, token: Secret): Promise<Finding[]> {
  const status = await askPlatform(name, token, apiRoot);
  if (status !== undefined && status >= 200 && status < 300) return [];
  // Telegram answers 404 to a token of another shape, since it is a part of the path.
  if (status === 401 || status === 404) {
    const what = `${name} does not know the token of ${key}.`;
    return [{ level: "error", what, why: "The bot cannot log in.", mend: `Copy it again: ${from}` }];
  }
  const what =
    status === undefined
      ? `${name} could not be asked about ${key}.`
      : `${name} answered ${status} when asked about ${key}.`;
  return [{ level: "warning", what, why: "Nothing is known about the token.", mend: "modelpin doctor --online" }];
}
