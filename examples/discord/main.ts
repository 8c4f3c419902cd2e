// DISCORD_BOT_TOKEN=… npx tsx discord/main.ts
import { Client, GatewayIntentBits } from "discord.js";
import { openModelAuth } from "modelpin";
import { addBot } from "./bot.js";

const auth = await openModelAuth();
const client = new Client({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages] });
addBot(client, auth);
for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, async () => {
    await client.destroy();
    await auth.close();
  });
await client.login(process.env.DISCORD_BOT_TOKEN);
