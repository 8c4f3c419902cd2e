import { relativeTime } from "../../src/chat/times.js";
import type { Message } from "../../test/loopback/discord/world.js";
import { escaped, page } from "./page.js";

interface Component {
  readonly type: number;
  readonly label?: string;
  readonly placeholder?: string;
  readonly options?: readonly { readonly label: string; readonly description?: string; readonly default?: boolean }[];
}

const style = `
  body { background: #313338; color: #dbdee1; }
  header { background: #2b2d31; border-bottom: 1px solid #1f2023; }
  .who { font-weight: 700; color: #f2f3f5; } .app { background: #5865f2; color: #fff; border-radius: 3px; font-size: 10px; padding: 1px 4px; margin-left: 4px; }
  .used { font-size: 13px; color: #b5bac1; margin-bottom: 3px; } .used b { color: #c9cdfb; font-weight: 400; }
  .message { display: flex; gap: 10px; } .avatar { flex: none; width: 38px; height: 38px; border-radius: 50%; background: #5865f2; display: grid; place-items: center; color: #fff; font-weight: 700; }
  .said { flex: 1; min-width: 0; }
  .card { background: #2b2d31; border-left: 4px solid #5865f2; border-radius: 4px; padding: 10px 12px; margin-top: 4px; }
  code { background: #1e1f22; border-radius: 3px; padding: 1px 4px; font: 13px "DejaVu Sans Mono", monospace; }
  time { background: #3c3f45; border-radius: 3px; padding: 0 2px; }
  .row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; }
  .select { width: 100%; background: #1e1f22; border-radius: 6px; padding: 10px 12px; display: flex; justify-content: space-between; color: #b5bac1; }
  .select.chosen { color: #f2f3f5; } .select i { font-style: normal; color: #b5bac1; }
  .button { background: #4e5058; color: #fff; border-radius: 6px; padding: 8px 14px; font-size: 14px; }
  .only { font-size: 12px; color: #949ba4; margin-top: 8px; } .blank { height: 9px; }`;

/** Discord's markdown, as far as the bot writes it. */
function markup(text: string, now: number): string {
  return text.replace(
    /\\([^0-9A-Za-z\s])|\*\*((?:\\.|[^\\])+?)\*\*|`([^`]+)`|<t:(\d+):R>|([&<>"])/g,
    (_, sign?: string, strong?: string, code?: string, time?: string, special?: string) => {
      if (strong !== undefined) return `<b>${markup(strong, now)}</b>`;
      if (code !== undefined) return `<code>${escaped(code)}</code>`;
      if (time !== undefined) return `<time>${relativeTime(Number(time) * 1000, now)}</time>`;
      return escaped(sign ?? special ?? "");
    },
  );
}

function lines(text: string, now: number): string {
  return text
    .split("\n")
    .map((line) => (line.trim() === "" ? '<div class="blank"></div>' : `<div>${markup(line, now)}</div>`))
    .join("");
}

function component({ type, label, placeholder, options = [] }: Component): string {
  if (type !== 3) return `<span class="button">${escaped(label ?? "")}</span>`;
  const chosen = options.find((option) => option.default);
  const shown = escaped(chosen?.label ?? placeholder ?? "");
  return `<span class="select${chosen ? " chosen" : ""}">${shown} <i>▾</i></span>`;
}

/** A message of the bot as Discord's phone client shows it to the person who asked. */
export function discordPage(message: Message, typed: string, now: number): string {
  const rows: readonly { readonly components: readonly Component[] }[] = message.components;
  const card = message.embeds[0]?.description;
  const body = card === undefined ? lines(message.content, now) : `<div class="card">${lines(card, now)}</div>`;
  const components = rows.map((row) => `<div class="row">${row.components.map(component).join("")}</div>`).join("");
  const used = `<div class="used">alice used <b>/${escaped(typed)}</b></div>`;
  const only = message.onlyFor === undefined ? "" : '<div class="only">Only you can see this · Dismiss message</div>';
  return page(
    style,
    "# general",
    `<div class="message"><div class="avatar">m</div><div class="said">${used}<span class="who">modelpin</span><span class="app">APP</span>${body}${components}${only}</div></div>`,
  );
}
