import type { FailureStory } from "../failure-class.js";
import {
  addKey,
  addToken,
  type FailureHints,
  type FailureWords,
  hintAfterFailure,
  orSooner,
  type SetbackWords,
  setModel,
  setOrder,
  tellFailure,
  utc,
  type WhyNotWords,
  whyNone,
  whyNot,
} from "../setback-words.js";

const states: WhyNotWords = {
  cooldown: "cooling down",
  disabled: "disabled for a while",
  expired: "expired",
  needs_login: "in need of a new login",
  missing_credential: "without a credential",
  invalid_expires: "stored with an unusable expiry",
  unresolved_ref: "stored as a reference that cannot be resolved",
  provider_mismatch: "another provider's",
  mode_mismatch: "of another type than configured",
  unknown_profile: "not there any more",
  needs_consent: "waiting for consent",
  denied: "metered, which is not allowed here in place of a flat one",
};

const failures: FailureWords = {
  rate_limit: (provider) => `${provider} has reached a limit for this account`,
  overloaded: (provider) => `${provider} is overloaded`,
  timeout: (provider) => `${provider} could not be reached or did not answer in time`,
  server_error: (provider) => `${provider} or a server in between had an error of its own`,
  billing: (provider) => `${provider} asks for payment before this account can go on`,
  auth: (provider) => `${provider} did not accept this credential`,
  auth_permanent: (provider) => `${provider} does not allow this credential`,
  model_not_found: (provider) => `${provider} does not offer this model to this account`,
  request: (provider) => `${provider} refused the request itself`,
  context_overflow: () => "The conversation is too long for this model",
  aborted: () => "The request was stopped",
  unknown: (provider) => `${provider} failed in a way that is not known yet`,
  deadline: (provider) => `${provider} did not answer in time`,
  no_usable_answer: (provider) => `${provider} gave no usable answer`,
  no_request: () => "No request could be made with this credential",
  login_over: (provider) => `A login at ${provider} is over: it refused to renew it`,
  login_not_renewed: (provider) => `The login at ${provider} could not be renewed`,
  login_renewing: (provider) => `The login at ${provider} is still being renewed`,
  credential_replaced: () => "The credential was replaced while the request was under way",
  profile_gone: () => "The profile does not exist any more",
};

/** The English sentence about a failure, without a full stop. */
export const tellInEnglish = (story: FailureStory): string => tellFailure(failures, story);

const sooner = "works again already? /model @<profile> tries it at once";

const hints: FailureHints = {
  only: {
    aborted: "Nothing is wrong with the account: ask again when you like",
    context_overflow: "Start afresh with /new, or choose another model: /model list",
    request: "Say it differently, or choose another model: /model list",
    login_renewing: "Try again in a moment",
    credential_replaced: "Send the message again",
  },
  first: {
    login_over: (command) => `An operator logs in again: ${command}`,
    login_not_renewed: (command) => `It is tried again by itself; an operator sees why: ${command}`,
    no_request: (command) => `An operator finds out why: ${command}`,
  },
  useKey: "Use an API key instead: /model list",
  back: (time) => `Back at ${time}`,
  sooner,
  always: "what was tried: /model why · choose another: /model list",
};

const backAt = (back: number | undefined): string => (back === undefined ? "" : ` Back at ${utc(back)}.`);

export const english: SetbackWords = {
  no_model: (data) => ({
    message: `No model is set for the agent ${data.agent}.`,
    hint: `Choose one with /model list, or an operator sets a default: ${setModel(data)}`,
  }),
  model_gone: ({ model }) => ({
    message: `The pinned model ${model} is not offered here any more.`,
    hint: "Nobody was asked, since a pin is a lock. Choose another with /model list, or drop the pin with /model default",
  }),
  no_credentials: ({ provider, agent }) => ({
    message: `No credentials found for ${provider} (agent ${agent}).`,
    hint: `An operator adds one: ${addKey(provider)}, or: ${addToken(provider)}`,
  }),
  order_of_nobody: (data) => ({
    message: `The order of ${data.provider} (agent ${data.agent}) names no profile that can be used.`,
    hint: `An operator sets another one: ${setOrder(data)}`,
  }),
  none_usable: ({ model, pinned, reasons, back }) => ({
    message: `${pinned ? "The pinned profile is" : `No profile for ${model} can be used:`} ${whyNone(states, reasons)}.${backAt(back)}`,
    hint: orSooner(
      pinned
        ? "Nobody else was asked, since a pin is a lock. /model why · choose with /model list · drop it with /model @auto or /model default"
        : "/model why · choose another with /model list",
      sooner,
      back,
    ),
  }),
  needs_consent: ({ flat, back }) => ({
    message: `The flat-rate account is ${whyNot(states, flat, "not usable")}; only a metered one could answer.${backAt(back)}`,
    hint: "Whoever may switch allows it with /model consent · choose another: /model list · details: /model why",
  }),
  turn_failed: (data) => ({
    message: `${tellInEnglish(data.story)}.`,
    hint: hintAfterFailure(hints, data),
  }),
  answer_cut: ({ story }) => ({
    message: `The answer was cut off here: ${story ? tellInEnglish(story) : "the connection broke"}.`,
  }),
  answer_too_long: ({ characters }) => ({
    message: `The answer was cut off here: it is longer than ${characters} characters.`,
  }),
  consent_denied: () => ({
    message: "A metered account never takes a flat one's place here.",
    hint: "Choose one yourself with /model @<profile>, or the operator sets auth.crossBilling to ask or allow.",
  }),
  telegram_admin_unknown: () => ({
    message: "Telegram did not say whether you are an admin of this group.",
    hint: "Nothing was changed. Try again in a moment.",
  }),
};
