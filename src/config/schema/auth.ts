import * as z from "zod/mini";
import { levels } from "../../domain/access.js";
import { credentialTypes } from "../../domain/credential.js";
import { milliseconds, optional, principals, profileId, providerId, required, text } from "./words.js";

export function auth() {
  const profile = z.strictObject({
    provider: required("Whose credential it is; the part of the id before the colon.", providerId()),
    mode: required("What kind of credential.", z.enum(credentialTypes)),
    email: optional("The account, for people to read.", text()),
    displayName: optional("How views call it.", text()),
    billing: optional(
      "Who pays how; unless set, api_key is metered, token and oauth are flat.",
      z.enum(["flat", "metered"]),
    ),
    use: optional("Who may pin it; absent: all who may switch.", principals()),
  });

  return z.strictObject({
    profiles: optional(
      "What is known of each credential. The secrets are in auth-profiles.json.",
      z.record(profileId(), profile),
    ),
    order: optional(
      "Which profiles of a provider are tried, in which sequence.",
      z.record(providerId(), z.array(profileId())),
    ),
    crossBilling: optional(
      "What happens before a conversation moves from a flat account to a metered key.",
      z.enum(["ask", "allow", "deny"]),
    ),
    attempts: optional(
      "How far a turn goes to find somebody who answers.",
      z.strictObject({
        max: optional("Requests at most, all accounts together. Default: 5.", z.int().check(z.positive())),
        beforeTextMs: optional(
          "How long they may take together before the first text, in ms. Default: 60000.",
          milliseconds(),
        ),
      }),
    ),
  });
}

const meaning = {
  view: "May see /model.",
  chat: "May also get answers from a model.",
  switch: "May also choose models and profiles.",
  admin: "May do everything.",
};

export const access = () =>
  z.strictObject(
    Object.fromEntries(levels.map((level) => [level, optional(meaning[level], principals())])) as Record<
      (typeof levels)[number],
      z.ZodMiniOptional<ReturnType<typeof principals>>
    >,
  );
