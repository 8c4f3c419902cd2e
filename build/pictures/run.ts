import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { model } from "../../commands/slash/model.js";
import type { ModelAuth } from "../../src/auth/model-auth.js";
import { connect } from "../../src/chat/platforms/telegram-bot.js";
import { Secret } from "../../src/domain/secret.js";
import { openAuth } from "../../test/fixtures/auth-house.js";
import { people, places, startBot } from "../../test/loopback/discord/bot.js";
import type { Message } from "../../test/loopback/discord/world.js";
import { dm, person } from "../../test/loopback/telegram/people.js";
import { startTelegram } from "../../test/loopback/telegram/server.js";
import { discordPage } from "./discord-html.js";
import { type Sent, telegramPage } from "./telegram-html.js";

const target = process.argv[2] ?? "docs/pictures";

const config = {
  agents: {
    defaults: {
      model: { primary: "opus", fallbacks: ["gpt"] },
      models: {
        "anthropic/claude-opus-4-5": { alias: "opus" },
        "anthropic/claude-sonnet-4-5": { alias: "sonnet" },
        "anthropic/claude-haiku-4-5": { alias: "haiku" },
        "openai/gpt-5.2": { alias: "gpt" },
        "openai/gpt-5.2-mini": { alias: "mini" },
      },
    },
  },
  auth: { order: { anthropic: ["anthropic:home", "anthropic:work"] }, crossBilling: "allow" },
  access: { admin: ["*"] },
};
const profiles = {
  "anthropic:home": { type: "token", provider: "anthropic", token: `sk-ant-oat01-${"h".repeat(80)}` },
  "anthropic:work": { type: "api_key", provider: "anthropic", key: "sk-ant-api03-work" },
  "openai:default": { type: "api_key", provider: "openai", key: "sk-proj-default" },
};

/** A turn that the first account cannot take, so that there is something to tell. */
async function turn(auth: ModelAuth, session: string): Promise<void> {
  await auth.session(session).run(async ({ profileId }) => {
    if (profileId !== "anthropic:home") return "Hello.";
    throw Object.assign(new Error("limit"), {
      status: 429,
      headers: { "retry-after": "720" },
      body: { type: "error", error: { type: "rate_limit_error", message: "limit" } },
    });
  });
}

async function shoot(browser: Browser, name: string, html: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 390, height: 200 }, deviceScaleFactor: 2 });
  await page.setContent(html);
  await page.screenshot({ path: join(target, `${name}.png`), fullPage: true });
  await page.close();
  console.log(`${name}.png`);
}

async function onDiscord(browser: Browser, auth: ModelAuth): Promise<void> {
  const bot = await startBot({ gatekeeper: auth, commands: [model(auth)] });
  const { discord } = bot;
  const here = { userId: people.alice, channelId: places.general };
  const shot = (name: string, message: Message, typed: string) =>
    shoot(browser, name, discordPage(message, typed, Date.now()));
  await turn(auth, `discord:${places.general}`);
  const picker = await discord.slash({ ...here, name: "model" }).reply();
  await shot("discord-picker", picker, "model");
  for (const [menu, label] of [
    [0, "sonnet"],
    [1, "work"],
  ] as const) {
    const { custom_id: customId, options } = picker.components[menu].components[0];
    const { value } = options.find((option: { label: string }) => option.label === label);
    const edits = picker.edits;
    discord.component({ ...here, messageId: picker.id, customId, values: [value] });
    await discord.waitFor(() => picker.edits > edits, "the choice");
  }
  await shot("discord-chosen", picker, "model");
  const status = await discord.slash({ ...here, name: "model", options: { choice: "status" } }).reply();
  await shot("discord-status", status, "model choice: status");
  await bot.close();
}

async function onTelegram(browser: Browser, auth: ModelAuth): Promise<void> {
  const server = await startTelegram({ token: "4242:pictures" });
  const silent = { info() {}, warn() {} };
  const connection = await connect({
    token: new Secret("4242:pictures"),
    apiRoot: server.apiRoot,
    gatekeeper: auth,
    commands: [model(auth)],
    async *converse() {},
    log: silent,
    now: Date.now,
  });
  const ann = person(11, "Ann");
  await turn(auth, "telegram:11");
  const last = (): Sent =>
    server.calls.findLast(({ parameters }) => "text" in parameters && "chat_id" in parameters)?.parameters as never;
  server.say({ chat: dm(ann), from: ann, text: "/model" });
  const shown = await server.waitFor(() => server.shown[0]);
  await shoot(browser, "telegram-picker", telegramPage(last(), "/model"));
  server.tap(shown, "sonnet", ann);
  await server.waitFor(() => shown.history.length === 2);
  await shoot(browser, "telegram-chosen", telegramPage(last(), "/model"));
  server.tap(shown, "Status", ann);
  await server.waitFor(() => shown.history.length === 3);
  await shoot(browser, "telegram-status", telegramPage(last(), "/model"));
  await connection.close();
  await server.close();
}

const house = await openAuth(config, profiles);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
try {
  await onDiscord(browser, house.auth);
  await onTelegram(browser, house.auth);
} finally {
  await browser.close();
  await house.close();
}
