// A process that logs in with discord.js and grammY and does nothing else: what the gateway is measured against.
import { Client, Events, GatewayIntentBits, Partials } from "discord.js";
import { Bot } from "grammy";

const { TELEGRAM_BOT_TOKEN, TELEGRAM_ROOT, DISCORD_BOT_TOKEN, DISCORD_ROOT } = process.env;
const bot = new Bot(TELEGRAM_BOT_TOKEN, { client: { apiRoot: TELEGRAM_ROOT } });
const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
  partials: [Partials.Channel],
  rest: { api: DISCORD_ROOT },
});
const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
await Promise.all([bot.init(), client.login(DISCORD_BOT_TOKEN), ready]);
void bot.start();
process.stderr.write("Up\n");
