import { pathText } from "../../config/shown.js";
import { apiKinds } from "../../domain/credential.js";
import { isObject, type Json, valueAt } from "../../domain/json.js";
import { isReservedWord } from "../../domain/model-target.js";
import type { ConfigItem } from "../config-items.js";
import { objectAt, textsOf } from "./json.js";
import type { Left, Mapped } from "./left.js";

/** `models.providers`: addresses and models. A key that stands there in plain text becomes a profile, see map-profiles. */
export function mapProviders(config: Json): Mapped {
  const items: ConfigItem[] = [];
  const left: Left[] = [];
  for (const [name, written] of Object.entries(objectAt(config, "models", "providers"))) {
    if (!isObject(written)) continue;
    const from = pathText(["models", "providers", name]);
    const { baseUrl, api, apiKey, headers, models } = written;
    const isOurs = apiKinds.some((kind) => kind === api);
    if (api !== undefined && !isOurs)
      left.push({ from: `${from}.api`, why: "this kind of interface is not spoken here" });
    if (api !== undefined && !isOurs) continue;
    const ids = Array.isArray(models) ? models.map((model) => (isObject(model) ? model.id : model)) : [];
    const value = {
      ...(typeof baseUrl === "string" ? { baseUrl } : {}),
      ...(isOurs ? { api } : {}),
      ...(isReference(apiKey) ? { apiKey } : {}),
      ...(isObject(headers) ? { headers } : {}),
      ...(ids.length > 0 ? { models: ids.filter((id) => typeof id === "string") } : {}),
    };
    if (Object.keys(value).length > 0) items.push({ from, path: ["models", "providers", name], value });
  }
  return { items, left };
}

/** `secrets.providers`, whose format is ours. */
export function mapSecretSources(config: Json): Mapped {
  const entries = Object.entries(objectAt(config, "secrets", "providers"));
  return {
    items: entries.map(([name, value]) => {
      const path = ["secrets", "providers", name];
      return { from: pathText(path), path, value };
    }),
    left: [],
  };
}

export function isReference(value: unknown): boolean {
  return isObject(value) || (typeof value === "string" && /^\$\{[A-Z][A-Z0-9_]{0,127}\}$/.test(value));
}

/** A catalogue: refs with their aliases. What else is said of a model is that program's own. */
function mapCatalogue(models: unknown, path: readonly (string | number)[]): Mapped {
  const items: ConfigItem[] = [];
  const left: Left[] = [];
  for (const [ref, entry] of Object.entries(isObject(models) ? models : {})) {
    const alias = valueAt(entry, "alias");
    const at = [...path, ref];
    const isTypable = typeof alias === "string" && !isReservedWord(alias);
    if (typeof alias === "string" && !isTypable) {
      left.push({
        from: `${pathText(at)}.alias`,
        why: `"${alias}" is a word of /model; choose another: modelpin models aliases add`,
      });
    }
    items.push({ from: pathText(at), path: at, value: isTypable ? { alias } : {} });
  }
  return { items, left };
}

/** A default model with its fallbacks, as a string or an object. */
export function toModelConfig(model: unknown): string | { primary: string; fallbacks?: string[] } | undefined {
  if (typeof model === "string") return model;
  const primary = valueAt(model, "primary");
  if (typeof primary !== "string") return undefined;
  const fallbacks = textsOf(valueAt(model, "fallbacks"));
  return fallbacks.length === 0 ? primary : { primary, fallbacks };
}

/** `agents.defaults`: the catalogue, the allow-list, then what refers to them. */
export function mapDefaults(config: Json): Mapped {
  const defaults = objectAt(config, "agents", "defaults");
  const path = ["agents", "defaults"];
  const catalogue = mapCatalogue(defaults.models, [...path, "models"]);
  const allow = textsOf(valueAt(defaults, "modelPolicy", "allow"));
  const model = toModelConfig(defaults.model);
  return {
    items: [
      ...catalogue.items,
      ...(allow.length > 0
        ? [{ from: "agents.defaults.modelPolicy.allow", path: [...path, "modelPolicy", "allow"], value: allow }]
        : []),
      ...(model === undefined ? [] : [{ from: "agents.defaults.model", path: [...path, "model"], value: model }]),
    ],
    left: catalogue.left,
  };
}
