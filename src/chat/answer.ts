import { toUSVString } from "node:util";
import type { Language } from "../domain/language.js";
import { type Reply, text } from "../domain/reply.js";
import type { AnswerEvent } from "./conversation.js";
import { keepTyping } from "./keep-typing.js";
import { phrasesIn } from "./phrases/all.js";
import type { PlatformLog } from "./platform.js";
import { splitText } from "./split.js";

/** Where an answer appears. `Message` is whatever the platform needs to find a message of its own again. */
export interface Surface<Message = unknown> {
  /** The longest message, in UTF-16 code units of plain text. */
  readonly limit: number;
  /** The shortest time between two writes while an answer streams, in ms. */
  readonly paceMs: number;
  /** Posts plain text, never empty, never longer than `limit`. */
  post(plain: string): Promise<Message>;
  /**
   * Replaces the text of a message. Resolves when the message shows `plain`, also when it did before ("message is not
   * modified"); any rejection makes {@link deliver} post a new message instead.
   */
  edit(message: Message, plain: string): Promise<void>;
  /** Says something of modelpin's own as a message by itself. */
  say(reply: Reply): Promise<void>;
  /** Shows that somebody is typing, until the next message or for about `typingMs`. Never awaited. */
  typing?(): Promise<unknown>;
  /** How often `typing` is repeated, in ms; 4 500 when absent. */
  readonly typingMs?: number;
}

/** Time, handed in so that tests need not wait. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Calls back once after `ms`; the result takes it back. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export interface DeliverOptions {
  readonly clock?: Clock;
  readonly log: Pick<PlatformLog, "warn">;
  /** Puts an error that `events` threw into words: a dispatcher's `failed`. */
  readonly failed: (error: unknown) => Reply;
  /** The signal that ends the turn; it also ends the typing indicator. Ending the events is for who makes them. */
  readonly signal?: AbortSignal;
  /** For what is said of an answer without a word; English when absent. */
  readonly language?: Language;
}

/** The last write of a text waits no longer than this, so that short answers are complete soon. */
const longestLastWait = 1000;

type Piece =
  | { readonly kind: "text"; value: string; complete: boolean }
  | { readonly kind: "notice"; readonly reply: Reply };

/**
 * Shows an answer while it is made: the first words at once, then edits no faster than `surface.paceMs`, long answers
 * as several messages split at line ends, notices as messages of their own in their place. Reading the events never
 * waits for the platform. The last write of every message shows its whole text. An answer without a word and without
 * a notice is said to be empty.
 *
 * Resolves when everything was written; rejects when the platform refused to take the text.
 *
 * @example
 * await deliver(converse(message, signal), surface, { log, failed: dispatcher.failed });
 */
export async function deliver<Message>(
  events: AsyncIterable<AnswerEvent>,
  surface: Surface<Message>,
  { clock = systemClock, log, failed, signal, language = "en" }: DeliverOptions,
): Promise<void> {
  const pieces: Piece[] = [];
  let ended = false;
  let abandoned = false;
  let wake = (): void => {};
  const stopTyping = keepTyping(surface, clock);
  signal?.addEventListener("abort", stopTyping, { once: true });

  function finishText(): void {
    const last = pieces.at(-1);
    if (last?.kind === "text") last.complete = true;
  }

  async function read(): Promise<void> {
    try {
      for await (const event of events) {
        if (abandoned) break;
        const last = pieces.at(-1);
        if (event.kind === "notice") {
          finishText();
          pieces.push({ kind: "notice", reply: event.reply });
        } else if (last?.kind === "text" && !last.complete) last.value += event.delta;
        else pieces.push({ kind: "text", value: event.delta, complete: false });
        wake();
      }
    } catch (error) {
      finishText();
      pieces.push({ kind: "notice", reply: failed(error) });
    } finally {
      finishText();
      ended = true;
      wake();
    }
  }

  /** Until something was read, or until `ms` have passed. */
  function pause(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const takeBack = ms === undefined ? undefined : clock.after(ms, resolve);
      wake = () => {
        if (ms !== undefined && !isLastWrite()) return;
        takeBack?.();
        resolve();
      };
    });
  }
  const isLastWrite = (): boolean => pieces[0]?.kind === "text" && pieces[0].complete;

  async function write(): Promise<void> {
    let said = false;
    let lastWrite = Number.NEGATIVE_INFINITY;
    let shown: { message: Message; plain: string }[] = [];
    const showPart = async (index: number, plain: string): Promise<void> => {
      stopTyping();
      said = true;
      lastWrite = clock.now();
      const before = shown[index];
      shown[index] = { message: await put(before?.message, plain), plain };
    };
    const put = async (message: Message | undefined, plain: string): Promise<Message> => {
      if (message === undefined) return surface.post(plain);
      try {
        await surface.edit(message, plain);
        return message;
      } catch (error) {
        log.warn("an answer could not be edited and goes on in a new message", error);
        return surface.post(plain);
      }
    };

    for (;;) {
      const piece = pieces[0];
      if (piece === undefined) {
        if (ended) break;
        await pause();
      } else if (piece.kind === "notice") {
        pieces.shift();
        said = true;
        await say(piece.reply);
      } else {
        const complete = piece.complete;
        const parts = splitText(wellFormed(piece), surface.limit).map((part) => part.trimEnd());
        const index = parts.findIndex((part, i) => shown[i]?.plain !== part);
        if (index < 0 && complete) {
          pieces.shift();
          shown = [];
        } else if (index < 0) await pause();
        else {
          const pace =
            complete && index === parts.length - 1 ? Math.min(surface.paceMs, longestLastWait) : surface.paceMs;
          const wait = lastWrite + pace - clock.now();
          if (wait > 0) await pause(wait);
          else await showPart(index, parts[index] ?? "");
        }
      }
    }
    if (!said) await say({ audience: "room", language, blocks: [text(phrasesIn(language).emptyAnswer)] });
  }

  async function say(reply: Reply): Promise<void> {
    try {
      await surface.say(reply);
    } catch (error) {
      log.warn("a notice could not be posted", error);
    }
  }

  const reading = read();
  try {
    await write();
  } finally {
    stopTyping();
    signal?.removeEventListener("abort", stopTyping);
    abandoned = true;
    wake = () => {};
  }
  await reading;
}

/** What can be shown of a text so far: the second half of a character at its end may still be on its way. */
function wellFormed({ value, complete }: Extract<Piece, { kind: "text" }>): string {
  return toUSVString(complete ? value : value.replace(/[\ud800-\udbff]$/, ""));
}
