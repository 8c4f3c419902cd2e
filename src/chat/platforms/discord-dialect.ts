import type { Dialect } from "../render.js";
import { absoluteTime } from "../times.js";

/** Discord's limit for the content of a message; it counts no more than UTF-16 code units. */
export const messageLimit = 2000;

/** The furthest second that a Discord timestamp can show, either side of the epoch. */
const lastSecond = 8_640_000_000_000;

/**
 * Everything that Discord's markdown could take for mark-up, wherever it stands: emphasis, spoilers, code, quotes,
 * headings, mentions, time stamps, links. Of `- x`, `1. x`, `:name:` and `https://` only the character that makes them.
 */
const special = /[\\*_~|`<>@#[\]]|:(?=\S)|-(?=[\s#]|$)|(?<=\d|^)\.(?=\s|$)/g;

function escapeText(text: string): string {
  return text.replace(special, "\\$&");
}

/**
 * Inside single backticks everything but a backtick stands for itself; text with lone ones takes double backticks.
 * Longer runs would read as a code block, so such text is escaped instead.
 */
function code(text: string): string {
  if (!text.includes("`")) return `\`${text}\``;
  if (text.includes("``")) return escapeText(text);
  const pad = (edge: string | undefined): string => (edge === "`" ? " " : "");
  return `\`\`${pad(text[0])}${text}${pad(text.at(-1))}\`\``;
}

/** How Discord writes things down: https://discord.com/developers/docs/reference#message-formatting */
export const discordDialect: Dialect = {
  escape: escapeText,
  code,
  strong: (text) => `**${escapeText(text)}**`,
  time(at, form, _now, language) {
    const second = Math.floor(at / 1000);
    if (!(Math.abs(second) <= lastSecond)) return escapeText(absoluteTime(at, language));
    return `<t:${second}:${form === "relative" ? "R" : "f"}>`;
  },
  length: (markup) => markup.length,
};
