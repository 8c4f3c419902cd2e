import { connect } from "../../../../src/chat/platforms/discord-bot.js";
import { Secret } from "../../../../src/domain/secret.js";
import { platformContract } from "../../../contract/platform/platform-contract.js";
import { converseWith, guilds, people, places, token } from "../../../loopback/discord/bot.js";
import { toRead } from "../../../loopback/discord/reading.js";
import { startDiscord } from "../../../loopback/discord/server.js";

platformContract({
  name: "discord",
  limit: 2000,
  people: { owner: `discord:${people.alice}`, other: `discord:${people.bob}` },
  async start(parts) {
    const discord = await startDiscord({ token, guilds: guilds ?? [] });
    const converse = converseWith(() => "");
    const connection = await connect({ ...parts, converse, token: new Secret(token), apiRoot: discord.apiRoot });
    return {
      async command(name, argument, { who, where }) {
        const reply = await discord
          .slash({
            name,
            options: argument === "" ? {} : { choice: argument },
            userId: who === "owner" ? people.alice : people.bob,
            ...(where === "group" ? { channelId: places.general } : {}),
          })
          .reply();
        return { text: toRead(reply.content), visibleTo: reply.onlyFor === undefined ? "room" : "caller" };
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
