import type { KeyObject } from "node:crypto";
import type { May, Person } from "../domain/access.js";
import type { Conversation } from "../domain/binding.js";
import type { SessionKey } from "../domain/ids.js";
import type { Translated } from "../domain/language.js";
import type { Reply } from "../domain/reply.js";

export type PlatformName = "discord" | "telegram" | "terminal";

/** Where something was said: one conversation, and what bindings and inheritance need to know of it. */
export interface Place extends Conversation {
  readonly platform: PlatformName;
}

/** What somebody typed, handed over whole. */
export interface Invocation {
  readonly place: Place;
  readonly person: Person;
  /** Everything after the command's name, trimmed: `opus@work --once`, or empty for the bare command. */
  readonly argument: string;
  /** The person's language as the platform states it (`de`, `zh-CN`), where it does. */
  readonly locale?: string;
  /** Whether the caller alone will see the answer: an ephemeral reply, a DM, the terminal. */
  readonly seenByCallerAlone: boolean;
  /** What the platform can show to press; absent where there is only text. */
  readonly menus?: Menus;
  /** ms since the epoch. */
  readonly now: number;
}

/** How much a platform can show to press in one message. */
export interface Menus {
  /** Entries of one menu. */
  readonly entries: number;
  /** Whether models and profiles have a menu each, side by side; otherwise one takes the other's place. */
  readonly both: boolean;
}

/** One suggestion while somebody types an argument; `value` is what they could have typed. */
export interface Completion {
  readonly label: string;
  readonly value: string;
  /** As in a `Choice`: how it is found again where `value` is too long for the platform. */
  readonly names?: readonly string[];
}

/** What can be pressed here and now, so that a button made some time ago does what its label says or nothing. */
export interface Pressable {
  /** All names of which choices may be made, in lists that stay the same array as long as nothing changes. */
  readonly names: readonly (readonly string[])[];
  /** The argument that means exactly these names; nothing where they do not go together. */
  argument(names: readonly string[]): string | undefined;
}

/** A command that a person types with a slash. Platforms receive these as values and know nothing of what they do. */
export interface SlashCommand {
  /** Without the slash, lower case: `model`. */
  readonly name: string;
  /** Other names under which it is found where somebody types one; no menu shows them. */
  readonly otherNames?: readonly string[];
  /** One sentence, at most 100 characters (Discord's limit for descriptions). */
  readonly description: string;
  /** The same in other languages. */
  readonly descriptions?: Partial<Translated<string>>;
  /** The one optional argument; absent for a command that takes none. */
  readonly argument?: {
    readonly name: string;
    readonly description: string;
    readonly descriptions?: Partial<Translated<string>>;
  };
  run(invocation: Invocation): Promise<Reply>;
  /** Suggestions for what is typed so far, best first, at most 25. */
  complete?(invocation: Invocation): Promise<readonly Completion[]>;
  /** What its choices can stand for; without it nothing of this command can be pressed. */
  pressable?(invocation: Invocation): Promise<Pressable>;
}

/** All that a platform needs of the resolver: who may do what. */
export interface Gatekeeper {
  readonly may: May;
  /**
   * The key that signs what can be pressed. It must outlive restarts, and be the same in all processes of one bot.
   * Without it there is nothing to press and everything is said in words.
   */
  tokenKey?(): Promise<KeyObject>;
  /** Told when a conversation goes on under another key, perhaps more than once: what was chosen there follows. */
  moved?(from: SessionKey, to: SessionKey): Promise<void>;
  /** A language tag that is spoken to everybody; `auto` or nothing: each person's own. */
  language?(): string | undefined;
}
