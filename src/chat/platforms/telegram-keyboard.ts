import type { InlineKeyboardButton, InlineKeyboardMarkup } from "grammy/types";
import type { Choice, Reply } from "../../domain/reply.js";
import type { Signer } from "../picker.js";
import type { Menus } from "../slash.js";
import { cutMiddle } from "./cut-label.js";

/** A phone shows so many rows above the keyboard without scrolling. */
export const telegramMenus: Menus = { entries: 8, both: false };

/** Tells our buttons from a host's. With a token it makes 55 bytes of the 64 that Telegram takes. */
const prefix = "mp:";
const longestLabel = 60;
const charactersPerRow = 36;

/** The token that a button of ours carries; nothing for a button of somebody else. */
export function tokenIn(data: string | undefined): string | undefined {
  return data?.startsWith(prefix) ? data.slice(prefix.length) : undefined;
}

/** The choices of a reply as an inline keyboard: a menu's entries one per row, buttons side by side. */
export function toKeyboard(reply: Reply, signer: Signer): InlineKeyboardMarkup | undefined {
  const { picker, session, now } = signer;
  if (!picker) return undefined;
  const toButton = (choice: Choice): InlineKeyboardButton => ({
    text: labelOf(choice),
    callback_data: `${prefix}${picker.sign({ use: "press", names: choice.names ?? [choice.argument], session, now })}`,
  });
  const rows = reply.blocks.flatMap((block) => {
    if (block.kind !== "choices") return [];
    const buttons = block.choices.map(toButton);
    return block.layout === "menu" ? buttons.map((button) => [button]) : inRows(buttons);
  });
  return rows.length === 0 ? undefined : { inline_keyboard: rows };
}

function labelOf({ label, detail, current }: Choice): string {
  const whole = [label, ...(detail === undefined ? [] : [detail])].join(" · ");
  return `${current ? "✓ " : ""}${cutMiddle(whole, longestLabel)}`;
}

/** Side by side as long as a phone shows each label whole: buttons of a row are equally wide. */
function inRows(buttons: readonly InlineKeyboardButton[]): InlineKeyboardButton[][] {
  const rows: InlineKeyboardButton[][] = [];
  for (const button of buttons) {
    const row = rows.at(-1);
    const widest = Math.max(...[...(row ?? []), button].map(({ text }) => widthOf(text)));
    if (row && (row.length + 1) * (widest + 2) <= charactersPerRow) row.push(button);
    else rows.push([button]);
  }
  return rows;
}

/** In Latin letters: a Chinese or Japanese character is as wide as two of them. */
function widthOf(text: string): number {
  return text.replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu, "--").length;
}
