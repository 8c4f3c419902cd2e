import { connect } from "../../../src/chat/platforms/discord-bot.js";
import { Secret } from "../../../src/domain/secret.js";
import { guilds, people, places, token } from "../../loopback/discord/bot.js";
import type { Json } from "../../loopback/discord/message-rules.js";
import { toRead } from "../../loopback/discord/reading.js";
import { startDiscord } from "../../loopback/discord/server.js";
import type { Message } from "../../loopback/discord/world.js";
import { platformContract } from "./platform-contract.js";
import type { By, Seen } from "./stage.js";

const userOf = ({ who }: By): string => (who === "owner" ? people.alice : people.bob);
const placeOf = (by: By) => ({ userId: userOf(by), ...(by.where === "group" ? { channelId: places.general } : {}) });
const toSeen = ({ content, onlyFor }: Message): Seen => ({
  text: toRead(content),
  visibleTo: onlyFor === undefined ? "room" : "caller",
});
/** The button of that label, or the menu with an entry of it, as a client presses it. */
function pressOf({ components }: Message, label: string): { customId: string; values?: string[] } | undefined {
  for (const { custom_id: customId, label: own, options = [] } of components.flatMap((row: Json) => row.components)) {
    if (own === label) return { customId };
    const option = options.find((one: Json) => one.label === label);
    if (option !== undefined) return { customId, values: [option.value] };
  }
  return undefined;
}

platformContract({
  name: "discord",
  limit: 2000,
  people: { owner: `discord:${people.alice}`, other: `discord:${people.bob}` },
  places: ["dm", "group"],
  presses: ["sonnet", "gpt"],
  async start(parts) {
    const discord = await startDiscord({ token, guilds: guilds ?? [] });
    const connection = await connect({ ...parts, token: new Secret(token), apiRoot: discord.apiRoot });
    return {
      async command(name, argument, by) {
        const options: Record<string, string> = argument === "" ? {} : { choice: argument };
        return toSeen(await discord.slash({ name, options, ...placeOf(by) }).reply());
      },
      async say(text, by) {
        const before = discord.said.length;
        discord.message({ ...placeOf(by), content: by.where === "dm" ? text : `<@${discord.botId}> ${text}` });
        const isAnswer = ({ content }: Message): boolean => content.startsWith(`re: ${text}`);
        return (await discord.waitFor(() => discord.said.slice(before).find(isAnswer), `the answer to ${text}`))
          .content;
      },
      async press(label, by) {
        const shown = discord.said.findLast((message) => pressOf(message, label) !== undefined);
        const pressed = shown && pressOf(shown, label);
        if (!pressed) throw new Error(`there is no ${label} to press`);
        const { edits } = shown;
        discord.component({ ...placeOf(by), ...pressed, messageId: shown.id });
        await discord.waitFor(() => shown.edits > edits, "what the press did");
        return toSeen(shown);
      },
      async close() {
        await connection.close();
        const refusals = discord.refusals;
        await discord.close();
        expect(refusals).toEqual([]);
      },
    };
  },
});
