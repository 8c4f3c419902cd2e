import { ButtonStyle, Client, ComponentType, Events, GatewayIntentBits } from "discord.js";
import { discord as attach, registerCommands, toDiscordCommands } from "../../../../src/chat/platforms/discord.js";
import type { SlashCommand } from "../../../../src/chat/slash.js";
import { fakeModel, guilds, people, places, token } from "../../../loopback/discord/bot.js";
import { type LoopbackDiscord, startDiscord } from "../../../loopback/discord/server.js";

const ping = { name: "ping", description: "The host's own.", options: [] };
const gatekeeper = { may: () => true };
const silent = { info() {}, warn() {} };

let server: LoopbackDiscord;
const clients: Client[] = [];
beforeEach(async () => {
  server = await startDiscord({ token, guilds: guilds ?? [], commands: [ping] });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.destroy();
  await server.close();
});

function hostClient(): Client {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: server.apiRoot } });
  clients.push(client);
  return client;
}

const writes = () => server.exchanges.filter(({ method, path }) => method !== "GET" && path.includes("/commands"));

/** Logs in with the commands; resolves when the registration has been looked at and, where `times` says so, written. */
async function online(commands: readonly SlashCommand[], options: Parameters<typeof attach>[3] = {}): Promise<Client> {
  const client = hostClient();
  const looks = () =>
    server.exchanges.filter(({ method, path }) => method === "GET" && path.endsWith("/commands")).length;
  const before = looks();
  attach(client, gatekeeper, commands, { log: silent, ...options });
  await client.login(token);
  const scopes = options.guildIds?.length ?? 1;
  if (options.register !== false)
    await server.waitFor(() => looks() === before + scopes, "the look at what is registered");
  return client;
}

test("a command is registered once, for guilds and DMs, and the host's own commands survive", async () => {
  const { command } = fakeModel();
  await online([command]);
  await server.waitFor(() => server.commands().length === 2, "the registration");
  expect(server.commands()).toMatchObject([
    ping,
    {
      name: "model",
      description: command.description,
      contexts: [0, 1],
      integration_types: [0],
      default_member_permissions: null,
      options: [
        { type: 3, name: "choice", description: command.argument?.description, required: false, autocomplete: false },
      ],
    },
  ]);
  expect(writes()).toHaveLength(1);
});

test("nothing is written when nothing differs, and only the difference when something does", async () => {
  const { command } = fakeModel();
  await online([command]);
  await server.waitFor(() => server.commands().length === 2, "the registration");
  const marker = { ...command, name: "marker" };
  await online([command, marker]);
  await server.waitFor(() => server.commands().length === 3, "the second registration");
  expect(writes().map(({ body }) => body.name)).toEqual(["model", "marker"]);

  await online([{ ...command, complete: async () => [] }, marker]);
  await server.waitFor(
    () => server.commands().find(({ name }) => name === "model")?.options[0].autocomplete,
    "the edit",
  );
  expect(writes().map(({ method }) => method)).toEqual(["POST", "POST", "PATCH"]);
  expect(
    server
      .commands()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(["marker", "model", "ping"]);
});

test("with guild ids the commands exist there alone, and a guild without the bot stops nothing", async () => {
  const warnings: string[] = [];
  const log = { info() {}, warn: (line: string) => warnings.push(line) };
  await online([fakeModel().command], { guildIds: ["8888", places.guild], log });
  await server.waitFor(() => server.commands(places.guild).length === 1, "the registration");
  expect(server.commands()).toHaveLength(1);
  expect(warnings).toEqual([
    "The commands could not be registered in guild 8888. Discord answers 50001: Missing Access",
  ]);
});

test("with register: false the host keeps registration to itself", async () => {
  const client = hostClient();
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  attach(client, gatekeeper, [fakeModel().command], { register: false });
  await client.login(token);
  await ready;
  expect(server.exchanges.filter(({ path }) => path.includes("/commands"))).toEqual([]);
});

test.each([undefined, places.guild])(
  "a host that sets all its commands at once sets ours as we would (guild: %s)",
  async (guildId) => {
    const client = hostClient();
    const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
    await client.login(token);
    await ready;
    const command: SlashCommand = { ...fakeModel().command, complete: async () => [], descriptions: { de: "Wähle." } };
    const ours = toDiscordCommands([command], { guild: guildId !== undefined });
    const { application } = client as Client<true>;
    if (guildId === undefined) await application.commands.set([ping, ...ours]);
    else await application.commands.set([ping, ...ours], guildId);
    expect(server.commands(guildId).map(({ name }) => name)).toEqual(["ping", "model"]);

    const before = writes().length;
    await registerCommands(client as Client<true>, [command], guildId);
    expect(writes()).toHaveLength(before);
    expect(server.refusals).toEqual([]);
  },
);

test("where the configuration fixes a language, the list is in it", () => {
  const command = { ...fakeModel().command, descriptions: { de: "Wähle." } };
  expect(toDiscordCommands([command], { language: "de" })).toMatchObject([{ description: "Wähle." }]);
});

test("the host's commands and buttons are the host's: we answer ours and nothing else", async () => {
  const { command, invocations } = fakeModel();
  const client = await online([command]);
  client.on(Events.InteractionCreate, async (interaction) => {
    if (interaction.isChatInputCommand() && interaction.commandName === "ping") {
      const again = {
        type: ComponentType.Button,
        style: ButtonStyle.Primary,
        label: "again",
        customId: "ping",
      } as const;
      await interaction.reply({
        content: "pong",
        components: [{ type: ComponentType.ActionRow, components: [again] }],
      });
    }
    if (interaction.isButton() && interaction.customId === "ping") await interaction.update("pong again");
  });
  await server.waitFor(() => server.commands().length === 2, "the registration");
  const press = { userId: people.alice, channelId: places.general };
  const pong = await server.slash({ ...press, name: "ping" }).reply();
  expect(pong.content).toBe("pong");
  await server.component({ ...press, messageId: pong.id, customId: "ping" }).acknowledged();
  await server.waitFor(() => pong.content === "pong again", "the host's own answer");
  expect((await server.slash({ ...press, name: "model" }).reply()).content).toBe("Done.");
  expect(invocations).toHaveLength(1);
  expect(server.refusals).toEqual([]);
});

test("after dispose the client has the listeners it had before", async () => {
  const client = hostClient();
  const counts = () => [
    client.listenerCount(Events.InteractionCreate),
    client.listenerCount(Events.ClientReady),
    client.ws.listenerCount("INTERACTION_CREATE"),
  ];
  const before = counts();
  const dispose = attach(client, gatekeeper, [fakeModel().command]);
  expect(counts()).not.toEqual(before);
  dispose();
  expect(counts()).toEqual(before);
});
