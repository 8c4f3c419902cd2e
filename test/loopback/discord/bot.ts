import type { AnswerEvent, Converse } from "../../../src/chat/conversation.js";
import type { Connection } from "../../../src/chat/platform.js";
import { connect, type DiscordConnectOptions } from "../../../src/chat/platforms/discord-bot.js";
import type { Invocation, SlashCommand } from "../../../src/chat/slash.js";
import { type Reply, text } from "../../../src/domain/reply.js";
import { Secret } from "../../../src/domain/secret.js";
import { type DiscordOptions, type LoopbackDiscord, startDiscord } from "./server.js";

export const token = "loopback-t0k3n.never.shown";
export const people = { alice: "1001", bob: "1002", robot: "1003" } as const;
export const places = { guild: "2000", general: "3000", side: "3001", thread: "3100", denied: "3002" } as const;
export const roles = { staff: "4000" } as const;

/** A guild with two people, a robot, two channels, one thread and one channel where the bot may not write. */
export const guilds: DiscordOptions["guilds"] = [
  {
    id: places.guild,
    roles: [{ id: roles.staff, name: "staff" }],
    channels: [{ id: places.general }, { id: places.side }, { id: places.denied, denied: true }],
    threads: [{ id: places.thread, parentId: places.general }],
    members: [
      { id: people.alice, name: "alice", roles: [roles.staff] },
      { id: people.bob, name: "bob" },
      { id: people.robot, name: "robot", bot: true },
    ],
  },
];

export function say(...lines: string[]): Reply {
  return { audience: "caller", blocks: [text(...lines)] };
}

/** A `/model` that remembers what it was asked and answers what the test says. */
export function fakeModel(answer: (invocation: Invocation) => Reply | Promise<Reply> = () => say("Done.")) {
  const invocations: Invocation[] = [];
  const command: SlashCommand = {
    name: "model",
    description: "Choose the model of this conversation.",
    argument: { name: "choice", description: "A model, a profile, or a word like status." },
    async run(invocation) {
      invocations.push(invocation);
      return answer(invocation);
    },
  };
  return { command, invocations };
}

/** Answers every message with one piece of text. */
export function converseWith(answer: (text: string) => string): Converse {
  return async function* ({ text: said }): AsyncGenerator<AnswerEvent> {
    yield { kind: "text", delta: answer(said) };
  };
}

/** A door that a test opens; `opened` is what stands before it. */
export function gate<T = void>(): { readonly opened: Promise<T>; open(value: T): void } {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open: (value) => open(value) };
}

export interface RunningBot {
  readonly discord: LoopbackDiscord;
  readonly connection: Connection;
  readonly logged: string[];
  close(): Promise<void>;
}

/** The bot, logged in at a loopback Discord of its own, or at one that runs already. */
export async function startBot(
  options: Partial<DiscordConnectOptions> = {},
  server: Partial<DiscordOptions> = {},
  running?: LoopbackDiscord,
): Promise<RunningBot> {
  const discord = running ?? (await startDiscord({ token, guilds: guilds ?? [], ...server }));
  const logged: string[] = [];
  const connection = await connect({
    token: new Secret(token),
    apiRoot: discord.apiRoot,
    gatekeeper: { may: () => true },
    commands: [fakeModel().command],
    converse: converseWith((said) => `You said: ${said}`),
    log: {
      info: (line) => logged.push(line),
      warn: (line, error) => logged.push(error === undefined ? line : `${line} ${String(error)}`),
    },
    now: Date.now,
    ...options,
  }).catch(async (error) => {
    await discord.close();
    throw error;
  });
  return {
    discord,
    connection,
    logged,
    async close() {
      await connection.close();
      await discord.close();
    },
  };
}
