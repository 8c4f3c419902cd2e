import type { TokenOutcome } from "../../../../src/auth/oauth/token-answer.js";
import { createProfiles, type Profiles } from "../../../../src/auth/profiles.js";
import type { LoginHome } from "../../../../src/auth/refresh/record.js";
import { createRefreshes, type OAuthCredential, type Refreshes } from "../../../../src/auth/refresh/refresh.js";
import { createLoginRefusals } from "../../../../src/auth/refresh/refusals.js";
import { Secret } from "../../../../src/domain/secret.js";
import { type CachedStore, createCachedStore } from "../../../../src/store/cached.js";
import { createMemoryStore } from "../../../../src/store/drivers/memory.js";
import type { Store } from "../../../../src/store/store.js";

export const minute = 60_000;
export const hour = 60 * minute;
export const home: LoginHome = { agentId: "main", profileId: "acme:me" };

/** A provider that gives each refresh token one use, and revokes everything when one is used twice. */
class Chain {
  now = 0;
  lifetimeMs = hour;
  rotates = true;
  asked = 0;
  reuses = 0;
  generation = 0;
  /** What it does next instead of answering; runs before the token is looked at. */
  before: (() => Promise<TokenOutcome | undefined>) | undefined;
  /** Runs when the token is spent, before the answer leaves. */
  after: (() => Promise<void>) | undefined;

  tokens(generation = this.generation) {
    return { access: `access-${generation}`, refresh: this.rotates ? `refresh-${generation}` : "refresh-0" };
  }

  async take(refresh: Secret): Promise<TokenOutcome> {
    this.asked++;
    const instead = await this.before?.();
    if (instead) return instead;
    if (refresh.reveal() !== this.tokens().refresh) {
      this.reuses++;
      return { kind: "refused", code: "invalid_grant" };
    }
    this.generation++;
    const { now, lifetimeMs } = this;
    await this.after?.();
    const { access, refresh: next } = this.tokens();
    return {
      kind: "granted",
      grant: {
        access: new Secret(access),
        ...(this.rotates ? { refresh: new Secret(next) } : {}),
        lifetimeMs,
        expires: now + lifetimeMs,
        account: {},
      },
    };
  }
}

export interface Process {
  readonly refreshes: Refreshes;
  readonly records: CachedStore;
  readonly notices: unknown[];
  stored(at?: LoginHome): Promise<OAuthCredential>;
  current(options?: { byPerson: boolean }, at?: LoginHome): Promise<string | undefined>;
}

/** One machine: the disk that all processes share, the provider, and a clock. */
export class Stage {
  readonly disk: Store = createMemoryStore();
  readonly files = new Map<string, Store>();
  readonly chain = new Chain();
  random = 0.5;
  /** The clock that nobody sets; it goes on while somebody waits. */
  steady = 0;
  waited: number[] = [];

  get now(): number {
    return this.chain.now;
  }

  set now(at: number) {
    this.chain.now = at;
  }

  file(agentId = "main"): Store {
    let file = this.files.get(agentId);
    if (!file) {
      file = createMemoryStore();
      this.files.set(agentId, file);
    }
    return file;
  }

  async login(fields: Record<string, unknown> = {}, agentId = "main", profileId = home.profileId): Promise<void> {
    const before = JSON.parse((await this.file(agentId).read("auth-profiles.json"))?.body ?? '{"profiles":{}}');
    const profile = {
      type: "oauth",
      provider: "acme",
      ...this.chain.tokens(),
      expires: this.now + this.chain.lifetimeMs,
      ...fields,
    };
    const profiles = { ...before.profiles, [profileId]: profile };
    await this.file(agentId).write("auth-profiles.json", JSON.stringify({ version: 1, profiles }));
  }

  async text(agentId = "main"): Promise<string> {
    return (await this.file(agentId).read("auth-profiles.json"))?.body ?? "";
  }

  process(wrap: (store: Store) => Store = (store) => store, wrapFile = wrap): Process {
    const now = () => this.now;
    const records = createCachedStore(wrap(this.disk), { now });
    const open = new Map<string, Profiles>();
    const profilesOf = ({ agentId }: LoginHome): Profiles => {
      let profiles = open.get(agentId);
      if (!profiles) {
        profiles = createProfiles(createCachedStore(wrapFile(this.file(agentId)), { now }), agentId);
        open.set(agentId, profiles);
      }
      return profiles;
    };
    const notices: unknown[] = [];
    const refreshes = createRefreshes({
      records,
      refusals: createLoginRefusals(records),
      profilesOf,
      prepare: async () => (refresh) => this.chain.take(refresh),
      onNotice: (notice) => notices.push(notice),
      now,
      random: () => this.random,
      steady: () => this.steady,
      wait: async (ms) => {
        this.waited.push(ms);
        this.steady += ms;
        await new Promise((resolve) => setImmediate(resolve));
      },
    });
    const stored = async (at = home) =>
      (await profilesOf(at).read({ fresh: true })).document.profiles.get(at.profileId) as OAuthCredential;
    return {
      refreshes,
      records,
      notices,
      stored,
      async current(options, at = home) {
        return (await refreshes.current(at, await stored(at), options)).access?.reveal();
      },
    };
  }
}

/** A promise and its end, for tests that decide when something comes back. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}
