import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { guilds } from "../test/loopback/discord/bot.js";
import { startDiscord } from "../test/loopback/discord/server.js";
import { startTelegram } from "../test/loopback/telegram/server.js";
import { inMs, p50, report, toSample } from "./measure.js";
import { writeSmallHouse } from "./small-house.js";

// From the start of the process until both platforms are up, and the memory it holds then. Linux only (/proc).
// Build the bin first: npm run build:bin
const bin = fileURLToPath(new URL("../bin/modelpin.js", import.meta.url));
const bareBots = fileURLToPath(new URL("../../bench/bare-bots.js", import.meta.url));
const rounds = 10;
const telegram = await startTelegram({ token: "4242:a-token" });
const discord = await startDiscord({ token: "a.discord.token", guilds: guilds ?? [] });
const stateDir = writeSmallHouse({
  channels: {
    discord: { token: `\${DISCORD_BOT_TOKEN}`, apiRoot: discord.apiRoot },
    telegram: { botToken: `\${TELEGRAM_BOT_TOKEN}`, apiRoot: telegram.apiRoot },
    terminal: { enabled: false },
  },
});
const env = {
  PATH: process.env.PATH,
  HOME: stateDir,
  MODELPIN_STATE_DIR: stateDir,
  TELEGRAM_BOT_TOKEN: "4242:a-token",
  TELEGRAM_ROOT: telegram.apiRoot,
  DISCORD_BOT_TOKEN: "a.discord.token",
  DISCORD_ROOT: discord.apiRoot,
};

interface Started {
  readonly ms: number;
  readonly mebibytes: number;
}

async function start(argv: readonly string[]): Promise<Started> {
  const from = performance.now();
  const child = spawn(process.execPath, argv, { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  for await (const chunk of child.stderr.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    said += chunk;
    if (/^Up/m.test(said)) break;
  }
  const ms = performance.now() - from;
  if (!/^Up/m.test(said)) throw new Error(said);
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
  child.kill("SIGKILL");
  await once(child, "exit");
  return { ms, mebibytes: Number(resident) / 1024 };
}

const bare: Started[] = [];
const gateway: Started[] = [];
for (let round = -1; round < rounds; round++) {
  const one = await start([bareBots]);
  const other = await start([bin, "gateway"]);
  if (round < 0) continue;
  bare.push(one);
  gateway.push(other);
}
await Promise.all([telegram.close(), discord.close()]);
rmSync(stateDir, { recursive: true, force: true });

const start50 = (all: readonly Started[]): number => p50(toSample(all.map(({ ms }) => ms)));
const memory50 = (all: readonly Started[]): number => p50(toSample(all.map(({ mebibytes }) => mebibytes)));
const mib = (value: number): string => `${value.toPrecision(3)} MiB`;
report("bare bots, start", inMs(start50(bare)));
report("gateway, start", inMs(start50(gateway)), { of: start50(gateway) / start50(bare), to: "bare", aim: 1.3 });
report("bare bots, memory", mib(memory50(bare)));
report("gateway, memory", mib(memory50(gateway)), { of: memory50(gateway) / memory50(bare), to: "bare", aim: 1.3 });
