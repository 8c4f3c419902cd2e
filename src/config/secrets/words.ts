import type { SecretRef } from "../../domain/credential.js";
import { ModelpinError } from "../../domain/errors.js";
import { looksSecret } from "../shown.js";

const idForms: Readonly<Record<SecretRef["source"], RegExp>> = {
  env: /^[A-Z][A-Z0-9_]*$/,
  file: /^(?:\/|value$)/,
  exec: /./,
};

/** An id as people may read it: not one of another form, since a key may have been pasted where its name belongs. */
export function idToShow({ source, id }: SecretRef): string {
  return idForms[source].test(id) && !looksSecret(id) ? id : "…";
}

/** A reference as an error may name it: where, and under which id. @example "exec:vault openai/key" */
function describeRef(ref: SecretRef): string {
  const { source, provider } = ref;
  if (source === "env" && provider === undefined) return `\${${idToShow(ref)}}`;
  return `${source}:${provider ?? "default"} ${idToShow(ref)}`;
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
