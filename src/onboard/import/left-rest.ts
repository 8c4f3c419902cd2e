import { pathText } from "../../config/shown.js";
import { isObject, valueAt } from "../../domain/json.js";
import { objectAt } from "./json.js";
import type { Left } from "./left.js";
import type { Source } from "./source.js";

/** Sections that become something, or are named one by one; the others are named together. */
const known = ["agents", "bindings", "auth", "models", "secrets", "env", "channels", "commands", "$schema", "meta"];

const ofDefaults = ["model", "models", "modelPolicy"];
const ofAgent = [...ofDefaults, "id", "default", "name", "agentDir"];
const ofProvider = ["baseUrl", "api", "apiKey", "headers", "models"];

/** Keys beside those that are taken over. */
function unknownKeys(value: unknown, known: readonly string[], path: readonly (string | number)[]): string[] {
  const keys = isObject(value) ? Object.keys(value) : [];
  return keys.filter((key) => !known.includes(key)).map((key) => pathText([...path, key]));
}

function unknownIn(config: Source["config"]): string[] {
  const defaults = objectAt(config, "agents", "defaults");
  const models = Object.entries(objectAt(defaults, "models"));
  const providers = Object.entries(objectAt(config, "models", "providers"));
  return [
    ...unknownKeys(defaults, ofDefaults, ["agents", "defaults"]),
    ...models.flatMap(([ref, entry]) => unknownKeys(entry, ["alias"], ["agents", "defaults", "models", ref])),
    ...agentsOf(config).flatMap((agent, index) => unknownKeys(agent, ofAgent, ["agents", "list", index])),
    ...providers.flatMap(([name, entry]) => unknownKeys(entry, ofProvider, ["models", "providers", name])),
  ];
}

function agentsOf(config: Source["config"]): readonly unknown[] {
  const list = valueAt(config, "agents", "list");
  return Array.isArray(list) ? list : [];
}

/** What has no counterpart: the bots' tokens and agents' own directories by name, everything else in one line. */
export function leftRest({ config }: Source): Left[] {
  const channels = (config.channels ?? {}) as Record<string, unknown>;
  const bots = ["discord", "telegram"]
    .filter((name) => channels[name] !== undefined)
    .map((name) => ({
      from: `channels.${name}`,
      why: `two programs cannot be one bot at the same time; when the other has stopped: modelpin onboard`,
    }));
  const elsewhere = Object.keys(channels).filter((name) => name !== "discord" && name !== "telegram");
  const directories = agentsOf(config).flatMap((agent, index) =>
    valueAt(agent, "agentDir") === undefined
      ? []
      : [
          {
            from: pathText(["agents", "list", index, "agentDir"]),
            why: "profiles are read from agents/<id>/agent alone; those that are kept there: modelpin models auth add",
          },
        ],
  );
  const rest = [
    ...Object.keys(config).filter((key) => !known.includes(key)),
    ...unknownIn(config),
    ...elsewhere.map((name) => `channels.${name}`),
  ];
  const named = [...bots, ...directories];
  return rest.length === 0 ? named : [...named, { from: rest.join(", "), why: "there is nothing like it here" }];
}
