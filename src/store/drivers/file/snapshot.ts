import { createHash } from "node:crypto";
import { type BigIntStats, readFileSync, statSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { errnoOf, ModelpinError } from "../../../domain/errors.js";
import type { Entry, Revision } from "../../store.js";

/** What a file held, and how to see cheaply that it still does. */
export interface Snapshot {
  readonly entry: Entry;
  /** Absent when the file had changed so recently that its times could not tell a further change. */
  readonly stamp: string | undefined;
}

/** Coarser than the clock of any file system that keeps fractions of a second. */
const timestampGrainMs = 50;
const tornReads = 5;

/** Same bytes, same revision. */
export function revisionOfBytes(bytes: Uint8Array): Revision {
  return createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
}

/** The revision of what `path` holds now, without a tick of the event loop; `null` when there is no such file. */
export function revisionNow(path: string): Revision | null {
  try {
    return revisionOfBytes(readFileSync(path));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return null;
    throw error;
  }
}

/**
 * Reads a file, or answers with `last` when its inode, size and times say that nothing changed.
 * @returns `undefined` when there is no such file.
 * @throws {ModelpinError} `store_unreadable` for what is not a file or not text; the file system's own error otherwise.
 */
export async function readSnapshot(path: string, last: Snapshot | undefined, now: number) {
  try {
    const seen = await stat(path, { bigint: true });
    if (last?.stamp !== undefined && last.stamp === stampOf(seen)) return last;
    if (!seen.isFile()) throw notText(path, seen.isDirectory() ? "it is a directory" : "it is not a regular file");
    return await readNew(path, now);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * What {@link readSnapshot} would say, without a tick of the event loop.
 * @returns `null` when there is no such file; `undefined` when it cannot be told at once: it is being written just now,
 * or it cannot be read.
 */
export function peekSnapshot(path: string, last: Snapshot | undefined, now: number): Snapshot | null | undefined {
  try {
    const seen = statSync(path, { bigint: true });
    if (last?.stamp !== undefined && last.stamp === stampOf(seen)) return last;
    if (!seen.isFile()) return undefined;
    const content = readFileSync(path);
    const after = statSync(path, { bigint: true });
    return stampOf(after) === stampOf(seen) ? toSnapshot(path, content, after, now) : undefined;
  } catch (error) {
    return errnoOf(error) === "ENOENT" ? null : undefined;
  }
}

async function readNew(path: string, now: number): Promise<Snapshot> {
  for (let attempt = 1; ; attempt++) {
    const file = await open(path, "r");
    try {
      const before = stampOf(await file.stat({ bigint: true }));
      const content = await file.readFile();
      const after = await file.stat({ bigint: true });
      const whole = stampOf(after) === before;
      // An editor that writes in place can be caught half-way: look again.
      if (!whole && attempt < tornReads) continue;
      const snapshot = toSnapshot(path, content, after, now);
      return whole ? snapshot : { ...snapshot, stamp: undefined };
    } finally {
      await file.close();
    }
  }
}

function toSnapshot(path: string, content: Uint8Array, stats: BigIntStats, now: number): Snapshot {
  const isSettled = now - Number(stats.mtimeMs) > timestampGrainMs;
  return {
    entry: toEntry(toText(path, content)),
    stamp: isSettled ? stampOf(stats) : undefined,
  };
}

/** The revision is made when it is asked for: who only reads never needs it. */
function toEntry(body: string): Entry {
  let revision: Revision | undefined;
  return {
    body,
    get revision() {
      revision ??= revisionOfBytes(Buffer.from(body));
      return revision;
    },
  };
}

function stampOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
}

function toText(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notText(path, "it is not UTF-8 text");
  }
}

function notText(path: string, why: string): ModelpinError {
  return new ModelpinError("store_unreadable", `Could not read ${path}: ${why}.`, {
    hint: `Look at it with: file ${path}`,
  });
}
