import { fieldsOf, jsonOf } from "../../domain/json.js";
import type { CachedStore } from "../../store/cached.js";
import type { Entry } from "../../store/store.js";
import { update } from "../../store/update.js";

/**
 * The refresh tokens that their provider has refused for good, by fingerprint. A profile that holds one needs a new
 * login; one that was given another token, by whatever means, does not, and nothing needs to be cleared.
 */
export interface LoginRefusals {
  /** From memory where it is fresh; `undefined`: ask {@link LoginRefusals.read}. The same set as long as nothing changed. */
  peek(): ReadonlySet<string> | undefined;
  read(): Promise<ReadonlySet<string>>;
  /** Past every cache. */
  has(fingerprint: string): Promise<boolean>;
  /** @returns whether it was new: of all processes exactly one is told so, and tells the operator. */
  add(fingerprint: string, refusal: LoginRefusal): Promise<boolean>;
}

export interface LoginRefusal {
  /** ms since the epoch. */
  readonly at: number;
  /** The provider's own code. */
  readonly code: string;
}

const key = "refresh-refused";
/** A record of that many logins that ended is enough; the oldest go. */
const kept = 1000;

const none: ReadonlySet<string> = new Set();

function parse(body: string | undefined): Readonly<Record<string, LoginRefusal>> {
  return fieldsOf(jsonOf(body)) as Readonly<Record<string, LoginRefusal>>;
}

export function createLoginRefusals(store: CachedStore): LoginRefusals {
  let last: { readonly revision: string; readonly set: ReadonlySet<string> } | undefined;

  function toSet(entry: Entry | null | undefined): ReadonlySet<string> {
    if (!entry) return none;
    if (last?.revision === entry.revision) return last.set;
    const set = new Set(Object.keys(parse(entry.body)));
    last = { revision: entry.revision, set };
    return set;
  }

  return {
    peek() {
      const entry = store.peek(key);
      return entry === undefined ? undefined : toSet(entry);
    },
    read: async () => toSet(await store.read(key)),
    has: async (fingerprint) => toSet(await store.read(key, { fresh: true })).has(fingerprint),
    async add(fingerprint, refusal) {
      let isNew = false;
      await update(store, key, (body) => {
        const before = parse(body);
        isNew = !Object.hasOwn(before, fingerprint);
        if (!isNew) return undefined;
        const entries = [...Object.entries(before), [fingerprint, refusal] as const];
        return JSON.stringify(Object.fromEntries(entries.slice(-kept)));
      });
      return isNew;
    },
  };
}
