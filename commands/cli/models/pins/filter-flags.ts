/** Which choices are meant. Apart from what they do, so that `--help` loads nothing else. */
export const filterFlagSpecs = {
  agent: { value: "<id>", says: "only those of this agent" },
  profile: { value: "<id>", says: "only those that pin this profile" },
  model: { value: "<ref>", says: "only those that pin this model, as provider/model or alias" },
  "older-than": { value: "<time>", says: "only those made longer ago, for example 30d (ms, s, m, h, d; default d)" },
  session: { value: "<key>", says: "only this conversation, for example discord:1234" },
} as const;
