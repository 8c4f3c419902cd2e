import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { Json } from "./message-rules.js";
import { toGuild, toMember, toMessage, toUser } from "./wire.js";
import { channelTypes, type Message, type World } from "./world.js";

const op = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  resume: 6,
  reconnect: 7,
  members: 8,
  invalid: 9,
  hello: 10,
  ack: 11,
};
const intents = {
  guilds: 1 << 0,
  members: 1 << 1,
  presences: 1 << 8,
  guildMessages: 1 << 9,
  directMessages: 1 << 12,
  messageContent: 1 << 15,
};
const privileged = intents.members | intents.presences | intents.messageContent;
const allIntents = (1 << 26) - 1;

interface Session {
  readonly id: string;
  readonly intents: number;
  readonly sent: { readonly s: number; readonly t: string; readonly d: Json }[];
  socket: WebSocket | undefined;
}

/** The WebSocket side: sessions that are identified, resumed and told what happens. */
export interface Gateway {
  readonly identified: readonly { readonly intents: number }[];
  readonly resumed: number;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Tells every session that asked for it, connected or waiting to resume. @returns how many were told. */
  dispatch(event: string, data: Json, needs?: number): number;
  /** A message as each session may see it: blank without the content intent where Discord blanks it. */
  message(event: "MESSAGE_CREATE" | "MESSAGE_UPDATE", message: Message): void;
  /** Cuts every connection as a lost network does; sessions stay resumable. */
  drop(): void;
  close(): void;
}

export function createGateway(
  world: World,
  options: {
    readonly token: () => string;
    readonly allowedIntents: number;
    readonly resumeUrl: () => string;
    readonly happened: () => void;
  },
): Gateway {
  const server = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, Session>();
  const identified: { intents: number }[] = [];
  let resumed = 0;

  function send(session: Session, t: string, d: Json): void {
    const packet = { s: session.sent.length + 1, t, d };
    session.sent.push(packet);
    session.socket?.send(JSON.stringify({ op: op.dispatch, ...packet }));
  }

  function identify(socket: WebSocket, d: Json): Session | undefined {
    if (d?.token !== options.token()) return void socket.close(4004, "Authentication failed.");
    if (!Number.isInteger(d.intents) || (d.intents & ~allIntents) !== 0)
      return void socket.close(4013, "Invalid intent(s).");
    if ((d.intents & privileged & ~options.allowedIntents) !== 0)
      return void socket.close(4014, "Disallowed intent(s).");
    const session: Session = { id: `session-${sessions.size + 1}`, intents: d.intents, sent: [], socket };
    sessions.set(session.id, session);
    identified.push({ intents: d.intents });
    send(session, "READY", {
      v: 10,
      user: { ...toUser(world.bot), verified: true, mfa_enabled: false, email: null },
      guilds: [...world.guilds.keys()].map((id) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: options.resumeUrl(),
      shard: d.shard ?? [0, 1],
      application: { id: world.applicationId, flags: 0 },
    });
    if ((d.intents & intents.guilds) !== 0)
      for (const guild of world.guilds.values()) send(session, "GUILD_CREATE", toGuild(world, guild));
    return session;
  }

  function resume(socket: WebSocket, d: Json): Session | undefined {
    if (d?.token !== options.token()) return void socket.close(4004, "Authentication failed.");
    const session = sessions.get(d.session_id);
    if (session === undefined) return void socket.send(JSON.stringify({ op: op.invalid, d: false }));
    session.socket = socket;
    for (const packet of session.sent.filter(({ s }) => s > d.seq))
      socket.send(JSON.stringify({ op: op.dispatch, ...packet }));
    send(session, "RESUMED", {});
    resumed += 1;
    return session;
  }

  server.on("connection", (socket: WebSocket) => {
    let session: Session | undefined;
    socket.send(JSON.stringify({ op: op.hello, d: { heartbeat_interval: 41_250 } }));
    socket.on("message", (raw: RawData) => {
      let packet: Json;
      try {
        packet = JSON.parse(raw.toString());
      } catch {
        return socket.close(4002, "Error while decoding payload.");
      }
      if (packet.op === op.heartbeat) return socket.send(JSON.stringify({ op: op.ack }));
      if (packet.op === op.identify || packet.op === op.resume) {
        if (session !== undefined) return socket.close(4005, "Already authenticated.");
        session = packet.op === op.identify ? identify(socket, packet.d) : resume(socket, packet.d);
        return options.happened();
      }
      if (session === undefined) return socket.close(4003, "Not authenticated.");
      if (packet.op !== op.presence && packet.op !== op.members) socket.close(4001, "Unknown opcode.");
    });
    socket.on("close", (code) => {
      if (session?.socket !== socket) return;
      session.socket = undefined;
      // A client that says goodbye is gone; one that vanished may resume.
      if (code === 1000 || code === 1001) sessions.delete(session.id);
      options.happened();
    });
  });

  function dispatch(event: string, data: Json, needs = 0): number {
    const told = [...sessions.values()].filter((session) => (session.intents & needs) === needs);
    for (const session of told) send(session, event, data);
    return told.length;
  }

  return {
    identified,
    get resumed() {
      return resumed;
    },
    dispatch,
    upgrade(request, socket, head) {
      const { searchParams } = new URL(request.url ?? "/", "ws://127.0.0.1");
      server.handleUpgrade(request, socket, head, (client) => {
        if (searchParams.get("v") !== "10") return client.close(4012, "Invalid API version.");
        if (searchParams.get("encoding") !== "json" || searchParams.has("compress"))
          return client.close(4002, "The loopback speaks uncompressed JSON.");
        server.emit("connection", client, request);
      });
    },
    message(event, message) {
      const channel = world.channels.get(message.channelId);
      if (channel === undefined || message.onlyFor !== undefined) return;
      const dm = channel.type === channelTypes.dm;
      const data = {
        ...toMessage(world, message),
        channel_type: channel.type,
        ...(dm
          ? {}
          : {
              guild_id: channel.guildId,
              ...(message.webhookId === undefined && {
                member: toMember(world, channel.guildId ?? "", message.author),
              }),
            }),
      };
      const open =
        dm || message.author.id === world.bot.id || data.mentions.some(({ id }: Json) => id === world.bot.id);
      for (const session of sessions.values()) {
        if ((session.intents & (dm ? intents.directMessages : intents.guildMessages)) === 0) continue;
        const readable = open || (session.intents & intents.messageContent) !== 0;
        send(session, event, readable ? data : { ...data, content: "", embeds: [], components: [], attachments: [] });
      }
    },
    drop() {
      for (const session of sessions.values()) session.socket?.terminate();
    },
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
