import type { ModelAuth } from "../../src/auth/model-auth.js";
import { terminalPerson } from "../../src/domain/access.js";
import { isUsable } from "../../src/domain/candidate.js";
import { blocksOf } from "../../src/domain/cooldown.js";
import type { FailureClass } from "../../src/domain/failure-class.js";
import { emptyUsage, type UsageDocument } from "../../src/domain/usage-document.js";
import { ModelCallError } from "../../src/models/model-call.js";
import { type AuthHouse, openAuth } from "../fixtures/auth-house.js";
import { choiceOf } from "../unit/domain/world.js";

export const owner = { person: terminalPerson, seenByCallerAlone: true };
export const sessions = ["terminal:one", "terminal:two", "telegram:-100:7"] as const;
export const flat = ["anthropic:max", "anthropic:team"] as const;
export const metered = ["anthropic:key", "anthropic:spare"] as const;
export const everybody = [...flat, ...metered];
export type Id = (typeof everybody)[number];
export type Session = (typeof sessions)[number];
/** What a provider does with a request: answers, or fails with what that looks like on the wire. */
export type Fate = "ok" | FailureClass | keyof typeof limited;

const limit = { type: "error", error: { type: "rate_limit_error", message: "slow down" } };
const limitedFor = (seconds: number) => ({ status: 429, headers: { "retry-after": `${seconds}` }, body: limit });
/** A limit that says when it is over. */
export const limited = { "10 s": limitedFor(10), "20 s": limitedFor(20), "3 h": limitedFor(3 * 60 * 60) } as const;

const config = {
  agents: {
    defaults: {
      model: { primary: "anthropic/opus", fallbacks: ["anthropic/haiku"] },
      models: { "anthropic/opus": { alias: "opus" }, "anthropic/haiku": { alias: "haiku" } },
    },
  },
  access: { admin: ["*"] },
};

export const written: readonly Id[] = ["anthropic:max", "anthropic:team", "anthropic:key"];

const profiles = Object.fromEntries([
  ...flat.map((id) => [id, { type: "token", provider: "anthropic", token: `sk-ant-oat01-${id}-${"x".repeat(80)}` }]),
  ...metered.map((id) => [id, { type: "api_key", provider: "anthropic", key: `sk-ant-api03-${id}` }]),
]);

const onTheWire: Readonly<Partial<Record<Fate, { status: number; headers?: Record<string, string>; body?: unknown }>>> =
  {
    ...limited,
    rate_limit: { status: 429, body: limit },
    overloaded: { status: 529, body: { type: "error", error: { type: "overloaded_error", message: "busy" } } },
    server_error: { status: 500, body: "oops" },
    billing: { status: 400, body: { type: "error", error: { message: "Your credit balance is too low" } } },
    auth: {
      status: 401,
      body: { type: "error", error: { type: "authentication_error", message: "invalid x-api-key" } },
    },
    model_not_found: {
      status: 404,
      body: { type: "error", error: { type: "not_found_error", message: "model: opus" } },
    },
    request: { status: 400, body: { type: "error", error: { type: "invalid_request_error", message: "bad field" } } },
  };

/** One request as it left. */
export interface Sent {
  readonly profileId: Id;
  readonly model: string;
}

/** The real resolver over real files, with a clock of its own and accounts that do as they are told. */
export class World {
  now = Date.parse("2026-11-03T12:00:00Z");
  auth: ModelAuth;
  private readonly house: AuthHouse;

  private constructor(house: AuthHouse) {
    this.house = house;
    this.auth = house.auth;
  }

  /** @param order of the configuration; without one they rank by kind, by rest and by what the conversation used last. */
  static async open(order?: readonly Id[]): Promise<World> {
    let world: World | undefined;
    const now = (): number => world?.now ?? Date.parse("2026-11-03T12:00:00Z");
    const house = await openAuth(order ? { ...config, auth: { order: { anthropic: order } } } : config, profiles, {
      now,
    });
    world = new World(house);
    return world;
  }

  /** One message; what was sent, in order, and what came of it. */
  async message(
    session: Session,
    fates: Readonly<Record<Id, Fate>>,
  ): Promise<{ sent: Sent[]; answered: boolean; waited: boolean }> {
    const sent: Sent[] = [];
    let waited = false;
    const answered = await this.auth
      .session(session)
      .run(
        async ({ profileId, model }) => {
          sent.push({ profileId: profileId as Id, model: model.model });
          const fate = fates[profileId as Id];
          if (fate !== "ok") throw new ModelCallError(fate, onTheWire[fate] ?? { errno: "ECONNRESET" }, false);
          this.now += 1;
          return {};
        },
        {
          person: terminalPerson,
          wait: async (ms) => {
            waited = true;
            this.now += ms;
          },
        },
      )
      .then(
        () => true,
        () => false,
      );
    await this.auth.usages.settled();
    return { sent, answered, waited };
  }

  async restart(): Promise<void> {
    await this.auth.usages.settled();
    this.auth = await this.house.open();
  }

  /** The durable record, as bytes. */
  async pinBytes(session: Session): Promise<string> {
    return JSON.stringify((await this.auth.pins.readBack(session)) ?? null);
  }

  async usage(): Promise<UsageDocument> {
    return (await this.auth.usages.read("main", "anthropic")) ?? emptyUsage;
  }

  /** Windows in force, by profile and scope. */
  async ends(): Promise<Map<string, number>> {
    const blocks = blocksOf(await this.usage(), this.now);
    return new Map(blocks.map(({ profileId, model, until }) => [`${profileId} ${model ?? "*"}`, until]));
  }

  /** The order in force, as a person wrote it. */
  async order(): Promise<readonly Id[]> {
    const { orders } = await this.auth.snapshot();
    return (orders.stored("anthropic") ?? orders.config("anthropic") ?? []) as readonly Id[];
  }

  async setOrder(ids: readonly Id[] | undefined): Promise<void> {
    const agent = this.auth.config().agents[0];
    if (!agent) throw new Error("there is no agent");
    const edit = { kind: "order", provider: "anthropic", ...(ids ? { ids } : {}) } as const;
    await this.auth.sources.profiles(agent).edit(edit);
  }

  /** What explains the next turn, as the status does; its trace must re-derive its choice, and every block in it must end. */
  async explained(session: Session): Promise<Sent | undefined> {
    const { choice, trace } = await this.auth.explain({ session });
    const derived = choiceOf(trace);
    expect(derived && `${derived.profileId} ${derived.model.provider}/${derived.model.model}`).toBe(
      choice ? `${choice.profileId} ${choice.model}` : undefined,
    );
    const { current } = await this.auth.session(session).status(owner);
    expect(current.profile).toEqual(choice ? { kind: "named", id: choice.profileId } : undefined);
    for (const { profileId, state, until, model } of trace) {
      if (state !== "cooldown" && state !== "disabled") continue;
      expect(until).toBeGreaterThan(this.now);
      const afterMs = Number(until) - this.now;
      expect(Number.isFinite(afterMs)).toBe(true);
      const then = (await this.auth.explain({ session, afterMs })).trace.find(
        (one) => one.profileId === profileId && one.model.model === model.model,
      );
      expect(then && (isUsable(then) || then.state === "needs_consent")).toBe(true);
    }
    return choice ? { profileId: choice.profileId as Id, model: choice.model.split("/")[1] ?? "" } : undefined;
  }

  close(): Promise<void> {
    return this.house.close();
  }
}
