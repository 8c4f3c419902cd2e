import type { SessionKey } from "../domain/ids.js";
import { fieldsOf, jsonOf } from "../domain/json.js";
import { revisionOf, type Store } from "../store/store.js";
import { update } from "../store/update.js";

/** Where a pin is filed. */
export const pinPrefix = "pins/";
export const pinKey = (session: SessionKey): string => `${pinPrefix}${session}`;

/** The conversation that a record says to go on under, where it says nothing else. */
export function movedTo(body: string): SessionKey | undefined {
  if (!body.startsWith('{"movedTo":')) return undefined;
  const { movedTo: to } = fieldsOf(jsonOf(body));
  return typeof to === "string" ? to : undefined;
}

/**
 * Lets what was chosen in a conversation follow it to another key, whatever else is written meanwhile; the old key
 * leads to the new one from then on. What a person chose under the new key already stays. Doing it again changes nothing.
 */
export async function movePin(store: Store, from: SessionKey, to: SessionKey): Promise<void> {
  if (from === to) return;
  let copied: string | undefined;
  for (;;) {
    const entry = await store.read(pinKey(from), { fresh: true });
    if (entry && movedTo(entry.body) !== undefined) return;
    const target = await store.read(pinKey(to), { fresh: true });
    // Two keys that lead to each other would lead nowhere.
    if (target && movedTo(target.body) !== undefined) return;
    if (entry) {
      await update(store, pinKey(to), (body) => (body === undefined || body === copied ? entry.body : undefined));
      copied = entry.body;
    }
    const alias = JSON.stringify({ movedTo: to });
    if (await store.write(pinKey(from), alias, revisionOf(entry))) return;
  }
}
