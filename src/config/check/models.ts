import { providerKey } from "../../domain/ids.js";
import { type ModelRef, modelKey, parseModelRef } from "../../domain/model-ref.js";
import { isReservedWord } from "../../domain/model-target.js";
import { nearNames } from "../../domain/near-names.js";
import { agentsOf } from "../agents.js";
import type { Config, ModelConfig, ModelsConfig } from "../config.js";
import { builtInEndpoints, findEndpoint } from "../endpoints.js";
import type { UnplacedProblem } from "../issues.js";
import type { ConfigPath } from "../problem.js";
import { pathText, quoted } from "../shown.js";
import { invalid } from "./invalid.js";

const aliasRules = 'an alias holds no spaces and no "/" and does not begin with "@", "~" or "-"';

/** Aliases can be typed and mean one model; defaults and fallbacks lead to a model; every model has somewhere to go. */
export function checkModels(config: Config): UnplacedProblem[] {
  const { defaults, list = [] } = config.agents ?? {};
  const agents = agentsOf(config, { stateDir: "/", home: "/" });
  const sections = [
    { path: ["agents", "defaults"], ...defaults, known: Object.values(defaults?.models ?? {}) },
    ...list.map((agent, index) => ({ ...agent, path: ["agents", "list", index], known: agents[index]?.models ?? [] })),
  ];
  const refs: { ref: ModelRef; path: ConfigPath }[] = [];
  const problems: UnplacedProblem[] = [];
  for (const { path, model, models = {}, known } of sections) {
    problems.push(...checkAliases(models, [...path, "models"]));
    for (const written of Object.keys(models)) {
      const ref = parseModelRef(written);
      if (ref) refs.push({ ref, path: [...path, "models", written] });
    }
    const aliases = known.map(({ alias }) => alias).filter((alias) => alias !== undefined);
    for (const choice of choices(model, [...path, "model"])) {
      const ref = parseModelRef(choice.text);
      if (ref) refs.push({ ref, path: choice.path });
      else problems.push(...checkAliasExists(choice.text, choice.path, aliases));
    }
  }
  return [...problems, ...checkEndpoints(config, refs)];
}

function choices(model: ModelConfig | undefined, path: ConfigPath): { text: string; path: ConfigPath }[] {
  if (model === undefined) return [];
  if (typeof model === "string") return [{ text: model, path }];
  return [
    { text: model.primary, path: [...path, "primary"] },
    ...(model.fallbacks ?? []).map((text, index) => ({ text, path: [...path, "fallbacks", index] })),
  ];
}

/**
 * Why `alias` may not be one, as the rest of a sentence; nothing when it may.
 * @example aliasFault("list"); // '"list" is a word of /model and may not be an alias'
 */
export function aliasFault(alias: string): string | undefined {
  if (isReservedWord(alias)) return `${quoted(alias)} is a word of /model and may not be an alias`;
  if (/^[@~-]|[\s/\p{Cc}]/u.test(alias)) return `${quoted(alias)} may not be an alias; ${aliasRules}`;
  return undefined;
}

function checkAliases(models: ModelsConfig, path: ConfigPath): UnplacedProblem[] {
  const problems: UnplacedProblem[] = [];
  const owners = new Map<string, ConfigPath>();
  const spellings = new Map<string, string>();
  for (const [written, { alias }] of Object.entries(models)) {
    const ref = parseModelRef(written);
    const key = ref ? modelKey(ref) : written;
    const other = spellings.get(key);
    if (other === undefined) spellings.set(key, written);
    else problems.push(invalid([...path, written], `the same model as ${pathText([...path, other])}`));
    if (alias === undefined) continue;
    const at = [...path, written, "alias"];
    const fault = aliasFault(alias);
    const owner = owners.get(alias.toLowerCase());
    if (fault) problems.push(invalid(at, fault));
    else if (owner) problems.push(invalid(at, `the alias ${quoted(alias)} is also that of ${pathText(owner)}`));
    else owners.set(alias.toLowerCase(), at);
  }
  return problems;
}

function checkAliasExists(text: string, path: ConfigPath, aliases: readonly string[]): UnplacedProblem[] {
  if (text.includes("/")) return [invalid(path, `expected "provider/model" or an alias, found ${quoted(text)}`)];
  if (aliases.some((alias) => alias.toLowerCase() === text.toLowerCase())) return [];
  const [near] = nearNames(text, aliases, 1);
  return [
    invalid(
      path,
      `there is no alias ${quoted(text)}; ${near ? `did you mean "${near}"?` : 'write "provider/model" or give a model this alias'}`,
    ),
  ];
}

function checkEndpoints(config: Config, refs: readonly { ref: ModelRef; path: ConfigPath }[]): UnplacedProblem[] {
  const users = new Map<string, ConfigPath>();
  for (const provider of Object.keys(config.models?.providers ?? {}))
    users.set(provider, ["models", "providers", provider]);
  for (const { ref, path } of refs) {
    if (![...users.keys()].some((provider) => providerKey(provider) === providerKey(ref.provider)))
      users.set(ref.provider, path);
  }
  return [...users]
    .filter(([provider]) => findEndpoint(config, provider) === undefined)
    .map(([provider, user]) => {
      const [near] = nearNames(provider, Object.keys(builtInEndpoints), 1);
      const because = user[0] === "models" ? "" : `, and ${pathText(user)} needs it`;
      const advice = near ? `; did you mean "${near}"?` : "";
      return {
        kind: "missing_key" as const,
        path: ["models", "providers", provider, "baseUrl"],
        message: `missing; the provider ${quoted(provider)} is not built in${because}${advice}`,
      };
    });
}
