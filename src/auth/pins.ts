import { LRUCache } from "lru-cache";
import { atMost } from "../domain/cache-options.js";
import { ModelpinError } from "../domain/errors.js";
import type { SessionKey } from "../domain/ids.js";
import { isObject, jsonOf } from "../domain/json.js";
import type { PinRecord, SessionPin } from "../domain/pin.js";
import type { CachedStore } from "../store/cached.js";
import type { Entry } from "../store/store.js";
import { update } from "../store/update.js";
import { movedTo, movePin, pinKey, pinPrefix } from "./pin-moves.js";

/** The durable choices of conversations: pins ⇄ store. */
export interface Pins {
  /** From memory where it is fresh: see {@link CachedStore.peek}. `undefined`: ask {@link Pins.read}. */
  peek(session: SessionKey): PinRecord | null | undefined;
  read(session: SessionKey): Promise<PinRecord | undefined>;
  /** Past every cache: what any process would read now. */
  readBack(session: SessionKey): Promise<PinRecord | undefined>;
  /**
   * Changes a record by compare-and-swap. `change` may run several times and must be pure; a record without pin and
   * layer is removed.
   */
  change(
    session: SessionKey,
    change: (before: PinRecord | undefined) => PinRecord | undefined,
  ): Promise<PinRecord | undefined>;
  /** The conversation goes on under another key; see {@link movePin}. */
  move(from: SessionKey, to: SessionKey): Promise<void>;
  /**
   * The key under which a conversation goes on, its own where it never moved. Durable, but told without waiting: a
   * store that cannot be asked so (see `Store.peek`) has to be read once before.
   */
  keyOf(session: SessionKey): SessionKey;
  /**
   * Every record. One that cannot be read ends the listing with its error, unless `onUnreadable` takes note of it.
   * @throws {ModelpinError} `pin_unreadable`
   */
  list(onUnreadable?: (session: SessionKey) => void): AsyncIterable<PinRecord>;
}

/** How many conversations that moved are remembered beside the store. */
const movesKept = 10_000;

function isPin(value: unknown): value is SessionPin {
  const pin = value as Partial<SessionPin> | null;
  if (typeof pin !== "object" || pin === null) return false;
  const isText = (field: unknown): boolean => field === undefined || typeof field === "string";
  const isSigned = typeof pin.by === "string" && typeof pin.at === "number";
  return isSigned && typeof pin.strict === "boolean" && isText(pin.model) && isText(pin.profileId);
}

function parseRecord(session: SessionKey, body: string): PinRecord {
  const value = jsonOf(body);
  const isRecord = isObject(value) && typeof value.agentId === "string";
  const isSound = isRecord && [value.pin, value.once].every((pin) => pin === undefined || isPin(pin));
  if (isSound) return { ...(value as unknown as PinRecord), session };
  // A lock that cannot be read must not fall open onto another account.
  throw new ModelpinError("pin_unreadable", `The stored choice of ${session} cannot be read.`, {
    hint: "Clear it with /model default, or: modelpin models pins clear",
  });
}

/** A record, or the key under which the conversation goes on. */
type Filed = PinRecord | { readonly movedTo: SessionKey };

/** Creates the pins of a store. Parsed records are remembered as long as their entry is the same. */
export function createPins(store: CachedStore): Pins {
  const parsed = new WeakMap<Entry, Filed>();
  /** An alias is never taken back, so it may be remembered for ever. */
  const moves = new LRUCache<SessionKey, SessionKey>(atMost(movesKept));
  function aliasIn(session: SessionKey, body: string): SessionKey | undefined {
    const to = movedTo(body);
    if (to !== undefined) moves.set(session, to);
    return to;
  }
  function toFiled(session: SessionKey, entry: Entry): Filed {
    let filed = parsed.get(entry);
    if (!filed) {
      const to = aliasIn(session, entry.body);
      filed = to === undefined ? parseRecord(session, entry.body) : { movedTo: to };
      parsed.set(entry, filed);
    }
    return filed;
  }
  /** An alias leads one step, so that no two can lead in a circle. */
  async function read(session: SessionKey, fresh: boolean, isAlias = false): Promise<PinRecord | undefined> {
    const entry = await store.read(pinKey(session), { fresh });
    const filed = entry && toFiled(session, entry);
    if (!filed || !("movedTo" in filed)) return filed;
    return isAlias ? undefined : read(filed.movedTo, fresh, true);
  }
  function peek(session: SessionKey, isAlias = false): PinRecord | null | undefined {
    const entry = store.peek(pinKey(session));
    const filed = entry ? toFiled(session, entry) : entry;
    if (!filed || !("movedTo" in filed)) return filed;
    return isAlias ? null : peek(filed.movedTo, true);
  }
  const change: Pins["change"] = async (session, decide) => {
    let elsewhere: SessionKey | undefined;
    const entry = await update(store, pinKey(session), (body) => {
      elsewhere = body === undefined ? undefined : movedTo(body);
      if (elsewhere !== undefined) return undefined;
      const before = body === undefined ? undefined : readable(session, body);
      const after = decide(before);
      if (after === before) return undefined;
      if (after === undefined || (after.pin === undefined && after.once === undefined)) return null;
      const { session: _, ...record } = after;
      return JSON.stringify(record);
    });
    if (elsewhere !== undefined) return change(elsewhere, decide);
    const filed = entry && toFiled(session, entry);
    return filed && !("movedTo" in filed) ? filed : undefined;
  };

  return {
    peek: (session) => peek(session),
    read: (session) => read(session, false),
    readBack: (session) => read(session, true),
    change,
    async move(from, to) {
      await movePin(store, from, to);
      const entry = await store.read(pinKey(from));
      if (entry) aliasIn(from, entry.body);
    },
    keyOf(session) {
      const entry = store.peek(pinKey(session));
      return (entry && aliasIn(session, entry.body)) ?? moves.get(session) ?? session;
    },
    async *list(onUnreadable) {
      for await (const key of store.list(pinPrefix)) {
        const session = key.slice(pinPrefix.length);
        const entry = await store.read(key);
        if (!entry) continue;
        let record: Filed;
        try {
          record = toFiled(session, entry);
        } catch (error) {
          if (!onUnreadable) throw error;
          onUnreadable(session);
          continue;
        }
        if (!("movedTo" in record)) yield record;
      }
    },
  };
}

/** A person's new choice may replace what nobody can read; that is the way back. */
function readable(session: SessionKey, body: string): PinRecord | undefined {
  try {
    return parseRecord(session, body);
  } catch {
    return undefined;
  }
}
