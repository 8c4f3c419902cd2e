import type { SecretRef } from "../domain/credential.js";
import { ModelpinError } from "../domain/errors.js";
import type { Secret } from "../domain/secret.js";
import { toSecretRef } from "../domain/secret-ref.js";
import type { SecretProvider, SecretProviders } from "./config.js";
import type { EnvironmentView } from "./environment.js";
import { readExecSecret } from "./secrets/exec.js";
import { readFileSecret } from "./secrets/file.js";
import { secretError } from "./secrets/words.js";

/** What a reference is resolved with. */
export interface SecretSources {
  readonly environment: EnvironmentView;
  /** `secrets.providers` of the configuration. */
  readonly providers?: SecretProviders | undefined;
  /** For paths that begin with `~/`. */
  readonly home: string;
}

/**
 * Reads a reference as people write it: `"${NAME}"` or `{ source, provider?, id }`.
 *
 * @example parseSecretRef("${OPENAI_API_KEY}"); // { source: "env", id: "OPENAI_API_KEY" }
 * @throws {ModelpinError} `secret_ref_invalid`, without showing what was written: it may be the secret itself.
 */
export function parseSecretRef(value: unknown): SecretRef {
  const ref = toSecretRef(value);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a reference is written
  const fault = ref ? secretRefFault(ref) : 'expected "${NAME}" or { "source", "provider", "id" }';
  if (ref && !fault) return ref;
  throw new ModelpinError("secret_ref_invalid", `This is not a reference to a secret: ${fault}.`, {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
    hint: 'Name where the secret is kept, for example "${OPENAI_API_KEY}".',
  });
}

/** What is wrong with a reference's id, as a phrase; nothing when it is well formed. */
export function secretRefFault({ source, id, provider }: SecretRef): string | undefined {
  if (provider !== undefined && !/^[a-z][a-z0-9_-]{0,63}$/.test(provider))
    return "expected the name of an entry of secrets.providers";
  if (source === "env")
    return /^[A-Z][A-Z0-9_]{0,127}$/.test(id) ? undefined : "expected the name of an environment variable in capitals";
  if (source === "file")
    return id === "value" || /^(\/([^/~]|~0|~1)*)+$/.test(id)
      ? undefined
      : 'expected a JSON pointer ("/a/b") or "value"';
  const wellFormed =
    /^[A-Za-z0-9][A-Za-z0-9._:/#-]{0,255}$/.test(id) && !id.split("/").some((part) => part === "." || part === "..");
  return wellFormed ? undefined : 'expected letters, digits and "._:/#-", without "." and ".." as parts';
}

const plainEnvironment: SecretProvider = { source: "env" };

/**
 * The entry of `secrets.providers` that a reference leads to; nothing when there is none of its kind. The environment
 * needs no entry, whether a reference says `default` or no name at all.
 */
export function sourceOf(
  { source, provider: name = "default" }: SecretRef,
  providers: SecretProviders,
): SecretProvider | undefined {
  const found = Object.hasOwn(providers, name) ? providers[name] : undefined;
  if (found?.source === source) return found;
  return source === "env" && name === "default" ? plainEnvironment : undefined;
}

/**
 * Fetches a secret from where it is kept. Nothing is kept here: whoever wants it again asks again, or keeps it.
 *
 * @throws {ModelpinError} naming source and id, never a value: `secret_not_found`, `secret_source_unknown`,
 * `secret_source_unsafe` (others could have written it), `secret_source_failed`, `secret_source_timeout`,
 * `secret_ref_invalid`.
 */
export async function resolveSecretRef(
  ref: SecretRef,
  { environment, providers = {}, home }: SecretSources,
): Promise<Secret> {
  const fault = secretRefFault(ref);
  if (fault) throw secretError("secret_ref_invalid", ref, fault);
  const name = ref.provider ?? "default";
  const provider = sourceOf(ref, providers);
  if (provider === undefined) {
    throw secretError(
      "secret_source_unknown",
      ref,
      `secrets.providers.${name} is not a source of kind "${ref.source}"`,
    );
  }
  if (provider.source === "file") return readFileSecret(ref, provider, home);
  if (provider.source === "exec") return readExecSecret(ref, name, provider, environment);
  if (provider.allowlist && !provider.allowlist.includes(ref.id)) {
    throw secretError("secret_source_unsafe", ref, `secrets.providers.${name}.allowlist does not name it`);
  }
  const found = environment.get(ref.id);
  if (found) return found.value;
  throw secretError(
    "secret_not_found",
    ref,
    "it is not set",
    `Set ${ref.id} in the environment or in the state directory's .env.`,
  );
}
