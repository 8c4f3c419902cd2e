import type { Left } from "./left.js";
import type { Source } from "./source.js";

/** Sections that become something, or are named one by one; the others are named together. */
const known = ["agents", "bindings", "auth", "models", "secrets", "env", "channels", "commands", "$schema", "meta"];

/** What has no counterpart: the bots' tokens by name, every other section in one line. */
export function leftRest({ config }: Source): Left[] {
  const channels = (config.channels ?? {}) as Record<string, unknown>;
  const bots = ["discord", "telegram"]
    .filter((name) => channels[name] !== undefined)
    .map((name) => ({
      from: `channels.${name}`,
      why: `two programs cannot be one bot at the same time; when the other has stopped: modelpin onboard`,
    }));
  const elsewhere = Object.keys(channels).filter((name) => name !== "discord" && name !== "telegram");
  const rest = [
    ...Object.keys(config).filter((key) => !known.includes(key)),
    ...elsewhere.map((name) => `channels.${name}`),
  ];
  return rest.length === 0 ? bots : [...bots, { from: rest.join(", "), why: "there is nothing like it here" }];
}
