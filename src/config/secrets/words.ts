import type { SecretRef } from "../../domain/credential.js";
import { ModelpinError } from "../../domain/errors.js";

/** A reference as an error may name it: where, and under which id. @example "exec:vault openai/key" */
function describeRef({ source, provider, id }: SecretRef): string {
  if (source === "env" && provider === undefined) return `\${${id}}`;
  return `${source}:${provider ?? "default"} ${id}`;
}

export type SecretErrorCode =
  | "secret_ref_invalid"
  | "secret_not_found"
  | "secret_source_unknown"
  | "secret_source_unsafe"
  | "secret_source_failed"
  | "secret_source_timeout";

/** **Never pass anything that came from the source itself as `why`**: it may be the secret. */
export function secretError(code: SecretErrorCode, ref: SecretRef, why: string, hint?: string): ModelpinError {
  return new ModelpinError(code, `The secret ${describeRef(ref)} cannot be read: ${why}.`, {
    hint: hint ?? `See secrets.providers.${ref.provider ?? "default"} in the configuration.`,
  });
}
