import { fakeModel, guilds, places, startBot, token } from "../../../loopback/discord/bot.js";
import { type LoopbackDiscord, startDiscord } from "../../../loopback/discord/server.js";

const other = "8100";
let discord: LoopbackDiscord;
beforeEach(async () => {
  const channels = [{ id: "8101" }];
  discord = await startDiscord({ token, guilds: [...(guilds ?? []), { id: other, channels, roles: [], members: [] }] });
});
afterEach(() => discord.close());

/** Another program of the same application. */
async function otherMakerRegisters(guildId: string | undefined, name: string, description: string): Promise<void> {
  const scope = guildId === undefined ? "" : `/guilds/${guildId}`;
  const { status } = await fetch(`${discord.apiRoot}/v10/applications/${discord.botId}${scope}/commands`, {
    method: "POST",
    headers: { authorization: `Bot ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ name, description, options: [] }),
  });
  expect(status).toBe(201);
}

/** The bot runs with these guilds until Discord shows the commands so. */
async function run(guildIds: readonly string[] | undefined, shown: () => boolean): Promise<void> {
  const commands = [fakeModel().command, { ...fakeModel().command, name: "new", argument: undefined }];
  const bot = await startBot({ commands, ...(guildIds && { guildIds }) }, {}, discord);
  try {
    await discord.waitFor(shown, "the commands");
    expect(bot.logged).toEqual([]);
  } finally {
    await bot.connection.close();
  }
}

const names = (guildId?: string) =>
  discord
    .commands(guildId)
    .map(({ name }) => name)
    .join(" ");
const stand = (globally: string, here: string, there: string) => () =>
  names() === globally && names(places.guild) === here && names(other) === there;

test("a command stands in one place, wherever `guildIds` wanted it before", async () => {
  await run(undefined, stand("model new", "", ""));
  await run([places.guild, other], stand("", "model new", "model new"));
  await run([other], stand("", "", "model new"));
  await run(undefined, stand("model new", "", ""));
});

test("the commands of other makers stay where they are, those of our names included", async () => {
  await otherMakerRegisters(undefined, "ping", "Pong.");
  await otherMakerRegisters(places.guild, "ping", "Pong.");
  await otherMakerRegisters(other, "new", "A new round of chess.");
  await run([places.guild], stand("ping", "ping model new", "new"));
  await run(undefined, stand("ping model new", "ping", "new"));
});
