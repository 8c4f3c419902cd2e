import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createGateway } from "./gateway.js";
import { createInteractions } from "./interactions.js";
import { createLog, type Exchange } from "./log.js";
import type { Json } from "./message-rules.js";
import { createPeople, type Press, type SaidMessage, type Sent } from "./people.js";
import { Refused, refused } from "./refused.js";
import { createRest } from "./rest.js";
import type { Answer } from "./route.js";
import { openSpec } from "./spec.js";
import { createWorld, dmOf, type GuildSpec, type Message } from "./world.js";

export interface DiscordOptions {
  readonly token: string;
  readonly guilds?: readonly GuildSpec[];
  /** Commands of the application before the test begins, global ones. */
  readonly commands?: readonly Json[];
  /** Whether the privileged message content intent is switched on in the developer portal. */
  readonly messageContent?: boolean;
  /** The server's clock, ms since the epoch. */
  readonly now?: () => number;
}

/** A strict Discord on 127.0.0.1: real HTTP, real WebSocket, real refusals. */
export interface LoopbackDiscord {
  /** For discord.js: `rest: { api }`. */
  readonly apiRoot: string;
  readonly botId: string;
  readonly exchanges: readonly Exchange[];
  /** What was answered with 4xx, except 429. */
  readonly refusals: readonly Exchange[];
  /** What `identify` asked for, per session. */
  readonly identified: readonly { readonly intents: number }[];
  readonly resumed: number;
  /** What stands in a channel, ephemeral messages only for the one who sees them. */
  messages(channelId: string, seenBy?: string): readonly Message[];
  /** Every message the bot wrote, wherever. */
  readonly said: readonly Message[];
  /** The commands as registered; global ones without an argument. */
  commands(guildId?: string): readonly Json[];
  /** The channel id of the bot's DM with a person. */
  dm(userId: string): string;
  /** How often "typing" was shown in a channel. */
  typed(channelId: string): number;
  /** Somebody runs a slash command. */
  slash(press: Press & { readonly name: string; readonly options?: Readonly<Record<string, string>> }): Sent;
  /** Somebody types into an option with autocomplete. */
  autocomplete(press: Press & { readonly name: string; readonly option: string; readonly typed: string }): Sent;
  /** Somebody presses a button or picks from a select of a message. */
  component(
    press: Press & { readonly messageId: string; readonly customId: string; readonly values?: readonly string[] },
  ): Sent;
  /** Somebody writes a message. Mentions are read from its text. */
  message(said: SaidMessage): Message;
  /** The gateway delivers a message once more, as after a connection that was lost. */
  again(message: Message): void;
  /** A dispatch of any kind. */
  dispatch(event: string, data: Json): void;
  /** Answers the next `times` matching requests with 429. */
  limit(path: RegExp, options: { readonly retryAfter: number; readonly times?: number }): void;
  /** Answers the next `times` (one) matching requests with 500, with 400 (50035), or never. */
  fail(path: RegExp, how: "500" | "400" | "hang", times?: number): void;
  /** Somebody who may deletes a message. */
  remove(messageId: string): void;
  waitFor<T>(probe: () => T | undefined | null | false | "" | 0, what?: string): Promise<T>;
  /** Cuts the WebSocket as a lost network does. */
  dropGateway(): void;
  /** The application's token is reset: the old one is worthless. */
  resetToken(token: string): void;
  close(): Promise<void>;
}

/**
 * Starts the loopback server.
 *
 * @example
 * const discord = await startDiscord({ token: "t0k3n", guilds: [{ id: "200", channels: [{ id: "300" }] }] });
 * const client = new Client({ intents: [], rest: { api: discord.apiRoot } });
 */
export async function startDiscord(options: DiscordOptions): Promise<LoopbackDiscord> {
  let token = options.token;
  let port = 0;
  const log = createLog();
  const spec = openSpec();
  const world = createWorld(options.guilds ?? [], options.now ?? Date.now);
  const gatewayUrl = (): string => `ws://127.0.0.1:${port}/gateway`;
  const gateway = createGateway(world, {
    token: () => token,
    allowedIntents: options.messageContent ? 1 << 15 : 0,
    resumeUrl: gatewayUrl,
    happened: log.happened,
  });
  const announce: typeof gateway.message = (event, message) => {
    gateway.message(event, message);
    log.happened();
  };
  const interactions = createInteractions(world, announce);
  const typing = new Map<string, number>();
  const rest = createRest({
    world,
    interactions,
    spec,
    gatewayUrl,
    announce,
    typing: (channelId) => typing.set(channelId, (typing.get(channelId) ?? 0) + 1),
  });
  if (options.commands)
    rest("PUT", `/applications/${world.applicationId}/commands`, new URLSearchParams(), options.commands);

  const limits: { path: RegExp; retryAfter: number; times: number }[] = [];
  const failures: { path: RegExp; how: "500" | "400" | "hang" }[] = [];

  const pathOf = (url: URL): string => decodeURIComponent(url.pathname).replace(/^\/api\/v10/, "");

  function answer(request: IncomingMessage, url: URL, raw: string): Answer | "hang" {
    const path = pathOf(url);
    const limit = limits.find((each) => each.times > 0 && each.path.test(path));
    if (limit !== undefined) {
      limit.times -= 1;
      return {
        status: 429,
        body: { message: "You are being rate limited.", retry_after: limit.retryAfter, global: false },
      };
    }
    const failure = failures.findIndex((each) => each.path.test(path));
    const how = failure < 0 ? undefined : failures.splice(failure, 1)[0]?.how;
    if (how === "hang") return "hang";
    if (how === "400") return { status: 400, body: { message: "Invalid Form Body", code: 50035 } };
    if (how === "500") return { status: 500, body: { message: "500: Internal Server Error", code: 0 } };
    try {
      if (!url.pathname.startsWith("/api/v10/")) throw refused.notFound();
      const open = /^\/(interactions|webhooks)\//.test(path);
      if (!open && request.headers.authorization !== `Bot ${token}`) throw refused.unauthorized();
      if (raw !== "" && !request.headers["content-type"]?.startsWith("application/json"))
        throw new Refused(400, 50109, "The request body contains invalid JSON.");
      return rest(request.method ?? "GET", path, url.searchParams, raw === "" ? undefined : JSON.parse(raw));
    } catch (error) {
      if (error instanceof Refused) return { status: error.status, body: error.body };
      process.stderr.write(`loopback Discord: ${request.method} ${path}: ${String((error as Error).stack)}\n`);
      return { status: 500, body: { message: "500: Internal Server Error", code: 0 } };
    }
  }

  const server = createServer(async (request, response) => {
    let raw = "";
    for await (const chunk of request.setEncoding("utf8")) raw += chunk;
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const result = answer(request, url, raw);
    if (result === "hang") return;
    const { status, body } = result;
    log.exchanges.push({
      method: request.method ?? "GET",
      path: pathOf(url),
      body: raw === "" ? undefined : JSON.parse(raw),
      status,
      answer: body,
      at: world.now(),
    });
    const limited = status === 429 ? { "retry-after": String(body.retry_after), "x-ratelimit-scope": "user" } : {};
    const type = body === undefined ? {} : { "content-type": "application/json" };
    response.writeHead(status, { ...type, ...limited });
    response.end(body === undefined ? undefined : JSON.stringify(body), () => log.happened());
  });
  server.on("upgrade", gateway.upgrade);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
  const people = createPeople({ world, interactions, gateway, waitFor: log.waitFor });

  return {
    apiRoot: `http://127.0.0.1:${port}/api`,
    botId: world.bot.id,
    exchanges: log.exchanges,
    get refusals() {
      return log.exchanges.filter(({ status }) => status >= 400 && status !== 429);
    },
    identified: gateway.identified,
    get resumed() {
      return gateway.resumed;
    },
    messages: (channelId, seenBy) =>
      [...world.messages.values()].filter(
        (message) => message.channelId === channelId && (message.onlyFor === undefined || message.onlyFor === seenBy),
      ),
    get said() {
      return [...world.messages.values()].filter(({ author }) => author.id === world.bot.id);
    },
    commands: (guildId = "") => world.commands.get(guildId) ?? [],
    dm: (userId) => dmOf(world, userId).id,
    typed: (channelId) => typing.get(channelId) ?? 0,
    ...people,
    dispatch: (event, data) => void gateway.dispatch(event, data),
    limit: (path, { retryAfter, times = 1 }) => void limits.push({ path, retryAfter, times }),
    fail: (path, how, times = 1) => void failures.push(...Array.from({ length: times }, () => ({ path, how }))),
    again: (message) => gateway.message("MESSAGE_CREATE", message),
    remove: (messageId) => void world.messages.delete(messageId),
    waitFor: log.waitFor,
    dropGateway: gateway.drop,
    resetToken(next) {
      token = next;
    },
    async close() {
      gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
