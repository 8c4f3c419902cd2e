import { commandRoutes } from "./command-routes.js";
import type { Interactions } from "./interactions.js";
import { applyEdit, checkMessage, type Json, pingsOf } from "./message-rules.js";
import { Flaws, Refused, refused } from "./refused.js";
import { type Answer, type Call, nothing, ok, type Route } from "./route.js";
import type { Spec } from "./spec.js";
import { toChannel, toGuild, toMember, toMessage, toRole, toUser } from "./wire.js";
import { type Channel, dmOf, type Message, userOf, type World } from "./world.js";

export interface RestOptions {
  readonly world: World;
  readonly interactions: Interactions;
  readonly spec: Spec | undefined;
  readonly gatewayUrl: () => string;
  readonly announce: (event: "MESSAGE_CREATE" | "MESSAGE_UPDATE", message: Message) => void;
  readonly typing: (channelId: string) => void;
}

/** The HTTP side: `(method, path without /v10, …) → answer`, throwing {@link Refused} where Discord refuses. */
export function createRest({ world, interactions, spec, gatewayUrl, announce, typing }: RestOptions) {
  const channelOf = (id = ""): Channel => {
    const channel = world.channels.get(id);
    if (channel === undefined) throw refused.unknownChannel();
    return channel;
  };
  const messageOf = (channelId = "", id = ""): Message => {
    const message = world.messages.get(id);
    if (message === undefined || message.channelId !== channelOf(channelId).id || message.onlyFor !== undefined)
      throw refused.unknownMessage();
    return message;
  };
  const guildOf = (id = "") => {
    const guild = world.guilds.get(id);
    if (guild === undefined) throw refused.unknownGuild();
    return guild;
  };
  const application = {
    id: world.applicationId,
    name: "pinbot",
    icon: null,
    description: "",
    bot_public: true,
    flags: 0,
  };

  function post({ body, ids: [channelId] }: Call): Answer {
    const channel = channelOf(channelId);
    if (channel.denied) throw refused.missingPermissions();
    checkMessage(body);
    const target = body.message_reference?.message_id;
    const repliedTo = target === undefined ? undefined : world.messages.get(target);
    if (target !== undefined && repliedTo === undefined && body.message_reference.fail_if_not_exists !== false) {
      const flaws = new Flaws();
      flaws.add(["message_reference"], "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
      flaws.refuse();
    }
    const message: Message = {
      id: world.nextId(),
      channelId: channel.id,
      author: world.bot,
      content: body.content ?? "",
      flags: body.flags ?? 0,
      pings: pingsOf(body, repliedTo?.author.id),
      components: body.components ?? [],
      embeds: body.embeds ?? [],
      edits: 0,
      ...(repliedTo === undefined ? {} : { repliesTo: repliedTo.id }),
    };
    world.messages.set(message.id, message);
    announce("MESSAGE_CREATE", message);
    return ok(toMessage(world, message));
  }

  function edit({ body, ids: [channelId, id] }: Call): Answer {
    const message = messageOf(channelId, id);
    if (message.author.id !== world.bot.id) throw refused.notTheAuthor();
    checkMessage(body, { edit: true });
    applyEdit(message, body);
    announce("MESSAGE_UPDATE", message);
    return ok(toMessage(world, message));
  }

  const shown = (message: Message): Answer => ok(toMessage(world, message));
  const routes: readonly Route[] = [
    [
      "GET",
      /^\/gateway\/bot$/,
      () =>
        ok({
          url: gatewayUrl(),
          shards: 1,
          session_start_limit: { total: 1000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 },
        }),
    ],
    ["GET", /^\/users\/@me$/, () => ok({ ...toUser(world.bot), mfa_enabled: false, locale: "en-US" })],
    ["GET", /^\/(?:oauth2\/)?applications\/@me$/, () => ok(application)],
    ["POST", /^\/users\/@me\/channels$/, ({ body }) => ok(toChannel(dmOf(world, String(body.recipient_id))))],
    ["GET", /^\/users\/(\d+)$/, ({ ids: [id = ""] }) => ok(toUser(userOf(world, id)))],
    ["GET", /^\/guilds\/(\d+)$/, ({ ids: [id] }) => ok(toGuild(world, guildOf(id)))],
    [
      "GET",
      /^\/guilds\/(\d+)\/roles$/,
      ({ ids: [id] }) => ok((guildOf(id).roles ?? []).map((role) => toRole(role.id, role.name))),
    ],
    [
      "GET",
      /^\/guilds\/(\d+)\/members\/(\d+)$/,
      ({ ids: [guildId = "", id = ""] }) => {
        if (!guildOf(guildId).members?.some((member) => member.id === id)) throw refused.unknownMember();
        const user = userOf(world, id);
        return ok({ ...toMember(world, guildId, user), user: toUser(user) });
      },
    ],
    ["GET", /^\/channels\/(\d+)$/, ({ ids: [id] }) => ok(toChannel(channelOf(id)))],
    ["POST", /^\/channels\/(\d+)\/messages$/, post],
    ["GET", /^\/channels\/(\d+)\/messages\/(\d+)$/, ({ ids: [channelId, id] }) => shown(messageOf(channelId, id))],
    ["PATCH", /^\/channels\/(\d+)\/messages\/(\d+)$/, edit],
    [
      "POST",
      /^\/channels\/(\d+)\/typing$/,
      ({ ids: [id] }) => {
        typing(channelOf(id).id);
        return nothing;
      },
    ],
    ...commandRoutes(world),
    [
      "POST",
      /^\/interactions\/(\d+)\/([^/]+)\/callback$/,
      ({ body, query, ids: [id = "", token = ""] }) => {
        const message = interactions.acknowledge(id, token, body);
        if (query.get("with_response") !== "true") return nothing;
        const resource = message && { type: body.type, message: toMessage(world, message) };
        return ok({ interaction: { id, type: 2 }, ...(resource && { resource }) });
      },
    ],
    [
      "POST",
      /^\/webhooks\/(\d+)\/([^/]+)$/,
      ({ body, ids: [, token = ""] }) => shown(interactions.followUp(token, body)),
    ],
    [
      "GET",
      /^\/webhooks\/(\d+)\/([^/]+)\/messages\/([^/]+)$/,
      ({ ids: [, token = "", id = ""] }) => shown(interactions.read(token, id)),
    ],
    [
      "PATCH",
      /^\/webhooks\/(\d+)\/([^/]+)\/messages\/([^/]+)$/,
      ({ body, ids: [, token = "", id = ""] }) => shown(interactions.edit(token, id, body)),
    ],
    [
      "DELETE",
      /^\/webhooks\/(\d+)\/([^/]+)\/messages\/([^/]+)$/,
      ({ ids: [, token = "", id = ""] }) => {
        interactions.remove(token, id);
        return nothing;
      },
    ],
  ];

  return (method: string, path: string, query: URLSearchParams, body: Json): Answer => {
    for (const [wanted, pattern, handle] of routes) {
      const match = wanted === method ? pattern.exec(path) : null;
      if (match === null) continue;
      const ids = match.slice(1);
      if (/^\/(applications|webhooks)\/\d/.test(path) && ids[0] !== world.applicationId) throw refused.missingAccess();
      const writes = method !== "GET" && method !== "DELETE";
      if (writes && spec?.check(method, path, body) === false)
        throw new Refused(404, 0, `The published description has no ${method} ${path}`);
      return handle({ body, query, ids });
    }
    throw refused.notFound();
  };
}
