import { levels } from "../../domain/access.js";
import { botChannels } from "../bot-channels.js";
import { type Check, configFirst } from "../check.js";
import type { Finding } from "../finding.js";

/** Somebody is let in where the bot can be reached, and not everybody to everything. */
export const access: Check = {
  name: "access",
  async look(grounds) {
    if (grounds.configProblem) return configFirst;
    const channels = Object.keys(await botChannels(grounds));
    const lists = grounds.config.access ?? {};
    const findings: Finding[] = [];
    for (const channel of channels) {
      const isReached = levels.some((level) =>
        lists[level]?.some((principal) => principal === "*" || principal.startsWith(`${channel}:`)),
      );
      if (isReached) continue;
      findings.push({
        level: "warning",
        what: `Nobody on ${channel} is let in.`,
        why: "The bot is there and refuses everybody. Who writes to it is told the principal to add.",
        mend: `modelpin access add ${channel}:<userId> --level switch`,
      });
    }
    for (const level of ["switch", "admin"] as const) {
      if (channels.length === 0 || !lists[level]?.includes("*")) continue;
      findings.push({
        level: "warning",
        what: `access.${level} holds "*": everybody who finds the bot may ${level === "admin" ? "do everything" : "choose models and accounts"}.`,
        why: "Whoever can write to the bot spends on your accounts.",
        mend: 'modelpin access remove "*"',
      });
    }
    return findings;
  },
};
