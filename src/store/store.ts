import { controlCharacter } from "../domain/control-character.js";
import { ModelpinError } from "../domain/errors.js";

/** Names one state of one document. Opaque: only ever compared, and only with revisions of the same store and key. */
export type Revision = string;

/** A document as it stood when it was read or written. The body is text; the empty text is a document too. */
export interface Entry {
  readonly body: string;
  readonly revision: Revision;
}

export interface ReadOptions {
  /** Pass over every cache and ask the place itself. Drivers always do; only a caching store needs to be told. */
  readonly fresh?: boolean;
}

/**
 * Where documents live. No meaning here: a body is text that somebody else reads.
 *
 * Every driver passes one contract (`test/contract/store/store-contract.ts`). An error is always thrown, never returned:
 * "nothing there" is an answer, "could not look" is not.
 *
 * @example
 * const entry = await store.read("pins/main/terminal:home");
 * const won = await store.write("pins/main/terminal:home", body, revisionOf(entry));
 * if (won === undefined) {
 *   // somebody else was first: read again, decide again. `update` does this loop for you.
 * }
 */
export interface Store {
  /** The document, or `undefined` when there is none. Never creates anything. */
  read(key: string, options?: ReadOptions): Promise<Entry | undefined>;
  /**
   * Replaces the document. Resolves only when it would survive a power cut.
   *
   * `expected` decides over what:
   * - a revision: only over exactly that state;
   * - `null`: only where there is no document;
   * - absent: over anything. **`entry?.revision` of an entry that is `undefined` is absent, not `null`:** write
   *   `revisionOf(entry)` to mean "as I saw it".
   *
   * `mayCommit` is asked at the last moment, without a wait between its answer and the commit. It is for whoever holds
   * a lease: one who slept through its end (SIGSTOP, a suspended laptop) must not write when it wakes.
   *
   * @returns the new entry, or `undefined` when what stands there is not what was expected, or `mayCommit` said no;
   * then nothing was changed.
   */
  write(key: string, body: string, expected?: Revision | null, mayCommit?: () => boolean): Promise<Entry | undefined>;
  /**
   * Removes the document; durable like {@link Store.write}.
   *
   * @returns without `expected` always `true` (it is gone, whether or not it was there); with it `true` only if exactly
   * that state was removed, `false` when the document is another one by now or gone already.
   */
  delete(key: string, expected?: Revision): Promise<boolean>;
  /**
   * Every key that begins with `prefix` (a plain string, not a segment; `""` for all), in the order of its UTF-8 bytes.
   * Streams: a document that comes or goes meanwhile may or may not be named, all others are named exactly once.
   */
  list(prefix: string): AsyncIterable<string>;
  /** Lets go of files, locks and memory, after the writes that are under way. Everything else throws afterwards. */
  close(): Promise<void>;
  /**
   * For hot paths: the document as of a moment ago (a few ms; in a caching store its `maxAgeMs`) without awaiting.
   * `null`: there is none. `undefined`: cannot tell without waiting, so {@link Store.read} it.
   */
  peek?(key: string): Entry | null | undefined;
}

/** What `write` should expect so that it succeeds only if nothing changed since `entry` was read. */
export function revisionOf(entry: Entry | undefined): Revision | null {
  return entry === undefined ? null : entry.revision;
}

/** Whether both are one state of one document. Looks at revisions only where it must: a file's costs a hash. */
export function isSameState(one: Entry | null | undefined, other: Entry | null | undefined): boolean {
  return one === other || (one != null && other != null && one.revision === other.revision);
}

// An empty segment (also a leading or trailing slash).
const malformed = /^\/|\/\/|\/$|^$/;
const dotSegment = /(?:^|\/)\.\.?(?:\/|$)/;

/**
 * Refuses a key that could leave the root of a store or name two things: keys are segments of any printable text
 * (`:`, `@`, `-` and all of unicode) joined by `/`, none of them empty, `.` or `..`.
 * @throws {ModelpinError} `invalid_key`
 */
export function assertKey(key: string): void {
  if (!malformed.test(key) && !controlCharacter.test(key) && !dotSegment.test(key) && key.isWellFormed()) return;
  throw new ModelpinError("invalid_key", `${JSON.stringify(key)} cannot name a document.`, {
    hint: 'Use segments of printable text joined by "/", none of them empty, "." or "..".',
  });
}

/**
 * Refuses a prefix that no key could begin with.
 * @throws {ModelpinError} `invalid_key`
 */
export function assertPrefix(prefix: string): void {
  if (prefix !== "") assertKey(`${prefix}x`);
}

/**
 * Refuses text that no store could give back as it was: half a surrogate pair has no UTF-8 form.
 * @throws {ModelpinError} `invalid_body`
 */
export function assertBody(key: string, body: string): void {
  if (body.isWellFormed()) return;
  throw new ModelpinError("invalid_body", `The text for "${key}" is not well-formed unicode.`, {
    hint: "Remove the half of a surrogate pair that it contains.",
  });
}

/** What every operation on a closed store throws. */
export function storeClosed(): ModelpinError {
  return new ModelpinError("store_closed", "The store was closed.", { hint: "Open it again before using it." });
}
