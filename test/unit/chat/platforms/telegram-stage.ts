import { inspect } from "node:util";
import type { Clock } from "../../../../src/chat/answer.js";
import type { Converse, IncomingMessage } from "../../../../src/chat/conversation.js";
import type { Connection } from "../../../../src/chat/platform.js";
import { connect, type TelegramConnectOptions } from "../../../../src/chat/platforms/telegram-bot.js";
import type { Invocation, SlashCommand } from "../../../../src/chat/slash.js";
import { type Reply, text } from "../../../../src/domain/reply.js";
import { Secret } from "../../../../src/domain/secret.js";
import { type LoopbackTelegram, startTelegram, type TelegramOptions } from "../../../loopback/telegram/server.js";

export const token = "4242:a-token_that-must-not-leak";

export interface Stage {
  readonly server: LoopbackTelegram;
  readonly invocations: Invocation[];
  readonly heard: IncomingMessage[];
  readonly logged: string[];
  /** What the bot said, oldest first, as people read it now. */
  texts(): string[];
  /** A bot process starts with the same token. */
  connect(more?: Partial<TelegramConnectOptions>): Promise<Connection>;
}

/** `/model` says what it was given; a message is answered with `echo: <text>`. */
const echo: Converse = async function* (message) {
  yield { kind: "text", delta: `echo: ${message.text}` };
};

const open: { close(): Promise<void> }[] = [];

/** Ends whatever a test started; for `afterEach`. */
export async function endStages(): Promise<void> {
  for (const one of open.splice(0).reverse()) await one.close();
}

export async function startStage(options: Partial<TelegramOptions> = {}): Promise<Stage> {
  const server = await startTelegram({ token, ...options });
  open.push(server);
  const invocations: Invocation[] = [];
  const heard: IncomingMessage[] = [];
  const logged: string[] = [];
  const note = (...parts: unknown[]): void => {
    logged.push(parts.map((part) => (typeof part === "string" ? part : inspect(part, { depth: 10 }))).join(" "));
    server.touch();
  };
  const model: SlashCommand = {
    name: "model",
    description: "Choose the model of this conversation.",
    async run(invocation): Promise<Reply> {
      invocations.push(invocation);
      return { audience: "caller", blocks: [text(`model: ${invocation.argument}`)] };
    },
  };
  return {
    server,
    invocations,
    heard,
    logged,
    texts: () => server.shown.map((one) => one.text),
    async connect({ converse = echo, ...more } = {}) {
      const connection = await connect({
        token: new Secret(token),
        apiRoot: server.apiRoot,
        commands: [model],
        gatekeeper: { may: () => true },
        log: { info: note, warn: note },
        now: Date.now,
        converse: (message, signal) => {
          heard.push(message);
          queueMicrotask(server.touch);
          return converse(message, signal);
        },
        ...more,
      });
      let closed = false;
      const once = {
        ...connection,
        async close() {
          if (!closed) await connection.close();
          closed = true;
        },
      };
      open.push(once);
      return once;
    },
  };
}

/** A clock whose waits are over at once; it counts them as time passed. */
export function hurriedClock(): Clock {
  let now = Date.now();
  return {
    now: () => now,
    after(ms, callback) {
      const handle = setImmediate(() => {
        now += ms;
        callback();
      });
      return () => clearImmediate(handle);
    },
  };
}
