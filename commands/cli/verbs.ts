import type { Verb } from "./verb.js";

/** A verb as the menu knows it: nothing of it is loaded before somebody asks for it. */
export interface VerbEntry {
  readonly words: readonly string[];
  /** For the list of verbs: a few words. */
  readonly summary: string;
  readonly load: () => Promise<{ readonly default: Verb }>;
}

const entry = (words: string, summary: string, load: VerbEntry["load"]): VerbEntry => ({
  words: words.split(" "),
  summary,
  load,
});

/** Every verb, in the order in which help lists them. A new verb is one file at the path of its words, and one line here. */
export const verbs: readonly VerbEntry[] = [
  entry("onboard", "set it all up: accounts, models, channels, who may", () => import("./onboard.js")),
  entry("gateway", "run the configured channels", () => import("./gateway.js")),
  entry("gateway status", "ask the running one", () => import("./gateway/status.js")),
  entry("chat", "a conversation in this terminal", () => import("./chat.js")),
  entry("models status", "what is used, on whose account, and what is missing", () => import("./models/status.js")),
  entry("models list", "the catalogue, and which of it has auth", () => import("./models/list.js")),
  entry("models set", "set the default model", () => import("./models/set.js")),
  entry("models aliases list", "the short names of models", () => import("./models/aliases/list.js")),
  entry("models aliases add", "give a model a short name", () => import("./models/aliases/add.js")),
  entry("models aliases remove", "take a short name away", () => import("./models/aliases/remove.js")),
  entry(
    "models fallbacks list",
    "what is tried when the default cannot answer",
    () => import("./models/fallbacks/list.js"),
  ),
  entry("models fallbacks add", "add a fallback", () => import("./models/fallbacks/add.js")),
  entry("models fallbacks remove", "take a fallback out", () => import("./models/fallbacks/remove.js")),
  entry("models fallbacks clear", "take all fallbacks out", () => import("./models/fallbacks/clear.js")),
  entry("models explain", "what a conversation's next turn gets, and why", () => import("./models/explain.js")),
  entry("models pins list", "what people chose for their conversations", () => import("./models/pins/list.js")),
  entry("models pins clear", "drop such choices", () => import("./models/pins/clear.js")),
  entry("models auth paste-token", "store a token", () => import("./models/auth/paste-token.js")),
  entry("models auth paste-api-key", "store an API key", () => import("./models/auth/paste-api-key.js")),
  entry("models auth add", "store a credential, step by step", () => import("./models/auth/add.js")),
  entry(
    "models auth setup-token",
    "store a token of a Claude subscription",
    () => import("./models/auth/setup-token.js"),
  ),
  entry("models auth remove", "take a profile away with all that hangs on it", () => import("./models/auth/remove.js")),
  entry("models auth login", "log in to a provider", () => import("./models/auth/login.js")),
  entry("models auth token", "print a profile's secret, for scripts", () => import("./models/auth/token.js")),
  entry("models auth list", "the profiles of an agent", () => import("./models/auth/list.js")),
  entry("models auth order get", "an agent's own order of profiles", () => import("./models/auth/order/get.js")),
  entry("models auth order set", "write that order", () => import("./models/auth/order/set.js")),
  entry("models auth order clear", "drop that order", () => import("./models/auth/order/clear.js")),
  entry(
    "models auth cooldown list",
    "which profiles rest, why, until when",
    () => import("./models/auth/cooldown/list.js"),
  ),
  entry("models auth cooldown clear", "lift a block", () => import("./models/auth/cooldown/clear.js")),
  entry("import", "take over an existing state directory of OpenClaw", () => import("./import.js")),
  entry("doctor", "what is wrong, and the command that mends it", () => import("./doctor.js")),
  entry("ops install", "let systemd look after the accounts", () => import("./ops/install.js")),
  entry("completion", "let a shell complete what you type", () => import("./completion.js")),
  entry("access list", "who may do what", () => import("./access/list.js")),
  entry("access add", "let somebody in", () => import("./access/add.js")),
  entry("access remove", "take somebody out", () => import("./access/remove.js")),
];

/** What a group of verbs does when it is typed alone. */
export const defaults: Readonly<Record<string, string>> = { models: "models status" };
