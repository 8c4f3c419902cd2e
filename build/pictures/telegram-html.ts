import { escaped, page } from "./page.js";

/** What the bot asked Telegram to show: the parameters of `sendMessage` or `editMessageText`. */
export interface Sent {
  readonly text: string;
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly { readonly text: string }[])[] };
}

const style = `
  body { background: #0e1621; color: #f5f5f5; }
  header { background: #17212b; }
  .said { background: #2b5278; border-radius: 14px 14px 4px 14px; padding: 7px 12px; margin: 0 0 10px auto; width: fit-content; max-width: 84%; }
  .said b { font-weight: 400; color: #7bc0ff; }
  .bubble { background: #182533; border-radius: 14px 14px 14px 4px; padding: 9px 12px; white-space: pre-wrap; width: 96%; }
  code { color: #8fc9ff; font: 13px "DejaVu Sans Mono", monospace; }
  .row { display: flex; gap: 5px; margin-top: 5px; width: 96%; }
  .button { flex: 1; background: #2b3b4d; border-radius: 9px; padding: 9px 4px; text-align: center; font-size: 14px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }`;

/** A message of the bot, below what was typed. Telegram's HTML is a browser's. */
export function telegramPage({ text, reply_markup }: Sent, typed: string): string {
  const rows = (reply_markup?.inline_keyboard ?? []).map((row) => {
    const buttons = row.map((button) => `<span class="button">${escaped(button.text)}</span>`);
    return `<div class="row">${buttons.join("")}</div>`;
  });
  return page(
    style,
    "modelpin<small>bot</small>",
    `<div class="said"><b>${escaped(typed)}</b></div><div class="bubble">${text}</div>${rows.join("")}`,
  );
}
