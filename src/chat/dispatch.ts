import { isModelpinError } from "../domain/errors.js";
import { type Language, toLanguage } from "../domain/language.js";
import { Refusal } from "../domain/refusal.js";
import { refusalIn } from "../domain/refusals/all.js";
import type { Reply } from "../domain/reply.js";
import type { IncomingMessage } from "./conversation.js";
import { caller, deadButton, errorReply, refusal, shortRefusal } from "./door-replies.js";
import { createFirstRefusals } from "./first-refusals.js";
import { createPicker, type Picker, type TokenUse, tokenLength } from "./picker.js";
import type { PlatformLog } from "./platform.js";
import type { Completion, Gatekeeper, Invocation, SlashCommand } from "./slash.js";

export interface DispatcherOptions {
  readonly gatekeeper: Gatekeeper;
  readonly commands: readonly SlashCommand[];
  readonly log: Pick<PlatformLog, "warn">;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Whether a message gets an answer; to somebody who is not in, `reply` is what to say, absent: say nothing. */
export type Admission = { readonly admitted: true } | { readonly admitted: false; readonly reply?: Reply };

/** What a press did. Where it did nothing, `reply` says so to the presser alone and what was pressed stays. */
export interface Pressed {
  readonly accepted: boolean;
  readonly reply: Reply;
}

/** The one place of the chat door where somebody is let in and where errors become words. Never throws. */
export interface Dispatcher {
  readonly commands: readonly SlashCommand[];
  /** The command of that name, or with that other name, without case. */
  find(name: string): SlashCommand | undefined;
  /**
   * Runs a command for whoever may `view`. Always gives a Reply, for surfaces where every press and command must be
   * answered (Discord's interactions, the terminal): whoever is refused for who they are reads what to add once an hour,
   * else a short sentence.
   */
  dispatch(command: SlashCommand, invocation: Invocation): Promise<Reply>;
  /** The same where silence is possible (a Telegram message): nobody is refused for who they are twice in an hour. */
  dispatchText(command: SlashCommand, invocation: Invocation): Promise<Reply | undefined>;
  /** Suggestions while somebody types; none for strangers, none when the command fails. */
  complete(command: SlashCommand, invocation: Invocation): Promise<readonly Completion[]>;
  /**
   * Does what a button or a menu's entry stands for, for whoever presses. Anything but exactly that, for whatever
   * reason, is one and the same refusal.
   */
  press(token: string, invocation: Omit<Invocation, "argument">): Promise<Pressed>;
  /** What signs choices; nothing where this bot has no key, or cannot read it now. */
  picker(): Promise<Picker | undefined>;
  /** Asks `may(person, "chat")` for a message that is not a command. **Never call it for another bot's message.** */
  admit(message: Pick<IncomingMessage, "person" | "place" | "locale">): Admission;
  /** Anything that was thrown, in words; with its details where an operator alone reads them: see {@link errorReply}. */
  failed(error: unknown, locale?: string, toOperator?: boolean): Reply;
  /** The language to speak to somebody whose platform states `locale`. */
  languageOf(locale: string | undefined): Language;
}

/**
 * Creates the dispatcher of one platform.
 *
 * @example
 * const dispatcher = createDispatcher({ gatekeeper, commands, log, now: Date.now });
 * const reply = await dispatcher.dispatch(command, invocation);
 */
export function createDispatcher({ gatekeeper, commands, log, now }: DispatcherOptions): Dispatcher {
  const isFirst = createFirstRefusals(now);
  const languageOf = (locale: string | undefined): Language => toLanguage(locale, gatekeeper.language?.());
  let signing: { readonly picker: Picker } | undefined;

  async function picker(): Promise<Picker | undefined> {
    if (signing) return signing.picker;
    try {
      const key = await gatekeeper.tokenKey?.();
      if (key) signing ??= { picker: createPicker(key) };
    } catch (error) {
      log.warn("The key for buttons cannot be read; everything is said in words instead", error);
    }
    return signing?.picker;
  }

  function isOperator({ person, seenByCallerAlone }: Pick<Invocation, "person" | "seenByCallerAlone">): boolean {
    try {
      return seenByCallerAlone && gatekeeper.may(person, "admin");
    } catch {
      return false;
    }
  }

  /** What a token stands for here and now, and whose it is to run. */
  async function recall(
    token: string,
    use: TokenUse,
    said: Omit<Invocation, "argument">,
  ): Promise<{ readonly command: SlashCommand; readonly argument: string } | undefined> {
    const opened = (await picker())?.open(token, { use, session: said.place.session, now: said.now });
    if (!opened) return undefined;
    for (const command of commands) {
      const pressable = await command.pressable?.({ ...said, argument: "" });
      const names = pressable && opened.find(pressable.names);
      const argument = names && pressable.argument(names);
      if (argument !== undefined) return { command, argument };
    }
    return undefined;
  }

  /** What to say; `again`: it is a refusal that was told in this hour, and this the short form where one is due. */
  async function attempt(
    command: SlashCommand,
    invocation: Invocation,
  ): Promise<{ readonly reply: Reply; readonly again?: boolean }> {
    const language = languageOf(invocation.locale);
    try {
      if (!gatekeeper.may(invocation.person, "view")) {
        const first = isFirst(invocation);
        return {
          reply: first ? refusal(invocation.person, "switch", language) : shortRefusal(language),
          again: !first,
        };
      }
      const typed = typedToken.exec(invocation.argument);
      if (!typed) return { reply: await command.run(invocation) };
      const meant = await recall(typed[1] ?? "", "type", invocation);
      if (meant?.command !== command) return { reply: deadButton(language) };
      const argument = invocation.argument.replace(typed[0], () => meant.argument);
      return { reply: await command.run({ ...invocation, argument }) };
    } catch (error) {
      if (isOfLevel(error) && !isFirst(invocation))
        return { reply: caller(language, refusalIn(language, error).message), again: true };
      return { reply: errorReply(error, log, language, isOperator(invocation)) };
    }
  }

  return {
    commands,
    picker,
    languageOf,
    find(typed) {
      const name = typed.toLowerCase();
      return commands.find((command) => command.name === name || command.otherNames?.includes(name));
    },
    async dispatchText(command, invocation) {
      const { reply, again } = await attempt(command, invocation);
      return again ? undefined : reply;
    },
    dispatch: async (command, invocation) => (await attempt(command, invocation)).reply,
    async press(token, said) {
      const language = languageOf(said.locale);
      const dead = { accepted: false, reply: deadButton(language) };
      try {
        if (!gatekeeper.may(said.person, "view")) return dead;
        const meant = await recall(token, "press", said);
        if (!meant) return dead;
        return { accepted: true, reply: await meant.command.run({ ...said, argument: meant.argument }) };
      } catch (error) {
        return error instanceof Refusal
          ? dead
          : { accepted: false, reply: errorReply(error, log, language, isOperator(said)) };
      }
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
    admit({ person, place, locale }) {
      const language = languageOf(locale);
      try {
        if (gatekeeper.may(person, "chat")) return { admitted: true };
        return isFirst({ person, place })
          ? { admitted: false, reply: refusal(person, "chat", language) }
          : { admitted: false };
      } catch (error) {
        return { admitted: false, reply: errorReply(error, log, language) };
      }
    },
    failed: (error, locale, toOperator) => errorReply(error, log, languageOf(locale), toOperator),
  };
}

/** A token among the words of an argument, as a suggestion puts it there: `~<token>`. */
const typedToken = new RegExp(`(?<!\\S)~([\\w-]{${tokenLength}})(?!\\S)`);

/** Whether somebody was refused for who they are, not for what they typed. */
function isOfLevel(error: unknown): error is Refusal {
  return error instanceof Refusal && (error.code === "may_not_switch" || error.code === "may_not_chat");
}
