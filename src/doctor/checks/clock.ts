import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Check } from "../check.js";
import type { Finding } from "../finding.js";

const earliest = Date.UTC(2025, 0, 1);
const latest = Date.UTC(2100, 0, 1);
/** File systems of other machines may be a little ahead. */
const toleranceMs = 120_000;

/** Expiry, cooldown and consent are times: a clock that is wrong makes all of them wrong. */
export const clock: Check = {
  name: "clock",
  async look({ now, location, profileFiles }) {
    if (now < earliest || now > latest) {
      return [
        {
          level: "error",
          what: `The clock says ${new Date(now).toISOString().slice(0, 10)}.`,
          why: "What has expired and what is still cooling down cannot be told, and providers refuse connections.",
          mend: "timedatectl set-ntp true",
        },
      ];
    }
    const files = [
      location.configFile,
      join(location.stateDir, "lmdb", "data.mdb"),
      ...profileFiles.map(({ file }) => file),
    ];
    const times = await Promise.all(files.map(async (file) => (await stat(file).catch(() => undefined))?.mtimeMs ?? 0));
    return files.flatMap((file, index): Finding[] => {
      const ahead = (times[index] ?? 0) - now;
      if (ahead <= toleranceMs) return [];
      return [
        {
          level: "warning",
          what: `${file} was written ${Math.round(ahead / 60_000)} min in the future.`,
          why: "The clock was wrong then or is wrong now; times that were stored meanwhile are off by as much.",
          mend: "timedatectl status",
        },
      ];
    });
  },
};
