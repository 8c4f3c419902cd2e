import type { Language } from "./language.js";

/**
 * What modelpin says, before any platform gives it a form. Views make Replies; platforms render them and know
 * their own limits, mark-up and ways to show a time.
 */
export interface Reply {
  /** `caller`: for the person who asked, alone where the platform can do that. `room`: for everybody there. */
  readonly audience: "caller" | "room";
  readonly blocks: readonly Block[];
  /** The language of its words, for times and for what a platform adds; English when absent. */
  readonly language?: Language;
  /** A view with many lines: platforms that can set it apart from ordinary messages do. */
  readonly card?: boolean;
  /** What to say in the place of lines that do not fit, of which there are so many, where there is a way to see them. */
  readonly more?: (hidden: number) => Line;
}

/** A stretch of a line. Text is never mark-up: platforms escape it. */
export type Span =
  | string
  | { readonly code: string }
  | { readonly strong: string }
  /** A point in time, ms since the epoch; relative ("in 12 min") or absolute, in the platform's own form. */
  | { readonly time: number; readonly form: "relative" | "absolute" };

export type Line = readonly Span[];

export type Block =
  /** Always shown whole. */
  | { readonly kind: "text"; readonly lines: readonly Line[] }
  /** May be shortened to fit: whole items only, the `current` one always kept, and `more` says how to see the rest. */
  | {
      readonly kind: "list";
      readonly items: readonly { readonly line: Line; readonly current?: boolean }[];
      readonly more: (hidden: number) => Line;
    }
  /**
   * Things to press where the platform has menus and buttons. Text surfaces show `inWords` in its place, or nothing, so
   * whatever it offers must also be said in words somewhere.
   */
  | {
      readonly kind: "choices";
      readonly layout: "menu" | "buttons";
      readonly choices: readonly Choice[];
      /** What the menu is for, in a few words. */
      readonly title?: string;
      readonly inWords?: Block;
    };

/** One thing to press. Pressing it is the same as typing `argument` after the command's name, for whoever presses. */
export interface Choice {
  readonly label: string;
  /** A few more words, where there is room. */
  readonly detail?: string;
  readonly argument: string;
  /**
   * The one or two names under which the command finds this again when it is pressed, `[argument]` when absent. They
   * stand for what the label says: once one of them is gone, pressing does nothing.
   */
  readonly names?: readonly string[];
  /** What is in force now. */
  readonly current?: boolean;
}

/** A line of plain text. */
export function text(...lines: (string | Line)[]): Block {
  return { kind: "text", lines: lines.map((line) => (typeof line === "string" ? [line] : line)) };
}
