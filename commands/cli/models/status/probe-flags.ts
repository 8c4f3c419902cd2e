import { commaList } from "../../comma-list.js";
import { UsageError } from "../../exit.js";

/** The flags of `models status` that concern probing. Apart from what they do, so that `--help` loads nothing else. */
export const probeFlagSpecs = {
  probe: { says: "send one tiny real request per profile; changes no state but a login that was due for a refresh" },
  "probe-provider": { value: "<provider>", many: true, says: "probe only this provider's profiles; may be repeated" },
  "probe-profile": { value: "<id>", many: true, says: "probe only this profile; may be repeated" },
  "probe-models": { says: "probe every model of the catalogue with each profile, not one per provider" },
  "probe-timeout": { value: "<ms>", says: "how long one probe may take; default 8000" },
  "probe-concurrency": { value: "<n>", says: "how many at a time; default 2" },
} as const;

export interface ProbeFlags {
  readonly probe: boolean;
  readonly "probe-provider": string | undefined;
  readonly "probe-profile": string | undefined;
  readonly "probe-models": boolean;
  readonly "probe-timeout": string | undefined;
  readonly "probe-concurrency": string | undefined;
}

/** What to probe, and how. */
export interface ProbeOptions {
  /** None: all. */
  readonly providers: readonly string[];
  /** None: all. */
  readonly profiles: readonly string[];
  readonly allModels: boolean;
  readonly timeoutMs: number;
  readonly concurrency: number;
}

function count(flag: string, text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined) return otherwise;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new UsageError("invalid_number", `--${flag} needs a whole number from 1 to ${most}.`, {
    hint: `For example: --${flag} ${otherwise}`,
  });
}

/** Understands the flags; nothing when nobody asked to probe. @throws {UsageError} */
export function toProbeOptions(flags: ProbeFlags & { readonly plain: boolean }): ProbeOptions | undefined {
  const given = Object.keys(probeFlagSpecs).filter((name) => {
    const value = flags[name as keyof ProbeFlags];
    return value !== undefined && value !== false;
  });
  if (!flags.probe) {
    const [lonely] = given;
    if (lonely === undefined) return undefined;
    throw new UsageError("probe_flag_alone", `--${lonely} goes with --probe.`, {
      hint: `Add it: --probe --${lonely} …`,
    });
  }
  if (flags.plain) {
    throw new UsageError("probe_and_plain", "--probe and --plain exclude each other.", {
      hint: "Say which one you want.",
    });
  }
  return {
    providers: commaList(flags["probe-provider"]),
    profiles: commaList(flags["probe-profile"]),
    allModels: flags["probe-models"],
    timeoutMs: count("probe-timeout", flags["probe-timeout"], 8000, 600_000),
    concurrency: count("probe-concurrency", flags["probe-concurrency"], 2, 64),
  };
}
