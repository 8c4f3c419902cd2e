import { type Dialect, plainText } from "../render.js";

/**
 * The longest text message, in UTF-16 code units after entities parsing
 * (https://core.telegram.org/bots/api#sendmessage: "1-4096 characters after entities parsing").
 */
export const messageLimit = 4096;

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

/** Telegram's HTML mode (https://core.telegram.org/bots/api#html-style). Its tags and escapes do not count. */
export const telegramHtml: Dialect = {
  ...plainText,
  escape: escaped,
  code: (text) => `<code>${escaped(text)}</code>`,
  strong: (text) => `<b>${escaped(text)}</b>`,
  length: (markup) => markup.replace(/<[^>]*>/g, "").replace(/&(?:amp|lt|gt|quot);/g, "&").length,
};
