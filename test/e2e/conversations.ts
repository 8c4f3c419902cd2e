import type { Chat, User } from "grammy/types";
import { people, places } from "../loopback/discord/bot.js";
import { dm, person } from "../loopback/telegram/people.js";
import type { House } from "./house.js";
import type { BinProcess } from "./process.js";

/** Somebody in one conversation, whatever the platform. */
export interface Conversation {
  /** Types a command and reads its reply. */
  command(typed: string): Promise<string>;
  /** Says something to the model and reads what comes back, once it matches. */
  say(text: string, wanted?: RegExp): Promise<string>;
}

let fences = 0;

/** The terminal answers line by line, so the answer to a line that nobody knows ends the one before. */
export function atTerminal(gateway: BinProcess): Conversation {
  const line = async (typed: string): Promise<string> => {
    const fence = `/fence-${++fences}`;
    const said = await gateway.ask(`${typed}\n${fence}`, new RegExp(`There is no command ${fence}\\.`));
    return said.trimEnd();
  };
  return { command: line, say: line };
}

export interface TelegramSeat {
  readonly chat: Chat;
  readonly from: User;
  readonly topic?: number;
}

export function onTelegram({ telegram }: House, gateway: BinProcess, seat: TelegramSeat): Conversation {
  const here = () => telegram.shown.filter(({ chat, topic }) => chat.id === seat.chat.id && topic === seat.topic);
  const talk = async (text: string, wanted: RegExp): Promise<string> => {
    const before = here().length;
    telegram.say({ ...seat, text });
    const fresh = () =>
      here()
        .slice(before)
        .find((one) => wanted.test(one.text));
    return (await gateway.alive(telegram.waitFor(fresh))).text;
  };
  const isGroup = seat.chat.type !== "private";
  return {
    command: (typed) => talk(isGroup ? typed.replace(/^\/\w+/, `$&@${telegram.me.username}`) : typed, /./),
    say: (text, wanted = /Paid by .*\./) => talk(isGroup ? `@${telegram.me.username} ${text}` : text, wanted),
  };
}

export interface DiscordSeat {
  readonly userId: string;
  /** Absent: the DM with the bot. */
  readonly channelId?: string;
}

export function onDiscord({ discord }: House, gateway: BinProcess, seat: DiscordSeat): Conversation {
  const here = () => discord.messages(seat.channelId ?? discord.dm(seat.userId), seat.userId);
  return {
    async command(typed) {
      const [, name = "", choice] = /^\/(\w+)\s*(.+)?$/.exec(typed) ?? [];
      const sent = discord.slash({ ...seat, name, ...(choice === undefined ? {} : { options: { choice } }) });
      const { content, embeds } = await gateway.alive(sent.reply());
      return content === "" ? (embeds[0]?.description ?? "") : content;
    },
    async say(text, wanted = /Paid by .*\./) {
      const content = seat.channelId === undefined ? text : `<@${discord.botId}> ${text}`;
      const { id } = discord.message({ ...seat, content });
      const fresh = () => here().find((one) => BigInt(one.id) > BigInt(id) && wanted.test(one.content));
      return (await gateway.alive(discord.waitFor(fresh, `an answer to "${text}"`))).content;
    },
  };
}

/** Whoever may choose, on Telegram; on Discord `people.alice`. */
export const alice = person(11, "Alice");

/** One seat on each platform, for what must hold on all of them. */
export const surfaces: Readonly<Record<string, (house: House, gateway: BinProcess) => Conversation>> = {
  "the terminal": (_, gateway) => atTerminal(gateway),
  Telegram: (house, gateway) => onTelegram(house, gateway, { chat: dm(alice), from: alice }),
  Discord: (house, gateway) => onDiscord(house, gateway, { userId: people.alice, channelId: places.general }),
};
