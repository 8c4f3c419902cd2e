import type { ModelAuth } from "../../src/auth/model-auth.js";
import type { Agent } from "../../src/config/agents.js";
import type { ExitCode } from "./exit.js";
import type { Io } from "./io.js";

/** One flag of a verb. With `value` it takes one; without, it is there or not. */
export interface FlagSpec {
  /** A full phrase for `--help`. */
  readonly says: string;
  /** What stands for the value in `--help`: `<id>`. */
  readonly value?: string;
  readonly required?: true;
  /** It may be given several times; the values arrive as one, with commas between them. */
  readonly many?: true;
}

export type FlagSpecs = Readonly<Record<string, FlagSpec>>;

/** What a verb gets for its flags. */
export type Flags<F extends FlagSpecs> = {
  readonly [Name in keyof F]: F[Name] extends { value: string }
    ? F[Name] extends { required: true }
      ? string
      : string | undefined
    : boolean;
};

/** What a verb has to say when it is done; {@link Outcome.json} is printed with `--json`, the text otherwise. */
export interface Outcome {
  /** Default: 0. */
  readonly exit?: ExitCode;
  readonly json?: unknown;
  /** Lines for standard output. */
  readonly text?: readonly string[];
  /** The lines are for a program and go out as they are; otherwise without what would steer a terminal. */
  readonly verbatim?: boolean;
  /** Lines for standard error: what is not the answer itself. */
  readonly notes?: readonly string[];
}

export interface OpenForVerb {
  /** A configuration that somebody named need not be there: this verb is about to write it. */
  readonly configMayBeAbsent?: boolean;
}

/** One command line, understood. */
export interface Call<F extends FlagSpecs = FlagSpecs> {
  readonly io: Io;
  readonly flags: Flags<F>;
  /** What stands after the verb's own words. */
  readonly words: readonly string[];
  /** The value of `--config`. */
  readonly config: string | undefined;
  /**
   * The resolver, as it is on disk now; closed when the verb is done. Loaded only here, so that a verb that does not
   * need it does not pay for it.
   * @throws {ModelpinError} `config_invalid`, `config_unreadable`, `config_missing`.
   */
  open(options?: OpenForVerb): Promise<ModelAuth>;
  /**
   * The agent that `--agent` names, else the default one.
   * @throws {ModelpinError} `unknown_agent` with the near names.
   */
  agent(auth: ModelAuth): Promise<Agent>;
}

/** A verb: its help, its flags, and what it does. Its file stands at the path of its words. */
export interface Verb<F extends FlagSpecs = FlagSpecs> {
  /** Command lines without `modelpin`, the most useful first; see {@link commandLine}. */
  readonly examples: readonly [string, ...string[]];
  /** One paragraph: what it does and what it touches. */
  readonly says: string;
  readonly flags: F;
  /** What follows the verb's words: how `--help` writes it, and how many of them there may be. */
  readonly words?: { readonly usage: string; readonly min: number; readonly max?: number };
  /** It reads a secret: whatever else stands on the command line may be one and is never repeated. */
  readonly readsSecret?: true;
  run(call: Call<F>): Promise<Outcome>;
}

/** Defines a verb; here for the types of its flags. */
export function verb<const F extends FlagSpecs>(definition: Verb<F>): Verb<F> {
  return definition;
}

/** An example as somebody types it: one that names modelpin itself is a whole line of the shell already. */
export function commandLine(example: string): string {
  return /\bmodelpin /.test(example) ? example : `modelpin ${example}`;
}

/** Flags that several verbs share. */
export const jsonFlag = { json: { says: "print one JSON document instead of text" } } as const;
export const agentFlag = {
  agent: { value: "<id>", says: "the agent; without it the default agent" },
} as const;
export const providerFlag = {
  provider: { value: "<provider>", required: true, says: "whose credentials, for example anthropic" },
} as const;
