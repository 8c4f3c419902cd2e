import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { BotCommand, Chat, Message, Update, User, UserFromGetMe } from "grammy/types";
import { createChats, type Shown } from "./chats.js";
import { createMailbox } from "./mailbox.js";
import { createMenus } from "./menus.js";
import { type Saying, typedEntities } from "./people.js";
import { Refusal } from "./refusal.js";
import { checkAgainstSpec } from "./spec.js";
import { createTaps, type Tap } from "./taps.js";

export interface TelegramOptions {
  readonly token: string;
  readonly username?: string;
  /** Where a webhook takes the updates to; with one set, polling is refused. */
  readonly webhook?: string;
  /** At most so many writes per chat and second; the next is refused with `retry_after: 1`. */
  readonly writesPerSecond?: number;
}

/** A request as it came. */
export interface Call {
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What the answer was refused with. */
  refused?: string;
}

export interface LoopbackTelegram {
  readonly apiRoot: string;
  readonly me: UserFromGetMe;
  /** Somebody says something; the bot finds it among its updates. */
  say(saying: Saying): Message;
  /** Any other update. */
  push(update: Omit<Update, "update_id">): void;
  /** The bot's messages as people see them now, oldest first. */
  readonly shown: readonly Shown[];
  readonly calls: readonly Call[];
  /** The menu for everybody. */
  menu: readonly BotCommand[];
  /** All menus, by `<scope> <language>`. */
  readonly menus: ReadonlyMap<string, readonly BotCommand[]>;
  /** Somebody taps the button with that label, or whose label begins with it. */
  tap(shown: Shown, label: string, from: User): Tap;
  /** Somebody's client sends whatever it likes. */
  tapData(shown: Shown, data: string, from: User): Tap;
  /** A group becomes a supergroup: its old id is refused from now on. Telling the bot is left to the test. */
  upgrade(from: number, to: Chat): void;
  /** Makes somebody an admin of a group. */
  makeAdmin(chatId: number, userId: number, isAnonymous?: boolean): void;
  dismissAdmin(chatId: number, userId: number): void;
  /** Refuses the next `times` calls of a method; `"cut"` closes the connection without an answer. */
  refuseNext(method: string, how: Refusal | "cut", times?: number): void;
  /** Holds every answer of a method until the result is called. */
  hold(method: string): () => void;
  /** How many updates were not confirmed yet. */
  readonly unconfirmed: number;
  /** Resolves with the first truthy result; asks again whenever something happened. */
  waitFor<T>(what: () => T | undefined | false): Promise<T>;
  /** Something happened outside the server that `waitFor` should look at. */
  touch(): void;
  close(): Promise<void>;
}

/**
 * A Bot API server on 127.0.0.1 that refuses what Telegram refuses, in its words and codes, and checks every request
 * against the published description where that is present.
 */
export async function startTelegram(options: TelegramOptions): Promise<LoopbackTelegram> {
  const me: UserFromGetMe = {
    id: Number.parseInt(options.token, 10) || 777,
    is_bot: true,
    first_name: "Model bot",
    username: options.username ?? "model_bot",
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
  } as UserFromGetMe;
  const watchers = new Set<() => void>();
  const changed = (): void => {
    for (const watcher of [...watchers]) watcher();
  };
  const mailbox = createMailbox();
  const chats = createChats(me, options.writesPerSecond ?? Number.POSITIVE_INFINITY);
  const calls: Call[] = [];
  const refusals: { method: string; how: Refusal | "cut"; times: number }[] = [];
  const held = new Map<string, Promise<void>>();
  const menus = createMenus();
  const taps = createTaps();
  let webhook = options.webhook ?? "";

  const methods: Record<string, (parameters: never, gone: Promise<void>) => unknown> = {
    getMe: () => me,
    getWebhookInfo: () => ({ url: webhook, has_custom_certificate: false, pending_update_count: mailbox.size }),
    deleteWebhook: () => {
      webhook = "";
      return true;
    },
    getUpdates: (parameters, gone) => {
      if (webhook === "") {
        const taken = mailbox.take(parameters, gone);
        changed();
        return taken;
      }
      throw new Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    },
    getMyCommands: menus.get,
    setMyCommands: menus.set,
    deleteMyCommands: menus.delete,
    sendMessage: chats.send,
    editMessageText: chats.edit,
    sendChatAction: chats.action,
    // getChatMember is only guaranteed to work where the bot is an admin itself, and here it never is.
    getChatAdministrators: chats.admins,
    answerCallbackQuery: taps.answer,
  };

  async function answer(call: Call, gone: Promise<void>): Promise<unknown> {
    const planned = refusals.find((one) => one.method === call.method && one.times-- > 0);
    if (planned?.how === "cut") return "cut";
    if (planned !== undefined) throw planned.how;
    const method = methods[call.method];
    if (method === undefined) throw new Refusal(404, "Not Found");
    checkAgainstSpec(call.method, call.parameters);
    await held.get(call.method);
    return await method(call.parameters as never, gone);
  }

  const server = createServer(async (request, response) => {
    const [, token, method = ""] = /^\/bot([^/]*)\/(\w+)$/.exec(request.url ?? "") ?? [];
    const call: Call = { method, parameters: await bodyOf(request) };
    const gone = new Promise<void>((resolve) => response.once("close", resolve));
    try {
      if (token !== options.token) throw new Refusal(401, "Unauthorized");
      calls.push(call);
      changed();
      const result = await answer(call, gone);
      if (result === "cut") request.socket.destroy();
      else reply(response, 200, { ok: true, result });
    } catch (error) {
      const { code, message, parameters } = error instanceof Refusal ? error : new Refusal(500, String(error));
      call.refused = message;
      reply(response, code, { ok: false, error_code: code, description: message, ...(parameters && { parameters }) });
    }
    changed();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const push = (update: Omit<Update, "update_id">): void => {
    mailbox.push(update);
    changed();
  };
  const tapData = (shown: Shown, data: string, from: User): Tap => {
    chats.meet(from);
    const { tap, query } = taps.open(from, data, chats.toMessage(shown) as Message);
    push({ callback_query: query as never });
    return tap;
  };
  return {
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    me,
    push,
    say({ topic, ...saying }) {
      const { text } = saying;
      const message = {
        message_id: chats.nextId(),
        date: Math.floor(Date.now() / 1000),
        ...(text !== undefined && { entities: typedEntities(text) }),
        ...(topic !== undefined && { message_thread_id: topic, is_topic_message: true }),
        ...saying,
      } as Message;
      chats.know(message);
      push({ message: message as never });
      return message;
    },
    shown: chats.shown,
    calls,
    get menu() {
      return menus.get({});
    },
    set menu(commands) {
      menus.all.set("default ", commands);
    },
    menus: menus.all,
    tap(shown, label, from) {
      const button = shown.keyboard
        .flat()
        .find(({ text }) => text === label || text.replace(/^✓ | · .*$/g, "") === label);
      if (button === undefined) {
        throw new Error(`no button "${label}" on ${JSON.stringify(shown.keyboard.flat().map(({ text }) => text))}`);
      }
      return tapData(shown, button.callback_data ?? "", from);
    },
    tapData,
    upgrade: chats.upgrade,
    makeAdmin: chats.makeAdmin,
    dismissAdmin: chats.dismissAdmin,
    refuseNext: (method, how, times = 1) => void refusals.push({ method, how, times }),
    hold(method) {
      let release = (): void => {};
      held.set(
        method,
        new Promise((resolve) => {
          release = () => {
            held.delete(method);
            resolve();
          };
        }),
      );
      return () => release();
    },
    get unconfirmed() {
      return mailbox.size;
    },
    waitFor: <T>(what: () => T | undefined | false) =>
      new Promise<T>((resolve, reject) => {
        const look = (): void => {
          try {
            const found = what();
            if (found === undefined || found === false) return;
            watchers.delete(look);
            resolve(found);
          } catch (error) {
            watchers.delete(look);
            reject(error);
          }
        };
        watchers.add(look);
        look();
      }),
    touch: changed,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString("utf8");
  return body === "" ? {} : (JSON.parse(body) as Record<string, unknown>);
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
