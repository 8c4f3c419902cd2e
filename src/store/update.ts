import { setTimeout as timer } from "node:timers/promises";
import { ModelpinError } from "../domain/errors.js";
import { type Entry, type Revision, revisionOf, type Store } from "./store.js";

export interface UpdateOptions {
  /** How often it may lose before it gives up. Default 64, which is about 2 s of waiting. */
  readonly attempts?: number;
  /** A number in [0, 1) that spreads those who lost; default `Math.random`. */
  readonly random?: () => number;
  /** Waits so many ms; default a timer. */
  readonly wait?: (ms: number) => Promise<void>;
}

const longestWaitMs = 64;

/**
 * The one compare-and-swap loop: reads the document (past every cache), lets `change` decide, writes only if nobody
 * else wrote meanwhile, and starts over if somebody did.
 *
 * `change` gets the body (`undefined`: no document) and returns the new body, `null` to delete the document, or
 * `undefined` to leave it. It may be called several times, so it must be pure. The same text again writes nothing.
 *
 * @example
 * await update(store, "visits", (body) => String(Number(body ?? 0) + 1));
 *
 * @returns the document as it stands now, or `undefined` when there is none.
 * @throws {ModelpinError} `store_contention` when others were faster every time. Whatever `change` throws passes through.
 */
export async function update(
  store: Store,
  key: string,
  change: (body: string | undefined) => string | null | undefined,
  options: UpdateOptions = {},
): Promise<Entry | undefined> {
  const { attempts = 64, random = Math.random, wait = timer } = options;
  for (let lost = 0; lost < attempts; lost++) {
    if (lost > 0) await wait(random() * Math.min(longestWaitMs, 2 ** lost));
    const entry = await store.read(key, { fresh: true });
    const body = change(entry?.body);
    if (body === undefined || body === entry?.body) return entry;
    if (body === null) {
      if (entry === undefined || (await store.delete(key, entry.revision))) return undefined;
      continue;
    }
    const expected: Revision | null = revisionOf(entry);
    const written = await store.write(key, body, expected);
    if (written !== undefined) return written;
  }
  throw new ModelpinError("store_contention", `"${key}" changed under every one of ${attempts} attempts to write it.`, {
    hint: "Try again; if it stays so, look for a second process that writes it without pause.",
  });
}
