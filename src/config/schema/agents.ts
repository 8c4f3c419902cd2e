import * as z from "zod/mini";
import { agentId, allowRule, modelRef, optional, required, text } from "./words.js";

export function agents() {
  const model = z.union(
    [
      text(),
      z.strictObject({
        primary: required("The model of every conversation that nobody pinned: `provider/model` or an alias.", text()),
        fallbacks: optional("Tried in this order when the primary model cannot answer.", z.array(text())),
      }),
    ],
    '"provider/model", an alias, or { "primary", "fallbacks" }',
  );

  const models = z.record(
    modelRef(),
    z.strictObject({ alias: optional("A short name to type instead of the ref; case does not matter.", text()) }),
  );

  const modelPolicy = z.strictObject({
    allow: optional("What people may choose: refs or `provider/*`. Absent: the whole catalogue.", z.array(allowRule())),
  });

  return z.strictObject({
    defaults: optional(
      "What every agent has unless it says otherwise.",
      z.strictObject({
        model: optional("The default model, or `{ primary, fallbacks }`.", model),
        models: optional("The catalogue: `provider/model` and, where wanted, an alias.", models),
        modelPolicy: optional("Which models people may choose.", modelPolicy),
      }),
    ),
    list: optional(
      "The agents. Without it there is one, `main`.",
      z.array(
        z.strictObject({
          id: required("Its name.", agentId()),
          default: optional("Whether it answers where no binding says otherwise.", z.boolean()),
          model: optional("Replaces the default model together with its fallbacks.", model),
          models: optional("Added to the common catalogue; its own entries and aliases win.", models),
          modelPolicy: optional("Replaces the common policy.", modelPolicy),
          agentDir: optional("Where its auth-profiles.json lives, instead of the state directory.", text()),
        }),
      ),
    ),
  });
}

export function bindings() {
  const peer = z.strictObject({
    kind: required("What kind of conversation.", z.enum(["dm", "group", "channel", "thread"])),
    id: required("The platform's id of it, in quotes; of a dm also the person's.", text()),
  });

  return z.array(
    z.strictObject({
      agentId: required("Who answers there.", agentId()),
      match: required(
        "Where: the narrowest match wins (peer, thread's channel, guild, channel).",
        z.strictObject({
          channel: required("The platform.", z.enum(["discord", "telegram", "terminal"])),
          guildId: optional("A Discord server.", text()),
          peer: optional("One conversation.", peer),
        }),
      ),
    }),
  );
}
