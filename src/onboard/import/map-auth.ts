import { isProviderVariable } from "../../config/provider-variables.js";
import { pathText } from "../../config/shown.js";
import { providerOf, sameProvider } from "../../domain/ids.js";
import { isObject, type Json, valueAt } from "../../domain/json.js";
import type { ConfigItem } from "../config-items.js";
import { objectAt, textsOf } from "./json.js";
import type { Left, Mapped } from "./left.js";

const modes = ["api_key", "token", "oauth"];

/** `auth.profiles` and `auth.order`: the same words on both sides, and no secrets. */
export function mapAuth(config: Json): Mapped {
  const profiles = mapMetadata(objectAt(config, "auth", "profiles"));
  const orders = mapOrders(objectAt(config, "auth", "order"));
  const cooldowns = valueAt(config, "auth", "cooldowns");
  return {
    items: [...profiles.items, ...orders.items],
    left: [
      ...profiles.left,
      ...orders.left,
      ...(cooldowns === undefined
        ? []
        : [{ from: "auth.cooldowns", why: "how long an account rests is not a setting here" }]),
    ],
  };
}

function mapMetadata(profiles: Json): Mapped {
  const items: ConfigItem[] = [];
  const left: Left[] = [];
  for (const [id, entry] of Object.entries(profiles)) {
    const path = ["auth", "profiles", id];
    if (!isObject(entry) || !modes.includes(String(entry.mode))) {
      left.push({ from: pathText(path), why: "there is no such mode here; known are api_key, token and oauth" });
      continue;
    }
    const { provider, mode, email, displayName } = entry;
    const named = { provider, mode, email, displayName };
    const value = Object.fromEntries(Object.entries(named).filter(([, field]) => typeof field === "string"));
    items.push({ from: pathText(path), path, value });
  }
  return { items, left };
}

function mapOrders(orders: Json): Mapped {
  const items: ConfigItem[] = [];
  const left: Left[] = [];
  for (const [provider, written] of Object.entries(orders)) {
    const path = ["auth", "order", provider];
    const ids = textsOf(written);
    const own = ids.filter((id) => sameProvider(providerOf(id), provider));
    for (const id of ids) {
      if (!own.includes(id))
        left.push({ from: `${pathText(path)}: ${id}`, why: "it is a profile of another provider" });
    }
    // An empty order would shut out every profile; where it was not empty there, nobody wanted that.
    if (ids.length === 0 || own.length > 0) items.push({ from: pathText(path), path, value: [...new Set(own)] });
  }
  return { items, left };
}

/** `env.shellEnv` has the same words; of its variables see map-variables. */
export function mapEnvironment(config: Json): Mapped {
  const { enabled, timeoutMs } = objectAt(config, "env", "shellEnv");
  const value = {
    ...(typeof enabled === "boolean" ? { enabled } : {}),
    ...(typeof timeoutMs === "number" ? { timeoutMs } : {}),
  };
  const names = Object.keys({ ...objectAt(config, "env"), ...objectAt(config, "env", "vars") });
  return {
    items: Object.keys(value).length === 0 ? [] : [{ from: "env.shellEnv", path: ["env", "shellEnv"], value }],
    left: names
      .filter((name) => name !== "shellEnv" && name !== "vars" && !isProviderVariable(name))
      .map((name) => ({
        from: `env.${name}`,
        why: "no value stands in a configuration here; write it to .env in the state directory",
      })),
  };
}
