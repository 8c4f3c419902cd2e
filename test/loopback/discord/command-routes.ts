import { checkCommand } from "./command-rules.js";
import type { Json } from "./message-rules.js";
import { refused } from "./refused.js";
import { type Answer, type Call, nothing, ok, type Route } from "./route.js";
import type { World } from "./world.js";

/** Application commands, global and of guilds: create replaces by name, PUT replaces everything. */
export function commandRoutes(world: World): readonly Route[] {
  const filed = (command: Json, guildId: string, id: string): Json => ({
    id,
    application_id: world.applicationId,
    version: world.nextId(),
    type: 1,
    default_member_permissions: null,
    nsfw: false,
    ...(guildId === ""
      ? { contexts: null, integration_types: [0], dm_permission: true }
      : { guild_id: guildId, integration_types: [0] }),
    ...command,
  });
  const commandsOf = (guildId = ""): Json[] => {
    if (guildId !== "" && !world.guilds.has(guildId)) throw refused.missingAccess();
    return world.commands.get(guildId) ?? [];
  };
  /** Discord tells localizations only to who asks for them. */
  const told = (commands: Json[], query: URLSearchParams): Json[] =>
    query.get("with_localizations") === "true" ? commands : commands.map(withoutLocalizations);
  const same = (a: Json, b: Json): boolean => a.name === b.name && (a.type ?? 1) === (b.type ?? 1);

  function createCommand({ body, ids: [, guildId = ""] }: Call): Answer {
    checkCommand(body);
    const before = commandsOf(guildId);
    const known = before.find((each) => same(each, body));
    const command = filed(body, guildId, known?.id ?? world.nextId());
    world.commands.set(guildId, [...before.filter((each) => each !== known), command]);
    return { status: known === undefined ? 201 : 200, body: command };
  }

  function overwriteCommands({ body, ids: [, guildId = ""] }: Call): Answer {
    body.forEach((command: Json, index: number) => {
      checkCommand(command, [index]);
    });
    const before = commandsOf(guildId);
    const after = body.map((command: Json) =>
      filed(command, guildId, before.find((each) => same(each, command))?.id ?? world.nextId()),
    );
    world.commands.set(guildId, after);
    return ok(after);
  }

  function changeCommand(method: "GET" | "PATCH" | "DELETE") {
    return ({ body, ids: [, guildId = "", id] }: Call): Answer => {
      const before = commandsOf(guildId);
      const known = before.find((each) => each.id === id);
      if (known === undefined) throw refused.unknownCommand();
      if (method === "GET") return ok(known);
      const rest = before.filter((each) => each !== known);
      if (method === "DELETE") {
        world.commands.set(guildId, rest);
        return nothing;
      }
      const after = { ...known, ...body, version: world.nextId() };
      checkCommand(after);
      world.commands.set(guildId, [...rest, after]);
      return ok(after);
    };
  }
  const globally =
    (handle: (call: Call) => Answer) =>
    (call: Call): Answer =>
      handle({ ...call, ids: [call.ids[0] ?? "", "", ...call.ids.slice(1)] });

  return [
    ["GET", /^\/applications\/(\d+)\/commands$/, ({ query }) => ok(told(commandsOf(), query))],
    ["POST", /^\/applications\/(\d+)\/commands$/, globally(createCommand)],
    ["PUT", /^\/applications\/(\d+)\/commands$/, globally(overwriteCommands)],
    ["GET", /^\/applications\/(\d+)\/commands\/(\d+)$/, globally(changeCommand("GET"))],
    ["PATCH", /^\/applications\/(\d+)\/commands\/(\d+)$/, globally(changeCommand("PATCH"))],
    ["DELETE", /^\/applications\/(\d+)\/commands\/(\d+)$/, globally(changeCommand("DELETE"))],
    [
      "GET",
      /^\/applications\/(\d+)\/guilds\/(\d+)\/commands$/,
      ({ ids: [, guildId], query }) => ok(told(commandsOf(guildId), query)),
    ],
    ["POST", /^\/applications\/(\d+)\/guilds\/(\d+)\/commands$/, createCommand],
    ["PUT", /^\/applications\/(\d+)\/guilds\/(\d+)\/commands$/, overwriteCommands],
    ["GET", /^\/applications\/(\d+)\/guilds\/(\d+)\/commands\/(\d+)$/, changeCommand("GET")],
    ["PATCH", /^\/applications\/(\d+)\/guilds\/(\d+)\/commands\/(\d+)$/, changeCommand("PATCH")],
    ["DELETE", /^\/applications\/(\d+)\/guilds\/(\d+)\/commands\/(\d+)$/, changeCommand("DELETE")],
  ];
}

function withoutLocalizations(thing: Json): Json {
  const { name_localizations: _, description_localizations: __, ...rest } = thing;
  return rest.options === undefined ? rest : { ...rest, options: rest.options.map(withoutLocalizations) };
}
