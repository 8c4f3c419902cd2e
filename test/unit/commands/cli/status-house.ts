import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openModelAuth } from "../../../../src/auth/open.js";
import { createLoginRefusals } from "../../../../src/auth/refresh/refusals.js";
import { afterFailure } from "../../../../src/domain/cooldown.js";
import type { FailureClass } from "../../../../src/domain/failure.js";
import { providerOf } from "../../../../src/domain/ids.js";
import { parseModelRef } from "../../../../src/domain/model-ref.js";
import { Secret } from "../../../../src/domain/secret.js";
import { createCachedStore } from "../../../../src/store/cached.js";
import { createLmdbStore } from "../../../../src/store/drivers/lmdb.js";
import { noon, openStage, type Stage } from "./stage.js";

/** A house that one line of docs/status-matrix.md describes, built. */
export interface House {
  readonly stage: Stage;
  readonly env: Readonly<Record<string, string>>;
  readonly now: number;
}

const hour = 3_600_000;
type Json = Record<string, unknown>;
interface Draft {
  readonly config: {
    agents: { defaults: Json; list?: Json[] };
    auth: { profiles: Json; order: Json };
    secrets: Json;
    models?: Json;
  };
  readonly profiles: Map<string, Json>;
  readonly order: Json;
  readonly env: Record<string, string>;
  readonly failures: { id: string; kind: FailureClass; retryAfter?: number }[];
  readonly pins: string[];
  /** Refresh tokens that their provider did not accept. */
  readonly refused: string[];
  now: number;
  configText?: string;
  file?: string;
  database?: string;
}

/** One word after a profile's type, and what it does to the profile. */
const traits: Readonly<Record<string, (draft: Draft, id: string, entry: Json) => void>> = {
  expired: (_, __, entry) => (entry.expires = noon - hour),
  "expires-in-6h": (_, __, entry) => (entry.expires = noon + 6 * hour),
  "expires-in-3d": (_, __, entry) => (entry.expires = noon + 72 * hour),
  "expires-nonsense": (_, __, entry) => (entry.expires = "soon"),
  "without-refresh": (_, __, entry) => delete entry.refresh,
  empty: (_, __, entry) => {
    for (const field of ["key", "token", "access", "refresh"]) delete entry[field];
  },
  misspelt: (_, __, entry) => {
    entry.apiKey = entry.key;
    delete entry.key;
  },
  "in-a-set-variable": (draft, _, entry) => {
    delete entry.key;
    entry.keyRef = { source: "env", id: "MY_KEY" };
    draft.env.MY_KEY = "sk-1";
  },
  "in-an-unset-variable": (_, __, entry) => {
    delete entry.key;
    entry.keyRef = { source: "env", id: "MY_KEY" };
  },
  "in-a-file-that-is-gone": (draft, _, entry) => {
    delete entry.key;
    entry.keyRef = { source: "file", provider: "keys", id: "value" };
    draft.config.secrets = { providers: { keys: { source: "file", path: "/nowhere/key", mode: "singleValue" } } };
  },
  "configured-as-oauth": (draft, id) => (draft.config.auth.profiles[id] = { provider: providerOf(id), mode: "oauth" }),
  "configured-as-api_key": (draft, id) =>
    (draft.config.auth.profiles[id] = { provider: providerOf(id), mode: "api_key" }),
  "stored-for-openai": (_, __, entry) => (entry.provider = "openai"),
  "cooling-down": (draft, id) => draft.failures.push({ id, kind: "rate_limit", retryAfter: hour }),
  "after-a-timeout": (draft, id) => draft.failures.push({ id, kind: "timeout" }),
  "without-credit": (draft, id) => draft.failures.push({ id, kind: "billing" }),
  refused: (draft, id) => draft.failures.push({ id, kind: "auth" }),
  "refused-for-good": (draft, id) => draft.failures.push({ id, kind: "auth_permanent" }),
  "renewal-refused": (draft, _, entry) => draft.refused.push(String(entry.refresh)),
  "for-telegram:1-only": (draft, id) =>
    (draft.config.auth.profiles[id] = { provider: providerOf(id), mode: "api_key", use: ["telegram:1"] }),
};

const secrets: Readonly<Record<string, Json>> = {
  api_key: { key: "sk-1" },
  token: { token: "t-1" },
  oauth: { access: "a-1", refresh: "r-1", expires: noon + hour },
};

const list = (text: string): string[] => text.split(",").map((part) => part.trim());

/** One clause of a house. What it may be is the table's own language; anything else is a mistake in the table. */
const clauses: readonly (readonly [RegExp, (draft: Draft, ...words: string[]) => void])[] = [
  [
    /^default (\S+)$/,
    ({ config }, ref = "") =>
      (config.agents.defaults.model = { ...(config.agents.defaults.model as Json), primary: ref }),
  ],
  [/^no default$/, ({ config }) => delete config.agents.defaults.model],
  [
    /^fallback (\S+)$/,
    ({ config }, ref = "") =>
      (config.agents.defaults.model = { ...(config.agents.defaults.model as Json), fallbacks: [ref] }),
  ],
  [/^agent (\S+) with (\S+)$/, ({ config }, id, model) => (config.agents.list = [{ id: "main" }, { id, model }])],
  [/^order (.+)$/, ({ config }, ids = "") => (config.auth.order[providerOf(ids)] = list(ids))],
  [/^empty order$/, ({ config }) => (config.auth.order.anthropic = [])],
  [/^stored order (.+)$/, ({ order }, ids = "") => (order[providerOf(ids)] = list(ids))],
  [/^variable (\S+)$/, ({ env }, name = "") => (env[name] = "sk-env")],
  [/^pin to (\S+)$/, ({ pins }, choice = "") => pins.push(choice)],
  [/^clock at (\d{4})$/, (draft, year) => (draft.now = Date.UTC(Number(year), 0, 2))],
  [/^configuration (unknown key|broken|empty|missing|a directory)$/, (draft, how) => (draft.configText = how ?? "")],
  [/^profile file (broken|of version 2|a directory|not UTF-8|empty)$/, (draft, how) => (draft.file = how ?? "")],
  [/^database broken$/, (draft) => (draft.database = "broken")],
  [
    /^(\S+:\S+) (api_key|token|oauth)((?: \S+)*)$/,
    (draft, id = "", type = "", words = "") => {
      const entry: Json = { type, provider: providerOf(id), ...secrets[type] };
      draft.profiles.set(id, entry);
      // How its logins are renewed: without this they only end.
      const oauth = { tokenEndpoint: "https://login.example/token", clientId: "c" };
      if (type === "oauth") draft.config.models = { providers: { [providerOf(id)]: { oauth } } };
      for (const word of words.split(" ").filter(Boolean)) {
        const trait = traits[word];
        if (!trait) throw new Error(`the table's language has no "${word}"`);
        trait(draft, id, entry);
      }
    },
  ],
];

/** Builds what a line says: clauses between semicolons. Unless it says otherwise the default is anthropic/a. */
export async function buildHouse(description: string): Promise<House> {
  const draft: Draft = {
    config: {
      agents: { defaults: { model: { primary: "anthropic/a" } } },
      auth: { profiles: {}, order: {} },
      secrets: {},
    },
    profiles: new Map(),
    order: {},
    env: {},
    failures: [],
    pins: [],
    refused: [],
    now: noon,
  };
  const parts = description.split(";").map((part) => part.trim());
  for (const part of parts.filter((one) => one !== "" && one !== "nothing stored")) {
    const found = clauses.map(([pattern, act]) => [pattern.exec(part), act] as const).find(([match]) => match);
    if (!found?.[0]) throw new Error(`the table's language has no "${part}"`);
    found[1](draft, ...found[0].slice(1));
  }
  const stage = openStage();
  writeConfig(stage, draft);
  if (draft.profiles.size > 0 || Object.keys(draft.order).length > 0) {
    stage.write(stage.profilesFile(), { version: 1, profiles: Object.fromEntries(draft.profiles), order: draft.order });
  }
  await count(stage, draft);
  breakFiles(stage, draft);
  return { stage, env: draft.env, now: draft.now };
}

function writeConfig(stage: Stage, { config, configText }: Draft): void {
  if (configText === "missing") return;
  if (configText === "a directory") mkdirSync(stage.configFile);
  else if (configText === "empty") stage.write(stage.configFile, "{}");
  else if (configText === "broken") stage.write(stage.configFile, '{ "agents": ');
  else stage.write(stage.configFile, configText === "unknown key" ? { ...config, agnets: {} } : config);
}

async function count(stage: Stage, { failures, pins, refused, configText }: Draft): Promise<void> {
  if (failures.length + pins.length + refused.length === 0 || configText !== undefined) return;
  const store = createLmdbStore(join(stage.dir, "lmdb"));
  const refusals = createLoginRefusals(createCachedStore(store, { now: () => noon }));
  for (const token of refused) await refusals.add(new Secret(token).fingerprint, { at: noon, code: "invalid_grant" });
  await store.close();
  const auth = await openModelAuth({ stateDir: stage.dir, env: { HOME: stage.dir }, now: () => noon });
  for (const { id, kind, retryAfter } of failures) {
    const provider = providerOf(id);
    const failure = { class: kind, summary: "", ...(retryAfter === undefined ? {} : { retryAt: noon + retryAfter }) };
    await auth.usages.change("main", provider, (usage) =>
      afterFailure(usage, { profileId: id, model: "a", failure, now: noon }),
    );
  }
  for (const choice of pins) {
    const model = parseModelRef(choice) ? { model: choice } : { profileId: choice };
    const pin = { ...model, strict: true, by: "terminal", at: noon };
    await auth.pins.change("terminal:main", () => ({ session: "terminal:main", agentId: "main", pin }));
  }
  await auth.close();
}

function breakFiles(stage: Stage, { file, database }: Draft): void {
  const path = stage.profilesFile();
  if (file === "a directory") mkdirSync(path, { recursive: true, mode: 0o700 });
  else if (file === "of version 2") stage.write(path, { version: 2, profiles: {} });
  else if (file === "empty") stage.write(path, "");
  else if (file !== undefined) stage.write(path, file === "broken" ? '{ "profiles": ' : "\u{FFFD}");
  if (file === "not UTF-8") writeFileSync(path, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
  if (database === "broken") {
    stage.write(join(stage.dir, "lmdb", "data.mdb"), "not a database ".repeat(1000));
    chmodSync(join(stage.dir, "lmdb"), 0o700);
  }
}
