import { agentFlag, jsonFlag, providerFlag, verb } from "../../verb.js";

export default verb({
  examples: [
    "models auth login --provider openai-codex",
    "models auth login --provider openai-codex --profile-id openai-codex:work --no-browser",
    "models auth login --provider acme --device",
  ],
  says: "Logs in to a provider: in the browser, by pasting the address that the browser ends on (over ssh, or when the port is taken), or with --device by a code typed on another device. Stores the login in auth-profiles.json of the agent and names it in auth.profiles of the configuration; from then on it is renewed by itself.",
  flags: {
    ...providerFlag,
    "profile-id": { value: "<id>", says: "where it is stored; without it <provider>:<e-mail>, or <provider>:default" },
    "no-browser": { says: "open no browser; the address is shown" },
    device: { says: "log in with a code on another device, where the provider offers that" },
    force: { says: "store it also over a profile of another account" },
    "carry-over": {
      value: "<id>",
      says: "give the new profile the places of this one in orders and pins; asked for on a terminal",
    },
    ...agentFlag,
    ...jsonFlag,
  },
  async run(call) {
    const { storeLogin } = await import("./store-login.js");
    return storeLogin(call);
  },
});
