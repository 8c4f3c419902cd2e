import type { Absence, Consent, ConsentRecord } from "../domain/consent.js";
import type { SessionKey } from "../domain/ids.js";
import { fieldsOf, jsonOf } from "../domain/json.js";
import type { CachedStore } from "../store/cached.js";
import type { Entry } from "../store/store.js";
import { update } from "../store/update.js";

const prefix = "consents/";
const consentKey = (session: SessionKey): string => `${prefix}${session}`;

/** What people consented to in conversations: consents ⇄ store. They lie beside the pins and survive a restart. */
export interface Consents {
  /** From memory where it is fresh; `undefined`: ask {@link Consents.read}. */
  peek(session: SessionKey): ConsentRecord | undefined;
  read(session: SessionKey): Promise<ConsentRecord>;
  /**
   * Stores a consent under compare-and-swap; an earlier one to the same profile gives way to it.
   * @returns the record as it stands now.
   */
  add(session: SessionKey, consent: Consent): Promise<ConsentRecord>;
  /** Forgets consents to a profile, or all of a conversation. */
  remove(session: SessionKey, profileId?: string): Promise<void>;
  /** The conversation goes on under another key, and its consents with it. */
  move(from: SessionKey, to: SessionKey): Promise<void>;
  list(): AsyncIterable<{ readonly session: SessionKey } & ConsentRecord>;
}

const none: ConsentRecord = { consents: [] };

function isAbsence(value: unknown): value is Absence {
  return typeof (value as Absence | null)?.profileId === "string";
}

function isConsent(value: unknown): value is Consent {
  const { profileId, instead, by, at } = (value ?? {}) as Partial<Consent>;
  const named = typeof profileId === "string" && typeof by === "string" && typeof at === "number";
  return named && Array.isArray(instead) && instead.every(isAbsence);
}

/** What cannot be read was not consented to: then somebody is asked again. */
function parseRecord(body: string | undefined): ConsentRecord {
  const { consents } = fieldsOf(jsonOf(body));
  return Array.isArray(consents) ? { consents: consents.filter(isConsent) } : none;
}

/** Creates the consents of a store. Parsed records are remembered as long as their entry is the same. */
export function createConsents(store: CachedStore): Consents {
  const parsed = new WeakMap<Entry, ConsentRecord>();
  function toRecord(entry: Entry | null | undefined): ConsentRecord {
    if (!entry) return none;
    let record = parsed.get(entry);
    if (!record) {
      record = parseRecord(entry.body);
      parsed.set(entry, record);
    }
    return record;
  }
  async function change(
    session: SessionKey,
    to: (before: readonly Consent[]) => readonly Consent[],
  ): Promise<ConsentRecord> {
    const entry = await update(store, consentKey(session), (body) => {
      const consents = to(parseRecord(body).consents);
      if (consents.length > 0) return JSON.stringify({ consents });
      return body === undefined ? undefined : null;
    });
    return toRecord(entry);
  }

  return {
    peek(session) {
      const entry = store.peek(consentKey(session));
      return entry === undefined ? undefined : toRecord(entry);
    },
    read: async (session) => toRecord(await store.read(consentKey(session))),
    add: (session, consent) =>
      change(session, (before) => [...before.filter(({ profileId }) => profileId !== consent.profileId), consent]),
    async remove(session, profileId) {
      await change(session, (before) =>
        profileId === undefined ? [] : before.filter((consent) => consent.profileId !== profileId),
      );
    },
    async move(from, to) {
      const moving = await store.read(consentKey(from), { fresh: true });
      if (!moving || from === to) return;
      const { consents } = toRecord(moving);
      const isNew = (before: readonly Consent[], { profileId }: Consent): boolean =>
        before.every((known) => known.profileId !== profileId);
      await change(to, (before) => [...before, ...consents.filter((consent) => isNew(before, consent))]);
      await change(from, () => []);
    },
    async *list() {
      for await (const key of store.list(prefix)) {
        yield { session: key.slice(prefix.length), ...toRecord(await store.read(key)) };
      }
    },
  };
}
