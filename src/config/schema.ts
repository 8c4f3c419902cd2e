import * as z from "zod/mini";
import { agents, bindings } from "./schema/agents.js";
import { access, auth } from "./schema/auth.js";
import { channels } from "./schema/channels.js";
import { models } from "./schema/models.js";
import { secrets } from "./schema/secrets.js";
import { milliseconds, optional, text } from "./schema/words.js";

/**
 * Every key of the configuration, described once. `config.schema.json` is generated from it (`node build/schema.js`),
 * and `config.ts` has it as types, for whoever must not load zod.
 *
 * zod/mini: the same schemas at a sixth of the bundle; every verb of the CLI pays for it.
 */
export const configSchema = z.strictObject({
  $schema: optional("For editors: where config.schema.json is.", text),
  agents: optional("Agents, their default models and the catalogue.", agents),
  bindings: optional("Which agent answers where.", bindings),
  auth: optional("Profiles (without their secrets), their order, consent.", auth),
  models: optional("Providers.", models),
  channels: optional("Where people talk to the bot.", channels),
  access: optional("Who may do what. Nobody is in until listed.", access),
  language: optional("`auto`: each person's own; else one language tag for all.", text),
  env: optional(
    "The environment.",
    z.strictObject({
      shellEnv: optional(
        "Asks the login shell for keys that are not set.",
        z.strictObject({
          enabled: optional("Default: false.", z.boolean()),
          timeoutMs: optional("How long the shell may take, in ms. Default: 15000.", milliseconds),
        }),
      ),
    }),
  ),
  secrets: optional("Files and programs that hold secrets.", secrets),
});
