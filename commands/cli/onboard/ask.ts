import * as clack from "@clack/prompts";
import { builtInEndpoints } from "../../../src/config/endpoints.js";
import type { EnvironmentView } from "../../../src/config/environment.js";
import type { ProviderId } from "../../../src/domain/ids.js";
import { parseModelRef } from "../../../src/domain/model-ref.js";
import { Secret } from "../../../src/domain/secret.js";
import type { AnsweredChannel, AnsweredCredential, Answers } from "../../../src/onboard/answers.js";
import { parsePrincipal } from "../access/principal.js";
import { commaList } from "../comma-list.js";
import type { Io } from "../io.js";
import { type PastedKind, toPasted } from "../models/auth/pasted.js";
import { answered, refusalOf } from "../questions.js";
import { botTokenFrom, toBotToken } from "./bot-token.js";

/** A model to begin with, and what to call it. The catalogue is the person's: this is only a suggestion to type over. */
const suggestions: Readonly<Record<ProviderId, readonly [ref: string, alias: string]>> = {
  anthropic: ["anthropic/claude-opus-4-5", "opus"],
  openai: ["openai/gpt-5.2", "gpt"],
  "openai-codex": ["openai-codex/gpt-5.2", "codex"],
  openrouter: ["openrouter/moonshotai/kimi-k2", "kimi"],
};

export interface Asking {
  readonly io: Io;
  readonly environment: EnvironmentView;
  /** The default model that is set already. */
  readonly model: string | undefined;
  /** Whether people log in to a provider, which is not done here. */
  readonly isLoggedInTo: (provider: ProviderId) => boolean;
}

/** Asks for everything, one question after the other. @throws {ModelpinError} `cancelled` */
export async function askAnswers({ io, environment, model, isLoggedInTo }: Asking): Promise<Answers> {
  const on = { input: io.stdin, output: io.stdout };
  const providers = answered(
    await clack.multiselect({
      ...on,
      message: "Whose models do you want to use? (space chooses, enter goes on)",
      options: Object.keys(builtInEndpoints)
        .filter((provider) => provider !== "echo")
        .map((value) => {
          const found = environment.profilesOf(value)[0];
          return found ? { value, hint: `${found.variable} is set` } : { value };
        }),
      required: false,
    }),
  );
  const credentials: AnsweredCredential[] = [];
  for (const provider of providers) {
    const credential = await askCredential(on, provider, environment, isLoggedInTo(provider));
    if (credential) credentials.push(credential);
  }
  const [suggested, alias] = suggestions[providers[0] ?? ""] ?? ["", ""];
  const chosen = answered(
    await clack.text({
      ...on,
      message: "Which model answers unless somebody chooses another? (provider/model)",
      initialValue: model ?? suggested,
      validate: (text = "") =>
        text.trim() === "" || text.trim() === model || parseModelRef(text.trim())
          ? undefined
          : "Write it as provider/model, for example anthropic/claude-opus-4-5.",
    }),
  ).trim();
  const aliases = chosen === suggested ? `${alias}=${suggested}` : "";
  const named = answered(
    await clack.text({
      ...on,
      message: "Short names to type after /model? (alias=provider/model, separated by commas; may be empty)",
      initialValue: aliases,
      validate: (text = "") => (parseAliases(text) === undefined ? "Write each as alias=provider/model." : undefined),
    }),
  );
  const channels = await askChannels(on);
  const who = answered(
    await clack.text({
      ...on,
      message:
        "Who may choose models and accounts? (telegram:<userId>, discord:<userId>, separated by commas; empty: nobody yet, the bot tells whoever writes which id to add)",
      validate: (text = "") => refusalOf(() => principals(text)),
    }),
  );
  return {
    credentials,
    ...(chosen === "" || chosen === model ? {} : { model: chosen }),
    fallbacks: [],
    aliases: parseAliases(named) ?? [],
    channels,
    access: principals(who).map((principal) => ({ level: "switch", principal })),
  };
}

type On = { readonly input: Io["stdin"]; readonly output: Io["stdout"] };

async function askCredential(
  on: On,
  provider: ProviderId,
  environment: EnvironmentView,
  isLoggedInTo: boolean,
): Promise<AnsweredCredential | undefined> {
  const found = environment.profilesOf(provider)[0];
  const how = answered(
    await clack.select<"env" | "login" | PastedKind>({
      ...on,
      message: `How do you pay ${provider}?`,
      options: [
        ...(found ? [{ value: "env" as const, label: `with ${found.variable}, which is set; store nothing` }] : []),
        ...(isLoggedInTo
          ? [{ value: "login" as const, label: "with an account to log in to, once this is done" }]
          : []),
        { value: "api_key" as const, label: "an API key (metered)" },
        {
          value: "token" as const,
          label: provider === "anthropic" ? "a subscription token of claude setup-token (flat)" : "a token (flat)",
        },
      ],
    }),
  );
  if (how === "env" || how === "login") return undefined;
  const word = how === "api_key" ? "key" : "token";
  const text = answered(
    await clack.password({
      ...on,
      message: `Paste the ${word} (not shown)`,
      validate: (typed = "") => refusalOf(() => toPasted(typed, how, provider)),
    }),
  );
  const profileId = `${provider}:${how === "api_key" ? "default" : "manual"}`;
  const { secret, note } = toPasted(text, how, provider);
  return { profileId, provider, kind: how, secret, ...(note === undefined ? {} : { note }) };
}

async function askChannels(on: On): Promise<AnsweredChannel[]> {
  const names = answered(
    await clack.multiselect({
      ...on,
      message: "Where does it answer besides this terminal?",
      options: [
        { value: "discord" as const, label: "Discord" },
        { value: "telegram" as const, label: "Telegram" },
      ],
      required: false,
    }),
  );
  const channels: AnsweredChannel[] = [];
  for (const name of names) {
    const text = answered(
      await clack.password({
        ...on,
        message: `The bot's token on ${name} (${botTokenFrom[name]}; not shown)`,
        validate: (typed = "") => refusalOf(() => toBotToken(name, typed)),
      }),
    );
    channels.push({ name, token: new Secret(text.trim()) });
  }
  return channels;
}

const principals = (text: string): string[] => commaList(text).map(parsePrincipal);

function parseAliases(text: string): { alias: string; ref: string }[] | undefined {
  const pairs = commaList(text).map((part) => {
    const [alias = "", ...ref] = part.split("=");
    return { alias: alias.trim(), ref: ref.join("=").trim() };
  });
  return pairs.every(({ alias, ref }) => alias !== "" && parseModelRef(ref)) ? pairs : undefined;
}
