import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelAuth } from "../src/auth/model-auth.js";
import { openModelAuth } from "../src/auth/open.js";

/** The sizes of behaviour.md §11. */
export const sizes = { profiles: 1000, models: 5000, providers: 10, conversations: 100_000, pins: 20_000 } as const;

const providers = Array.from({ length: sizes.providers }, (_, index) => `provider${index}`);
const modelOf = (index: number): string => `${providers[index % sizes.providers]}/model-${index}`;
const profileOf = (index: number): string => `${providers[index % sizes.providers]}:account-${index}`;
export const sessionOf = (index: number): string => `telegram:${1_000_000 + index}`;

export interface BigHouse {
  readonly auth: ModelAuth;
  readonly stateDir: string;
  close(): Promise<void>;
}

/** A state directory with everything in it; every fifth conversation is pinned. */
export async function openBigHouse(): Promise<BigHouse> {
  const stateDir = mkdtempSync(join(tmpdir(), "modelpin-bench-"));
  const agentDir = join(stateDir, "agents", "main", "agent");
  mkdirSync(agentDir, { recursive: true });
  const models = Object.fromEntries(Array.from({ length: sizes.models }, (_, i) => [modelOf(i), { alias: `m${i}` }]));
  const config = {
    agents: { defaults: { model: { primary: modelOf(0), fallbacks: [modelOf(1), modelOf(2)] }, models } },
    models: {
      providers: Object.fromEntries(providers.map((name) => [name, { baseUrl: `https://${name}.example/v1` }])),
    },
    access: { switch: ["telegram:1"] },
  };
  writeFileSync(join(stateDir, "config.json"), JSON.stringify(config));
  const profiles = Object.fromEntries(
    Array.from({ length: sizes.profiles }, (_, i) => {
      const provider = providers[i % sizes.providers] ?? "";
      return [profileOf(i), { type: "api_key", provider, key: `key-${i}` }];
    }),
  );
  writeFileSync(join(agentDir, "auth-profiles.json"), JSON.stringify({ version: 1, profiles }), { mode: 0o600 });
  const auth = await openModelAuth({ stateDir, env: {} });
  return {
    auth,
    stateDir,
    async close() {
      await auth.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

/** Pins every fifth of the first `conversations` conversations, in batches that share a commit. */
export async function pinEveryFifth(auth: ModelAuth, conversations: number): Promise<void> {
  const every = sizes.conversations / sizes.pins;
  for (let from = 0; from < conversations; from += 1000 * every) {
    const batch = Array.from({ length: 1000 }, (_, i) => from + i * every).filter((index) => index < conversations);
    await Promise.all(
      batch.map((index) =>
        auth.pins.change(sessionOf(index), () => ({
          session: sessionOf(index),
          agentId: "main",
          pin: {
            model: modelOf(index % sizes.models),
            profileId: profileOf(index % sizes.profiles),
            strict: true,
            by: "telegram:1",
            at: 1_700_000_000_000,
          },
        })),
      ),
    );
  }
}
