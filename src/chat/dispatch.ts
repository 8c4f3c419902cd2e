import { randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Level, Person } from "../domain/access.js";
import { isModelpinError } from "../domain/errors.js";
import { type Reply, text } from "../domain/reply.js";
import type { IncomingMessage } from "./conversation.js";
import type { PlatformLog } from "./platform.js";
import type { Completion, Gatekeeper, Invocation, Place, SlashCommand } from "./slash.js";

export interface DispatcherOptions {
  readonly gatekeeper: Gatekeeper;
  readonly commands: readonly SlashCommand[];
  readonly log: Pick<PlatformLog, "warn">;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Whether a message gets an answer; to somebody who is not in, `reply` is what to say, absent: say nothing. */
export type Admission = { readonly admitted: true } | { readonly admitted: false; readonly reply?: Reply };

/** The one place of the chat door where somebody is let in and where errors become words. Never throws. */
export interface Dispatcher {
  readonly commands: readonly SlashCommand[];
  /** The command of that name, without case. */
  find(name: string): SlashCommand | undefined;
  /**
   * Runs a command for whoever may `view`. Always gives a Reply, for surfaces where every press and command must be
   * answered (Discord's interactions, the terminal): a stranger reads the long refusal once an hour, else a short one.
   */
  dispatch(command: SlashCommand, invocation: Invocation): Promise<Reply>;
  /** The same where silence is possible (a Telegram message): nothing is said to a stranger twice in an hour. */
  dispatchText(command: SlashCommand, invocation: Invocation): Promise<Reply | undefined>;
  /** Suggestions while somebody types; none for strangers, none when the command fails. */
  complete(command: SlashCommand, invocation: Invocation): Promise<readonly Completion[]>;
  /** Asks `may(person, "chat")` for a message that is not a command. **Never call it for another bot's message.** */
  admit(message: Pick<IncomingMessage, "person" | "place">): Admission;
  /** Anything that was thrown, in words: see {@link errorReply}. */
  failed(error: unknown): Reply;
}

const refusalTtl = 60 * 60 * 1000;

/**
 * Creates the dispatcher of one platform.
 *
 * @example
 * const dispatcher = createDispatcher({ gatekeeper, commands, log, now: Date.now });
 * const reply = await dispatcher.dispatch(command, invocation);
 */
export function createDispatcher({ gatekeeper, commands, log, now }: DispatcherOptions): Dispatcher {
  const refused = new LRUCache<string, true>({ max: 10_000, ttl: refusalTtl, ttlResolution: 0, perf: { now } });

  /** The long refusal, at most once per person, conversation and hour. */
  function refuseOnce(person: Person, place: Place, level: Level): Reply | undefined {
    const key = `${person.id} ${place.session}`;
    if (refused.has(key)) return undefined;
    refused.set(key, true);
    return refusal(person, level);
  }

  async function dispatchText(command: SlashCommand, invocation: Invocation): Promise<Reply | undefined> {
    try {
      if (gatekeeper.may(invocation.person, "view")) return await command.run(invocation);
      return refuseOnce(invocation.person, invocation.place, "switch");
    } catch (error) {
      return errorReply(error, log);
    }
  }

  return {
    commands,
    find: (name) => commands.find((command) => command.name === name.toLowerCase()),
    dispatchText,
    async dispatch(command, invocation) {
      return (await dispatchText(command, invocation)) ?? shortRefusal;
    },
    async complete(command, invocation) {
      try {
        if (!gatekeeper.may(invocation.person, "view")) return [];
        return (await command.complete?.(invocation)) ?? [];
      } catch (error) {
        if (!isModelpinError(error)) log.warn(`/${command.name}: completing failed`, error);
        return [];
      }
    },
    admit({ person, place }) {
      try {
        if (gatekeeper.may(person, "chat")) return { admitted: true };
        const reply = refuseOnce(person, place, "chat");
        return reply === undefined ? { admitted: false } : { admitted: false, reply };
      } catch (error) {
        return { admitted: false, reply: errorReply(error, log) };
      }
    },
    failed: (error) => errorReply(error, log),
  };
}

const shortRefusal: Reply = { audience: "caller", blocks: [text("You are not on this bot's list.")] };

function refusal(person: Person, level: Level): Reply {
  return {
    audience: "caller",
    blocks: [
      text(
        ["You are not on this bot's list. It knows you as ", { code: person.id }, "."],
        ["Its owner adds you with ", { code: `modelpin access add ${person.id} --level ${level}` }],
      ),
    ],
  };
}

/**
 * Anything that was thrown, in words. A ModelpinError says its message and, on the next lines, its hint. Of anything
 * else nothing is shown but a short id, which stands in the log beside the error.
 */
export function errorReply(error: unknown, log: Pick<PlatformLog, "warn">): Reply {
  if (isModelpinError(error)) {
    const lines = [error.message, error.hint ?? ""].flatMap((part) => part.split("\n")).filter((line) => line !== "");
    return { audience: "caller", blocks: [text(...lines)] };
  }
  const id = randomBytes(4).toString("hex");
  log.warn(`unexpected error ${id}`, error);
  const line = ["Something went wrong here. The log has the details under ", { code: id }, "."];
  return { audience: "caller", blocks: [text(line)] };
}
