import type { May, Person } from "../domain/access.js";
import type { SessionKey } from "../domain/ids.js";
import type { Reply } from "../domain/reply.js";

export const platformNames = ["discord", "telegram", "terminal"] as const;
export type PlatformName = (typeof platformNames)[number];

/** Where something was said: one conversation, and what bindings and inheritance need to know of it. */
export interface Place {
  readonly platform: PlatformName;
  /** The conversation's key, for example `telegram:-1001234:17`. */
  readonly session: SessionKey;
  /** The conversation whose pin applies when this one has none: a thread's channel, a forum topic's group. */
  readonly parent?: SessionKey;
  readonly kind: "dm" | "group" | "channel" | "thread";
  /** The platform's own id of the conversation, as `bindings[].match.peer.id` names it. */
  readonly peerId: string;
  readonly parentPeerId?: string;
  readonly guildId?: string;
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
  /** ms since the epoch. */
  readonly now: number;
}

/** One suggestion while somebody types an argument; `value` is what they could have typed. */
export interface Completion {
  readonly label: string;
  readonly value: string;
}

/** A command that a person types with a slash. Platforms receive these as values and know nothing of what they do. */
export interface SlashCommand {
  /** Without the slash, lower case: `model`. */
  readonly name: string;
  /** One sentence, at most 100 characters (Discord's limit for descriptions). */
  readonly description: string;
  /** The one optional argument; absent for a command that takes none. */
  readonly argument?: { readonly name: string; readonly description: string };
  run(invocation: Invocation): Promise<Reply>;
  /** Suggestions for what is typed so far, best first, at most 25. */
  complete?(invocation: Invocation): Promise<readonly Completion[]>;
}

/** All that a platform needs of the resolver: who may do what. */
export interface Gatekeeper {
  readonly may: May;
}
