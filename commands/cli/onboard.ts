import { agentFlag, jsonFlag, verb } from "./verb.js";

export default verb({
  examples: [
    "onboard",
    "onboard --non-interactive --key anthropic=ANTHROPIC_KEY --model anthropic/claude-opus-4-5 --telegram BOT_TOKEN --switch telegram:123456",
    "onboard --non-interactive --stdin --key anthropic=A --telegram T --dry-run",
  ],
  says: `Sets modelpin up: accounts, models and their short names, channels, and who may switch. Asks on a terminal, shows
the plan, applies it when you agree, looks whether all is well and says how to start.

For Ansible or Docker --non-interactive takes the answers from flags. A secret is never one of them: flags name
variables, and their values come from the environment or, with --stdin, from lines NAME=value on standard input. What
is set up already stays as it is unless a flag says otherwise, so the same command may be run again.`,
  readsSecret: true,
  flags: {
    ...jsonFlag,
    ...agentFlag,
    "non-interactive": { says: "ask nothing; take everything from the flags below" },
    "dry-run": { says: "show the plan and change nothing" },
    online: {
      says: "look over the network too at the end: one tiny request per account named here, and do the platforms know the bots",
    },
    stdin: { says: "read NAME=value lines from standard input; they count before the environment" },
    "by-name": { says: "store which variable holds each secret instead of the secret itself" },
    key: {
      value: "<provider=NAME,…>",
      says: "API keys: a provider (or a profile id such as anthropic:work) and the variable that holds its key",
    },
    token: { value: "<provider=NAME,…>", says: "the same for tokens, for example of claude setup-token" },
    model: { value: "<ref>", says: "the default model: provider/model, or an alias" },
    fallbacks: { value: "<ref,…>", says: "tried in this order when the default cannot answer" },
    alias: { value: "<alias=ref,…>", says: "short names: opus=anthropic/claude-opus-4-5" },
    discord: { value: "<NAME>", says: "answer on Discord; the variable that holds the bot's token" },
    telegram: { value: "<NAME>", says: "answer on Telegram; the variable that holds the bot's token" },
    view: {
      value: "<principal,…>",
      says: "who may see /model: telegram:<userId>, discord:<userId>, discord:role:<roleId>, *",
    },
    chat: { value: "<principal,…>", says: "who may also get answers" },
    switch: { value: "<principal,…>", says: "who may also choose models and accounts" },
    admin: { value: "<principal,…>", says: "who may do everything" },
  },
  run: async (call) => (await import("./onboard/run-onboard.js")).runOnboard(call),
});
