import * as z from "zod/mini";
import { agentIdPattern, profileIdPattern } from "../../domain/ids.js";
import { once } from "../../domain/once.js";

/*
 * The words that several sections share, each made when a section first needs it. The text beside a pattern says what
 * belongs there: it is shown to people as "expected …", and the description of a key becomes documentation in
 * config.schema.json.
 */

/** A key that may be left out. */
export function optional<T extends z.ZodMiniType>(description: string, schema: T): z.ZodMiniOptional<T> {
  return describe(description, z.optional(schema));
}

/** A key that must be there. The same schema may stand under several keys, so each gets its own copy. */
export function required<T extends z.ZodMiniType>(description: string, schema: T): T {
  return describe(description, schema.clone());
}

function describe<T extends z.ZodMiniType>(description: string, schema: T): T {
  z.globalRegistry.add(schema, { description });
  return schema;
}

export const text = once(() => z.string().check(z.minLength(1, "text that is not empty")));
export const milliseconds = once(() =>
  z.int().check(z.gte(1, "a whole number of milliseconds, 1 or more"), z.lte(600_000, "at most 600000 ms")),
);
export const bytes = once(() =>
  z.int().check(z.gte(1, "a whole number of bytes, 1 or more"), z.lte(67_108_864, "at most 67108864 bytes")),
);

export const providerId = once(() =>
  z.string().check(z.regex(/^[^\s/:@]+$/, 'a provider name without "/", ":", "@" and spaces')),
);
export const modelRef = once(() => z.string().check(z.regex(/^[^\s/:@]+\/\S+$/, '"provider/model"')));
export const allowRule = once(() => z.string().check(z.regex(/^[^\s/:@]+\/\S+$/, '"provider/model" or "provider/*"')));
export const profileId = once(() => z.string().check(z.regex(profileIdPattern, 'a profile id, "<provider>:<name>"')));
export const agentId = once(() =>
  z.string().check(z.regex(agentIdPattern, 'an agent id: lower-case letters, digits, "-" and "_"')),
);
export const principal = once(() =>
  z
    .string()
    .check(
      z.regex(
        /^(\*|terminal|discord:\d+|discord:role:\d+|telegram:\d+|telegram:chat-admin)$/,
        '"discord:<userId>", "discord:role:<roleId>", "telegram:<userId>", "telegram:chat-admin", "terminal" or "*"',
      ),
    ),
);
export const principals = once(() => z.array(principal()));
export const snowflake = once(() => z.string().check(z.regex(/^\d+$/, "a Discord id: digits in quotes")));
export const url = once(() =>
  z.string().check(z.regex(/^https?:\/\/[^\s]+$/, 'an address that begins with "https://" or "http://"')),
);

export const secretAlias = once(() =>
  z
    .string()
    .check(z.regex(/^[a-z][a-z0-9_-]{0,63}$/, 'the name of a secret source: lower-case letters, digits, "-" and "_"')),
);

// biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a reference is written
const reference = '"${NAME}" (an environment variable) or { "source", "provider", "id" }, never the secret itself';

/** `"${NAME}"` or `{ source, provider?, id }`; never the secret itself. */
export const secretRef = once(() =>
  z.union(
    [
      z.string().check(z.regex(/^\$\{[A-Z][A-Z0-9_]{0,127}\}$/, reference)),
      z.strictObject({
        source: required("Where the secret is kept.", z.enum(["env", "file", "exec"])),
        provider: optional("The entry of `secrets.providers` that is asked; `default` when absent.", secretAlias()),
        id: required(
          "What to ask for: a variable's name, a JSON pointer (or `value`), a name that the program knows.",
          text(),
        ),
      }),
    ],
    reference,
  ),
);
