import type { Finding, Skipped } from "./finding.js";
import type { Grounds } from "./grounds.js";

/** One thing that `doctor` looks at. One file each; a new one is that file and a line in `checks.ts`. */
export interface Check {
  /** One or two words, as `--json` and people call it. */
  readonly name: string;
  /** Looks without changing anything. What it throws is reported as its own failure and keeps no other from running. */
  look(grounds: Grounds): Promise<readonly Finding[] | Skipped>;
}

/** For checks that can only judge what the configuration says. */
export const configFirst: Skipped = { skipped: "the configuration has to be mended first" };
