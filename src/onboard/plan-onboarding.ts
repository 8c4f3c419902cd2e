import type { Config } from "../config/config.js";
import type { Credential } from "../domain/credential.js";
import { ModelpinError } from "../domain/errors.js";
import type { AgentId } from "../domain/ids.js";
import { sameProvider } from "../domain/ids.js";
import { parseModelRef } from "../domain/model-ref.js";
import type { AuthProfileDocument } from "../domain/profile-document.js";
import { Secret } from "../domain/secret.js";
import type { AnsweredChannel, AnsweredCredential, Answers } from "./answers.js";
import { type ConfigItem, settle } from "./config-items.js";
import { isSame } from "./import/map-profiles.js";
import type { Plan } from "./plan.js";

/** What is there already. */
export interface Before {
  readonly config: Config;
  /** The agent that gets the credentials. */
  readonly agentId: AgentId;
  readonly document: AuthProfileDocument;
  /** What `.env` of the state directory sets. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** What setting up would do, and how people read it. Its words hold no secret. */
export interface Onboarding {
  readonly plan: Plan;
  /** One line per step. */
  readonly steps: readonly string[];
}

const kindWords = { api_key: "API key", token: "token" } as const;
const channelKeys = {
  discord: { path: ["channels", "discord", "token"], variable: "DISCORD_BOT_TOKEN" },
  telegram: { path: ["channels", "telegram", "botToken"], variable: "TELEGRAM_BOT_TOKEN" },
} as const;

/**
 * Decides what the answers change. Whoever answers says what is to be, so it replaces what stands there.
 *
 * @throws {ModelpinError} `onboard_refused` naming everything that no valid configuration can hold.
 */
export function planOnboarding(answers: Answers, { config, agentId, document, variables: set }: Before): Onboarding {
  const items = [
    ...answers.aliases.map(({ alias, ref }) => aliasItem(alias, ref)),
    ...modelItems(answers, config),
    ...answers.credentials.flatMap((credential) => credentialItems(credential, config)),
    ...answers.channels.flatMap((channel) => channelItems(channel, config)),
    ...answers.access.map(
      ({ level, principal }): ConfigItem => ({
        from: `${principal} may ${level}`,
        path: ["access", level],
        value: principal,
        isMember: true,
      }),
    ),
  ];
  const settled = settle(config, items);
  if (settled.refused.length > 0) {
    throw new ModelpinError(
      "onboard_refused",
      ["This cannot be set up as it is:", ...settled.refused.map(({ item, why }) => `  ${item.from}: ${why}`)].join(
        "\n",
      ),
      { hint: "Nothing was changed. Say it differently and run it again." },
    );
  }
  const stored = (one: AnsweredCredential): Credential | undefined => document.profiles.get(one.profileId);
  const credentials = answers.credentials.filter((one) => !isSame(stored(one), toCredential(one, stored(one))));
  const profiles = credentials.map((one) => {
    return { agentId, profileId: one.profileId, credential: toCredential(one, stored(one)) };
  });
  const variables = new Map(
    answers.channels.flatMap(({ name, token }): [string, Secret][] => {
      const { variable } = channelKeys[name];
      const isNew = token instanceof Secret && !token.equals(new Secret(set[variable] ?? ""));
      return isNew ? [[variable, token]] : [];
    }),
  );
  return {
    plan: { config: settled.taken, profiles, orders: [], variables },
    steps: [
      ...credentials.map((credential) => storing(credential, document)),
      ...[...variables.keys()].map((name) => `store ${name} in .env of the state directory`),
      ...settled.taken.map(({ from }) => from),
    ],
  };
}

function storing({ profileId, kind, secret, note }: AnsweredCredential, { profiles }: AuthProfileDocument): string {
  const where = secret instanceof Secret ? "" : `, kept in ${secret.source === "env" ? secret.id : secret.source}`;
  const act = profiles.has(profileId) ? "replace" : "store";
  return `${act} ${profileId} (${kindWords[kind]}${where}); unproven until its first answer${note === undefined ? "" : `. ${note}`}`;
}

/** @param stored what it replaces: what a person wrote about the profile stays. */
function toCredential({ provider, kind, secret }: AnsweredCredential, stored: Credential | undefined): Credential {
  const isValue = secret instanceof Secret;
  const common = {
    provider,
    ...(stored?.email === undefined ? {} : { email: stored.email }),
    ...(stored?.displayName === undefined ? {} : { displayName: stored.displayName }),
  };
  return kind === "api_key"
    ? { type: kind, ...common, ...(isValue ? { key: secret } : { keyRef: secret }) }
    : { type: kind, ...common, ...(isValue ? { token: secret } : { tokenRef: secret }) };
}

function aliasItem(alias: string, ref: string): ConfigItem {
  const path = ["agents", "defaults", "models", ref, "alias"];
  return { from: `${alias} means ${ref}`, path, value: alias, wins: true };
}

/** The default with its fallbacks; what is named by its full ref joins the catalogue. */
function modelItems({ model, fallbacks, aliases }: Answers, { agents }: Config): ConfigItem[] {
  if (model === undefined) return [];
  const known = [...Object.keys(agents?.defaults?.models ?? {}), ...aliases.map(({ ref }) => ref)];
  const strangers = [model, ...fallbacks].filter((ref) => parseModelRef(ref) && !known.includes(ref));
  const value = fallbacks.length === 0 ? model : { primary: model, fallbacks };
  const then = fallbacks.length === 0 ? "" : `, then ${fallbacks.join(", ")}`;
  return [
    ...strangers.map((ref) => ({ from: `offer ${ref}`, path: ["agents", "defaults", "models", ref], value: {} })),
    { from: `answer with ${model}${then}`, path: ["agents", "defaults", "model"], value, wins: true as const },
  ];
}

/** What the configuration says of a profile, and its place at the head of an order that is there already. */
function credentialItems({ profileId, provider, kind }: AnsweredCredential, { auth }: Config): ConfigItem[] {
  const path = ["auth", "profiles", profileId];
  const from = `name ${profileId} in the configuration`;
  const naming: ConfigItem = auth?.profiles?.[profileId]
    ? { from, path: [...path, "mode"], value: kind, wins: true }
    : { from, path, value: { provider, mode: kind } };
  const orders = Object.entries(auth?.order ?? {})
    .filter(([name]) => sameProvider(name, provider))
    .map(([name, ids]): ConfigItem => {
      const value = [profileId, ...ids.filter((id) => id !== profileId)];
      return { from: `try ${profileId} first for ${name}`, path: ["auth", "order", name], value, wins: true };
    });
  return [naming, ...orders];
}

function channelItems({ name, token }: AnsweredChannel, { channels }: Config): ConfigItem[] {
  const { path, variable } = channelKeys[name];
  const value = token instanceof Secret ? `\${${variable}}` : token.source === "env" ? `\${${token.id}}` : token;
  const says = typeof value === "string" ? value : token instanceof Secret ? variable : token.source;
  const isOff = channels?.[name]?.enabled === false;
  return [
    { from: `answer on ${name} with the token of ${says}`, path, value, wins: true },
    ...(isOff
      ? [{ from: `switch ${name} on`, path: ["channels", name, "enabled"], value: true, wins: true as const }]
      : []),
  ];
}
