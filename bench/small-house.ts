import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelAuth } from "../src/auth/model-auth.js";
import { openModelAuth } from "../src/auth/open.js";

/** A state directory as a small team has it. */
export interface SmallHouse {
  readonly auth: ModelAuth;
  readonly stateDir: string;
  close(): Promise<void>;
}

/** Writes the files alone; for processes that open them by themselves. */
export function writeSmallHouse(more: object = {}): string {
  const stateDir = mkdtempSync(join(tmpdir(), "modelpin-bench-"));
  const agentDir = join(stateDir, "agents", "main", "agent");
  mkdirSync(agentDir, { recursive: true });
  const config = {
    agents: {
      defaults: {
        model: { primary: "small", fallbacks: ["large"] },
        models: { "echo/small": { alias: "small" }, "echo/large": { alias: "large" } },
      },
    },
    access: { switch: ["telegram:11"] },
    ...more,
  };
  const profiles = {
    "echo:home": { type: "token", provider: "echo", token: "home" },
    "echo:work": { type: "api_key", provider: "echo", key: "work" },
  };
  writeFileSync(join(stateDir, "config.json"), JSON.stringify(config));
  writeFileSync(join(agentDir, "auth-profiles.json"), JSON.stringify({ version: 1, profiles }), { mode: 0o600 });
  return stateDir;
}

export async function openSmallHouse(): Promise<SmallHouse> {
  const stateDir = writeSmallHouse();
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
