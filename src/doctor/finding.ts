/** `error`: something does not work, or a secret is exposed. `warning`: it will not for long. `note`: good to know. */
export const findingLevels = ["error", "warning", "note"] as const;
export type FindingLevel = (typeof findingLevels)[number];

/** Something safe that can be done about a finding without asking anybody: nothing that a person wrote is lost by it. */
export interface Fix {
  /** Does it and says what was done, as a sentence. */
  run(): Promise<string>;
}

/** What a check found. None of its words may hold a secret. */
export interface Finding {
  readonly level: FindingLevel;
  /** What is so, as a sentence. */
  readonly what: string;
  /** What follows from it. */
  readonly why: string;
  /** The command, or the line to write, that mends it. */
  readonly mend?: string;
  readonly fix?: Fix;
}

/** Why a check had nothing to look at. */
export interface Skipped {
  readonly skipped: string;
}
