import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { guilds } from "../loopback/discord/bot.js";
import { type LoopbackDiscord, startDiscord } from "../loopback/discord/server.js";
import { answer } from "../loopback/provider/behaviour.js";
import { type LoopbackProvider, type RecordedRequest, startProvider } from "../loopback/provider/start-provider.js";
import { type LoopbackTelegram, startTelegram } from "../loopback/telegram/server.js";
import { type BinProcess, type Ended, startBin } from "./process.js";

/** Every secret in the house. Each is found again wherever it leaks. */
export const secrets = {
  work: `sk-ant-api03-canary-work-${"w".repeat(60)}`,
  home: `sk-ant-oat01-canary-home-${"h".repeat(80)}`,
  openai: `sk-proj-canary-openai-default-${"d".repeat(30)}`,
  team: `sk-proj-canary-openai-team-${"t".repeat(30)}`,
  proxy: `canary-proxy-key-${"p".repeat(30)}`,
  environment: `sk-proj-canary-environment-${"e".repeat(30)}`,
  telegram: `4242:canary-telegram-${"b".repeat(30)}`,
  discord: `canary-discord.token.${"c".repeat(30)}`,
} as const;

/** What goes into auth-profiles.json, as the system that users come from writes it. */
export const profiles = {
  "anthropic:work": { type: "api_key", provider: "anthropic", key: secrets.work },
  "anthropic:home": { type: "token", provider: "anthropic", token: secrets.home },
  "openai:default": { type: "api_key", provider: "openai", key: secrets.openai },
  "openai:team": { type: "api_key", provider: "openai", key: secrets.team },
  "proxy:default": { type: "api_key", provider: "proxy", key: secrets.proxy },
};

/** Whose credential a request carried, by profile. */
const owners = new Map<string | undefined, string>([
  [secrets.work, "anthropic:work"],
  [secrets.home, "anthropic:home"],
  [secrets.openai, "openai:default"],
  [secrets.team, "openai:team"],
  [secrets.proxy, "proxy:default"],
  [secrets.environment, "openai:env"],
]);
export const ownerOf = ({ credential }: RecordedRequest): string => owners.get(credential) ?? "nobody";

// biome-ignore lint/suspicious/noExplicitAny: a configuration file is any JSON, that is what these tests are about.
export type ConfigFile = any;

/** One machine: a state directory, both platforms and the providers on the loopback, and the built gateway. */
export interface House {
  readonly dir: string;
  readonly stateDir: string;
  readonly configFile: string;
  readonly profilesFile: string;
  readonly provider: LoopbackProvider;
  readonly telegram: LoopbackTelegram;
  readonly discord: LoopbackDiscord;
  /** Changes the configuration file as an editor does. */
  configure(change: (config: ConfigFile) => void): Promise<void>;
  writeProfiles(content: unknown): Promise<void>;
  /** Starts the gateway, with so many open files at most, and waits until it is up. */
  gateway(env?: Readonly<Record<string, string>>, openFiles?: number): Promise<BinProcess>;
  /** Runs one command line to its end. */
  cli(argv: readonly string[], input?: string): Promise<Ended & { readonly stdout: string; readonly stderr: string }>;
  /** The requests that providers got, as `profile model`. */
  readonly asked: readonly string[];
  /** Where a secret stands that may not stand there, in everything that was said, sent and stored. */
  leaks(): Promise<readonly string[]>;
  close(): Promise<void>;
}

function configOf(provider: LoopbackProvider, telegram: LoopbackTelegram, discord: LoopbackDiscord): ConfigFile {
  return {
    agents: {
      defaults: {
        model: "opus",
        models: {
          "anthropic/claude-opus-4-5": { alias: "opus" },
          "anthropic/claude-sonnet-4-5": { alias: "sonnet" },
          "openai/gpt-5.2": { alias: "gpt" },
          "proxy/qwen3-coder": { alias: "qwen" },
        },
      },
    },
    models: {
      providers: {
        anthropic: { baseUrl: provider.origin, api: "anthropic-messages" },
        openai: { baseUrl: provider.baseUrl, api: "openai-responses" },
        proxy: { baseUrl: provider.baseUrl, api: "openai-completions" },
      },
    },
    channels: {
      discord: { token: `\${DISCORD_BOT_TOKEN}`, apiRoot: discord.apiRoot },
      telegram: { botToken: `\${TELEGRAM_BOT_TOKEN}`, apiRoot: telegram.apiRoot },
    },
    access: { switch: ["telegram:11", "discord:1001"] },
  };
}

export async function buildHouse(): Promise<House> {
  const dir = await mkdtemp(join(tmpdir(), "modelpin-e2e-"));
  const stateDir = join(dir, "state");
  const agentDir = join(stateDir, "agents", "main", "agent");
  const configFile = join(stateDir, "config.json");
  const profilesFile = join(agentDir, "auth-profiles.json");
  const provider = await startProvider({ accounts: Object.fromEntries(accounts()) });
  const telegram = await startTelegram({ token: secrets.telegram });
  const discord = await startDiscord({ token: secrets.discord, guilds: guilds ?? [] });
  const processes: BinProcess[] = [];

  await mkdir(agentDir, { recursive: true, mode: 0o700 });
  let config = configOf(provider, telegram, discord);
  const writeConfig = () => writeFile(configFile, JSON.stringify(config, null, 2));
  await writeConfig();
  const writeProfiles = (content: unknown) =>
    writeFile(profilesFile, typeof content === "string" ? content : JSON.stringify(content, null, 2), { mode: 0o600 });
  await writeProfiles({ version: 1, profiles });

  const environment = { PATH: process.env.PATH, HOME: dir, MODELPIN_STATE_DIR: stateDir };
  const start = (argv: readonly string[], env: Readonly<Record<string, string>>, openFiles?: number): BinProcess => {
    const limit = openFiles === undefined ? {} : { openFiles };
    const started = startBin(argv, { cwd: dir, env: { ...environment, ...env }, ...limit });
    processes.push(started);
    return started;
  };

  return {
    dir,
    stateDir,
    configFile,
    profilesFile,
    provider,
    telegram,
    discord,
    async configure(change) {
      config = structuredClone(config);
      change(config);
      await writeConfig();
    },
    writeProfiles,
    async gateway(env = {}, openFiles) {
      const tokens = { DISCORD_BOT_TOKEN: secrets.discord, TELEGRAM_BOT_TOKEN: secrets.telegram };
      const gateway = start(["gateway", "--config", configFile], { ...tokens, ...env }, openFiles);
      await gateway.saying("stderr", /^Up: .*$/m);
      return gateway;
    },
    async cli(argv, input) {
      const run = start([...argv, "--config", configFile], {});
      if (input !== undefined) run.type(input);
      run.end();
      const ended = await run.ended;
      return { ...ended, stdout: run.stdout, stderr: run.stderr };
    },
    get asked() {
      return provider.requests.map((request) => `${ownerOf(request)} ${request.body.model}`);
    },
    async leaks() {
      const said = processes.map(({ stdout, stderr }, index): [string, string] => [
        `process ${index}`,
        stdout + stderr,
      ]);
      const sent: [string, string][] = [
        ["Telegram", JSON.stringify(telegram.calls)],
        ["Discord", JSON.stringify(discord.exchanges)],
        // Of a request to a provider only the one header may hold a secret.
        [
          "providers",
          JSON.stringify(provider.requests.map(({ path, body, headers }) => [path, body, others(headers)])),
        ],
      ];
      const stored = await filesUnder(dir, (file) => file !== profilesFile && basename(file) !== ".env");
      return [...said, ...sent, ...stored].flatMap(([where, text]) =>
        Object.entries(secrets)
          .filter(([, secret]) => text.includes(secret) || text.includes(secret.slice(0, 24)))
          .map(([name]) => `${name} in ${where}`),
      );
    },
    async close() {
      await Promise.all(processes.map((one) => one.stop("SIGKILL")));
      await Promise.all([provider.close(), telegram.close(), discord.close()]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function accounts() {
  return [...owners].map(([secret, owner]) => [String(secret), answer(`Paid by ${owner}.`)] as const);
}

const others = ({ authorization, "x-api-key": _, ...rest }: Readonly<Record<string, unknown>>): object => rest;

async function filesUnder(dir: string, isWanted: (file: string) => boolean): Promise<[string, string][]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.filter(isWanted).map(async (file): Promise<[string, string]> => [file, await readFile(file, "latin1")]),
  );
}
