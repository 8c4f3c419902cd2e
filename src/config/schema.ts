import * as z from "zod/mini";
import { agents, bindings } from "./schema/agents.js";
import { access, auth } from "./schema/auth.js";
import { channels } from "./schema/channels.js";
import { models } from "./schema/models.js";
import { secrets } from "./schema/secrets.js";
import { milliseconds, optional, text } from "./schema/words.js";

const env = () =>
  z.strictObject({
    shellEnv: optional(
      "Asks the login shell for keys that are not set.",
      z.strictObject({
        enabled: optional("Default: false.", z.boolean()),
        timeoutMs: optional("How long the shell may take, in ms. Default: 15000.", milliseconds()),
      }),
    ),
  });

const sections = {
  $schema: section("For editors: where config.schema.json is.", text),
  agents: section("Agents, their default models and the catalogue.", agents),
  bindings: section("Which agent answers where.", bindings),
  auth: section("Profiles (without their secrets), their order, consent.", auth),
  models: section("Providers.", models),
  channels: section("Where people talk to the bot.", channels),
  access: section("Who may do what. Nobody is in until listed.", access),
  language: section("`auto`: each person's own; else one language tag for all.", text),
  env: section("The environment.", env),
  secrets: section("Files and programs that hold secrets.", secrets),
};
type Sections = typeof sections;
type ConfigSchema = z.ZodMiniObject<
  { [Name in keyof Sections]: z.ZodMiniOptional<ReturnType<Sections[Name]["schema"]>> },
  z.core.$strict
>;

function section<Schema extends z.ZodMiniType>(description: string, schema: () => Schema) {
  return { description, schema };
}

/**
 * Every key of the configuration, described once. `config.schema.json` is generated from it (`node build/schema.js`),
 * and `config.ts` has it as types, for whoever must not load zod.
 *
 * zod/mini: the same schemas at a sixth of the bundle; every verb of the CLI pays for it, and more for making them all
 * than for reading the file.
 *
 * @param has whether a section stands in the configuration; one that does not is not made. Default: all of them.
 */
export function configSchema(has: (section: string) => boolean = () => true): ConfigSchema {
  const absent = z.optional(z.undefined());
  const shape = Object.entries(sections).map(([name, { description, schema }]) => [
    name,
    has(name) ? optional(description, schema()) : absent,
  ]);
  return z.strictObject(Object.fromEntries(shape)) as ConfigSchema;
}
