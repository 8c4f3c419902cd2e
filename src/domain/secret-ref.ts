import type { SecretRef } from "./credential.js";
import { isObject } from "./json.js";

const environmentName = /^\$\{([A-Z][A-Z0-9_]{0,127})\}$/;

/** Recognises `"${NAME}"` and `{ source, provider?, id }`. */
export function toSecretRef(value: unknown): SecretRef | undefined {
  if (typeof value === "string") {
    // Hundreds of keys are looked at in a row, and hardly one begins so.
    const name = value.startsWith("${") ? environmentName.exec(value)?.[1] : undefined;
    return name === undefined ? undefined : { source: "env", id: name };
  }
  if (!isObject(value)) return undefined;
  const { source, provider, id } = value;
  if ((source !== "env" && source !== "file" && source !== "exec") || typeof id !== "string" || id === "")
    return undefined;
  return { source, id, ...(typeof provider === "string" ? { provider } : {}) };
}
