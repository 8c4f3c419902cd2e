import fc from "fast-check";
import { type Candidate, isUsable } from "../../src/domain/candidate.js";
import { failureClasses } from "../../src/domain/failure-class.js";
import {
  everybody,
  type Fate,
  flat,
  type Id,
  metered,
  owner,
  type Sent,
  type Session,
  sessions,
  World,
  written,
} from "./world.js";

/** All that a reader of the behaviour needs to remember to say what a turn may do. */
interface Model {
  pins: Map<Session, { profileId?: Id; model?: string; strict: boolean }>;
  order: readonly Id[];
  /** What was consented to: the flat ones that have been out without a break since, whole and for each model (`id model`). */
  consents: Map<Session, Map<Id, Set<string>>>;
}
type Command = fc.AsyncCommand<Model, World>;
type Fates = Readonly<Record<Id, Fate>>;

const day = 24 * 60 * 60 * 1000;
const isMetered = (id: Id): boolean => (metered as readonly Id[]).includes(id);

/** The profiles that a turn may use, in the order in which it must prefer them. */
function allowed(model: Model, session: Session): readonly Id[] {
  const pin = model.pins.get(session);
  if (pin?.profileId === undefined) return model.order;
  return pin.strict ? [pin.profileId] : [pin.profileId, ...model.order.filter((id) => id !== pin.profileId)];
}

class Message implements Command {
  readonly session: Session;
  readonly fates: Fates;
  constructor(session: Session, fates: Fates) {
    this.session = session;
    this.fates = fates;
  }
  check = () => true;
  toString = () => `message in ${this.session} ${JSON.stringify(this.fates)}`;

  async run(model: Model, world: World): Promise<void> {
    const before = await world.pinBytes(this.session);
    const ends = await world.ends();
    const startedAt = world.now;
    const explained = await world.explained(this.session);
    const { sent, answered, waited } = await world.message(this.session, this.fates);

    expect(await world.pinBytes(this.session)).toBe(before);
    if (!waited) expect(sent[0]).toEqual(explained);
    this.mayBeSent(model, sent);
    if (!waited) expect(new Set(sent.map((one) => JSON.stringify(one))).size).toBe(sent.length);
    expect(sent.length).toBeLessThanOrEqual(5);
    const last = sent.at(-1);
    expect(answered).toBe(last !== undefined && this.fates[last.profileId] === "ok");
    await this.windowsStand(world, ends, startedAt, sent);
    if (!answered || !last) return;
    // A window of another model goes on, and the consent with it.
    const isBack = [last.profileId, `${last.profileId} ${last.model}`];
    for (const consents of model.consents.values())
      for (const out of consents.values()) for (const one of isBack) out.delete(one);
  }

  private mayBeSent(model: Model, sent: readonly Sent[]): void {
    const plan = allowed(model, this.session);
    const pin = model.pins.get(this.session);
    for (const { profileId, model: asked } of sent) {
      expect(plan).toContain(profileId);
      if (pin?.model !== undefined && pin.strict) expect(asked).toBe(pin.model);
      if (!isMetered(profileId)) continue;
      const flatOf = (ids: readonly Id[], ref: string) => ids.flatMap((id) => (isMetered(id) ? [] : [{ id, ref }]));
      // A fallback comes after every profile of the order.
      const first = asked === "haiku" && pin?.model !== "haiku" ? flatOf(plan, pin?.model ?? "opus") : [];
      const inFront = [...first, ...flatOf(plan.slice(0, plan.indexOf(profileId)), asked)];
      const consented = model.consents.get(this.session)?.get(profileId) ?? new Set();
      expect(inFront.filter(({ id, ref }) => !consented.has(id) && !consented.has(`${id} ${ref}`))).toEqual([]);
    }
  }

  /** No window ends earlier than it said, unless its profile succeeded or the clock left it behind. */
  private async windowsStand(
    world: World,
    before: ReadonlyMap<string, number>,
    startedAt: number,
    sent: readonly Sent[],
  ): Promise<void> {
    const { profiles } = await world.usage();
    for (const [key, until] of before) {
      const [profileId = "", scope = ""] = key.split(" ");
      const succeeded = sent.some((one) => one.profileId === profileId && this.fates[one.profileId] === "ok");
      if (succeeded || until <= startedAt) continue;
      const window = profiles[profileId]?.windows[scope === "*" ? "" : scope];
      expect(window?.until).toBeGreaterThanOrEqual(until);
    }
  }
}

class Pin implements Command {
  readonly session: Session;
  readonly typed: { model?: string; profile?: Id; soft: boolean } | "default";
  constructor(session: Session, typed: Pin["typed"]) {
    this.session = session;
    this.typed = typed;
  }
  check = () => true;
  toString = () => `pin in ${this.session} ${JSON.stringify(this.typed)}`;

  async run(model: Model, world: World): Promise<void> {
    const session = world.auth.session(this.session);
    if (this.typed === "default") {
      model.pins.delete(this.session);
      await session.pin({ kind: "default", once: false, soft: false }, owner);
    } else {
      const { model: ref, profile, soft } = this.typed;
      const had = model.pins.get(this.session);
      const kept = { ...(ref ? { model: ref } : had?.model ? { model: had.model } : {}) };
      const credential = profile ?? had?.profileId;
      model.pins.set(this.session, { ...kept, ...(credential ? { profileId: credential } : {}), strict: !soft });
      const target = { ...(ref ? { model: ref } : {}), ...(profile ? { profile } : {}), soft, once: false };
      const { status } = await session.pin({ kind: "choose", ...target }, owner);
      expect(status.pin?.profile).toEqual(credential ? { kind: "named", id: credential } : undefined);
    }
    await world.explained(this.session);
  }
}

class Order implements Command {
  readonly ids: readonly Id[];
  constructor(ids: readonly Id[]) {
    this.ids = ids;
  }
  check = () => true;
  toString = () => `order ${this.ids.join(" ")}`;
  async run(model: Model, world: World): Promise<void> {
    model.order = this.ids;
    await world.setOrder(this.ids);
    expect(await world.order()).toEqual(this.ids);
  }
}

class Consent implements Command {
  readonly session: Session;
  constructor(session: Session) {
    this.session = session;
  }
  check = () => true;
  toString = () => `consent in ${this.session}`;
  async run(model: Model, world: World): Promise<void> {
    const { trace } = await world.auth.explain({ session: this.session });
    // Consenting again to what is consented to changes nothing; while a flat one can be used there is nothing to say.
    const isFree = (one: Candidate) => isUsable(one) && one.lastResortAt === undefined;
    const isBack = (one: Candidate) => one.billing === "flat" && isFree(one);
    const first = trace.find((one) => one.state === "needs_consent" || (one.consent === "given" && isFree(one)));
    const isMoot = trace.slice(0, first && trace.indexOf(first)).some(isBack);
    const asked = isMoot ? undefined : first;
    const { given } = await world.auth.session(this.session).consent(undefined, owner);
    expect(given).toBe(asked !== undefined);
    if (!asked) return;
    // The profile may come again behind a fallback: the consent is to the profile.
    const before = trace.slice(
      0,
      trace.findLastIndex(({ profileId }) => profileId === asked.profileId),
    );
    const out = before.filter((one) => one.billing === "flat" && !isBack(one));
    const instead = new Set(out.flatMap(({ profileId, model: { model: ref } }) => [profileId, `${profileId} ${ref}`]));
    const ofSession = model.consents.get(this.session) ?? new Map<Id, Set<string>>();
    model.consents.set(this.session, ofSession.set(asked.profileId as Id, instead));
    expect((await world.explained(this.session)) !== undefined).toBe(true);
  }
}

class Clock implements Command {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  check = () => true;
  toString = () => `clock ${this.ms} ms`;
  async run(_: Model, world: World): Promise<void> {
    const asked = sessions.map((session) => ({ session }));
    const foreseen = await Promise.all(asked.map((one) => world.auth.explain({ ...one, afterMs: this.ms })));
    world.now += this.ms;
    expect(await Promise.all(asked.map((one) => world.auth.explain(one)))).toEqual(foreseen);
  }
}

class Restart implements Command {
  check = () => true;
  toString = () => "restart";
  async run(_: Model, world: World): Promise<void> {
    const before = await Promise.all(sessions.map((session) => world.pinBytes(session)));
    const ends = await world.ends();
    await world.restart();
    expect(await Promise.all(sessions.map((session) => world.pinBytes(session)))).toEqual(before);
    expect(await world.ends()).toEqual(ends);
  }
}

const session = fc.constantFrom(...sessions);
const fate = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fate>("ok") },
  { weight: 4, arbitrary: fc.constantFrom<Fate>("rate_limit", "billing", "timeout", "auth") },
  { weight: 2, arbitrary: fc.constantFrom<Fate>("10 s", "20 s", "3 h") },
  { weight: 1, arbitrary: fc.constantFrom<Fate>(...failureClasses.filter((kind) => kind !== "aborted")) },
);
const fates = fc.record(Object.fromEntries(everybody.map((id) => [id, fate])) as Record<Id, typeof fate>);
const message = fc.tuple(session, fates).map((of) => new Message(...of));
const commands = fc.commands(
  [
    message,
    message,
    message,
    fc
      .tuple(
        session,
        fc.oneof(
          fc.constant("default" as const),
          fc.record({ profile: fc.constantFrom(...everybody), soft: fc.boolean() }),
          fc.record({ model: fc.constantFrom("opus", "haiku"), soft: fc.boolean() }),
        ),
      )
      .map((of) => new Pin(...of)),
    fc.shuffledSubarray([...flat, ...metered], { minLength: 1 }).map((ids) => new Order(ids)),
    session.map((of) => new Consent(of)),
    fc.oneof(fc.integer({ min: -day, max: day }), fc.integer({ min: 1, max: 120_000 })).map((ms) => new Clock(ms)),
    fc.constant(new Restart()),
  ],
  { maxCommands: 40, size: "max" },
);

test("any interleaving of messages, failures, choices, clock jumps and restarts keeps every promise", async () => {
  await fc.assert(
    fc.asyncProperty(commands, fc.boolean(), async (sequence, isRanked) => {
      const world = await World.open(isRanked ? written : undefined);
      try {
        // Nobody who is paid by use stands before a flat one that nobody ranked.
        const model: Model = { pins: new Map(), order: isRanked ? written : everybody, consents: new Map() };
        await fc.asyncModelRun(() => ({ model, real: world }), sequence);
      } finally {
        await world.close();
      }
    }),
    {
      numRuns: Number(process.env.MODELPIN_RUNS ?? 40),
      ...(process.env.MODELPIN_SEED ? { seed: Number(process.env.MODELPIN_SEED) } : {}),
    },
  );
});
