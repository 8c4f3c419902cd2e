import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelAuth } from "../../../src/auth/model-auth.js";
import { openModelAuth } from "../../../src/auth/open.js";
import type { Viewer } from "../../../src/auth/status/visibility.js";
import { type Person, terminalPerson } from "../../../src/domain/access.js";
import { parseModelTarget } from "../../../src/domain/model-target.js";
import { isKnownModel } from "../../../src/domain/resolve-model.js";
import { createLmdbStore } from "../../../src/store/drivers/lmdb.js";
import type { Store } from "../../../src/store/store.js";
import { t0 } from "../domain/world.js";

export { t0 };

/** Stands in every secret of these tests; nothing that people see may hold it. */
export const canary = "CANARY-9d1e";

export const owner: Viewer = { person: terminalPerson, seenByCallerAlone: true };
export const person = (id: string): Person => ({ id, principals: [id] });
export const alone = (id: string): Viewer => ({ person: person(id), seenByCallerAlone: true });
export const inRoom = (id: string): Viewer => ({ person: person(id), seenByCallerAlone: false });

export interface House {
  readonly stateDir: string;
  readonly profileFile: string;
  clock: number;
  /** 251 ms later: what somebody else wrote must be obeyed from now on. */
  later(ms?: number): void;
  writeConfig(config: object | string): void;
  removeConfig(): void;
  writeProfiles(document: object | string): void;
  readProfiles(): string;
  /** Opens the resolver on the real files; closed with the house. */
  open(): Promise<ModelAuth>;
  /** The stored bytes of a conversation's choice. */
  rawPin(session: string): Promise<string | undefined>;
  writeRawPin(session: string, body: string): Promise<void>;
  end(): Promise<void>;
}

export const plainConfig = {
  agents: {
    defaults: {
      model: "opus",
      models: {
        "anthropic/claude-opus-4-5": { alias: "opus" },
        "anthropic/claude-sonnet-4-5": { alias: "sonnet" },
        "openai/gpt-5": { alias: "gpt" },
      },
    },
  },
  access: { switch: ["discord:1", "discord:2"], view: ["discord:7"], chat: ["discord:8"], admin: ["discord:9"] },
};

export const token = (provider = "anthropic", fields: object = {}) => ({
  type: "token",
  provider,
  token: canary,
  ...fields,
});

export const plainProfiles = {
  version: 1,
  profiles: {
    "anthropic:home": token(),
    "anthropic:work": token(),
    "openai:work": { type: "api_key", provider: "openai", key: canary },
  },
  order: { anthropic: ["anthropic:home", "anthropic:work"] },
};

/** A state directory with real files and the real database, and a clock that stands still. */
export function createHouse(config: object | string = plainConfig, profiles: object | string = plainProfiles): House {
  const stateDir = mkdtempSync(join(tmpdir(), "modelpin-auth-"));
  const agentDir = join(stateDir, "agents", "main", "agent");
  const profileFile = join(agentDir, "auth-profiles.json");
  const write = (file: string, content: object | string): void => {
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content, null, 2), { mode: 0o600 });
    chmodSync(file, 0o600);
  };
  mkdirSync(agentDir, { recursive: true, mode: 0o700 });
  write(join(stateDir, "config.json"), config);
  write(profileFile, profiles);

  let opened: { auth: ModelAuth; store: Store } | undefined;
  const house: House = {
    stateDir,
    profileFile,
    clock: t0,
    later(ms = 251) {
      house.clock += ms;
    },
    writeConfig: (content) => write(join(stateDir, "config.json"), content),
    removeConfig: () => rmSync(join(stateDir, "config.json")),
    writeProfiles: (content) => write(profileFile, content),
    readProfiles: () => readFileSync(profileFile, "utf8"),
    async open() {
      await opened?.auth.close();
      const store = createLmdbStore(join(stateDir, "lmdb"));
      const auth = await openModelAuth({ stateDir, env: { HOME: stateDir }, store, now: () => house.clock });
      opened = { auth, store };
      return auth;
    },
    rawPin: async (session) => (await opened?.store.read(`pins/${session}`))?.body,
    async writeRawPin(session, body) {
      await opened?.store.write(`pins/${session}`, body);
    },
    async end() {
      await opened?.auth.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
  return house;
}

/** Pins as a person would type it. */
export async function pin(auth: ModelAuth, key: string, typed: string, viewer: Viewer = owner, parent?: string) {
  const session = auth.session(key, parent === undefined ? {} : { parent });
  const { catalog } = await auth.snapshot();
  const target = parseModelTarget(typed, (name) => isKnownModel(catalog, name));
  if (target.kind !== "choose" && target.kind !== "default") throw new Error(`${typed} chooses nothing`);
  return session.pin(target, viewer);
}

/** What a turn of a conversation is sent with. */
export function send(auth: ModelAuth, key: string, parent?: string): Promise<string> {
  return auth
    .session(key, parent === undefined ? {} : { parent })
    .run(async ({ model, profileId }) => `${model.provider}/${model.model} ${profileId}`, { person: terminalPerson });
}
