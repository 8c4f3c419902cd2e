import { parseEnv } from "node:util";
import type { Config } from "../../../src/config/config.js";
import { quoted } from "../../../src/config/shown.js";
import { levels } from "../../../src/domain/access.js";
import type { SecretRef } from "../../../src/domain/credential.js";
import { ModelpinError } from "../../../src/domain/errors.js";
import { providerOf } from "../../../src/domain/ids.js";
import type { ProfileSet } from "../../../src/domain/profile-set.js";
import type { AnsweredChannel, AnsweredCredential, Answers } from "../../../src/onboard/answers.js";
import { parsePrincipal } from "../access/principal.js";
import { commaList } from "../comma-list.js";
import { UsageError } from "../exit.js";
import { type PastedKind, toPasted } from "../models/auth/pasted.js";
import { toProfileId, toProvider } from "../models/auth/provider.js";
import { toBotToken } from "./bot-token.js";

const answerFlags = ["key", "token", "model", "fallbacks", "alias", "discord", "telegram", ...levels] as const;

/** The flags that are answers. */
export type AnswerFlags = { readonly "by-name": boolean } & Readonly<
  Record<(typeof answerFlags)[number], string | undefined>
>;

export interface AnswerSources {
  /** Lines of standard input, when they were asked for. */
  readonly input: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: Config;
  readonly profiles: ProfileSet;
}

/**
 * The answers that flags give.
 * @throws {UsageError} for a flag that says nothing sensible; {ModelpinError} for a value that is missing or no secret.
 */
export function answersFromFlags(flags: AnswerFlags, sources: AnswerSources): Answers {
  if (answerFlags.every((name) => flags[name] === undefined)) {
    throw new UsageError("no_answers", "--non-interactive takes the answers from flags, and there is none.", {
      hint: "For example: modelpin onboard --non-interactive --key anthropic=ANTHROPIC_KEY --model anthropic/claude-opus-4-5",
    });
  }
  const given = parseEnv(sources.input);
  const stored = <T>(flag: string, name: string, check: (text: string) => T): T | { secret: SecretRef } => {
    assertName(flag, name);
    if (flags["by-name"]) return { secret: { source: "env", id: name } };
    const value = given[name] ?? sources.env[name];
    if (value?.trim()) return check(value.trim());
    throw new ModelpinError("secret_not_given", `--${flag} names ${name}, which holds nothing.`, {
      hint: `Set it in the environment, or give the line ${name}=… on standard input with --stdin. Nothing was stored.`,
    });
  };
  const credentials = (["key", "token"] as const).flatMap((flag) =>
    commaList(flags[flag]).map((pair): AnsweredCredential => {
      const kind: PastedKind = flag === "key" ? "api_key" : "token";
      const [who, name] = splitPair(flag, pair);
      const provider = toProvider(who.includes(":") ? providerOf(who) : who, sources.config, sources.profiles);
      const profileId = toProfileId(
        who.includes(":") ? who : undefined,
        provider,
        flag === "key" ? "default" : "manual",
      );
      return { profileId, provider, kind, ...stored(flag, name, (text) => toPasted(text, kind, provider)) };
    }),
  );
  const channels = (["discord", "telegram"] as const).flatMap((name): AnsweredChannel[] => {
    const variable = flags[name];
    if (variable === undefined) return [];
    return [{ name, token: stored(name, variable, (text) => ({ secret: toBotToken(name, text) })).secret }];
  });
  return {
    credentials,
    ...(flags.model === undefined ? {} : { model: flags.model }),
    fallbacks: commaList(flags.fallbacks),
    aliases: commaList(flags.alias).map((pair) => {
      const [alias, ref] = splitPair("alias", pair);
      return { alias, ref };
    }),
    channels,
    access: levels.flatMap((level) =>
      commaList(flags[level]).map((principal) => ({ level, principal: parsePrincipal(principal) })),
    ),
  };
}

/** @throws {UsageError} without repeating what was typed: it may be the secret itself. */
function assertName(flag: string, name: string): void {
  if (/^[A-Z][A-Z0-9_]{0,127}$/.test(name)) return;
  throw new UsageError("not_a_variable", `--${flag} takes the name of a variable, in capitals; nothing was stored.`, {
    hint: `If that was the secret: it now stands in the shell history and was visible in the process list. Remove it there, and replace it at its provider.\nPut the value into a variable and name that: --${flag} ${flag === "key" || flag === "token" ? "anthropic=" : ""}MY_VARIABLE`,
  });
}

function splitPair(flag: string, pair: string): [string, string] {
  const at = pair.indexOf("=");
  if (at > 0 && at < pair.length - 1) return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  if (flag === "alias") {
    throw new UsageError("invalid_pair", `${quoted(pair)} is not <alias>=<ref>.`, {
      hint: "For example: --alias opus=anthropic/claude-opus-4-5",
    });
  }
  assertName(flag, "");
  return ["", ""];
}
