import { basename, dirname, join } from "node:path";
import type { Location } from "../config/locate.js";
import { type CachedStore, createCachedStore } from "../store/cached.js";
import { createFileStore } from "../store/drivers/file.js";
import { createLmdbStore } from "../store/drivers/lmdb.js";
import type { Store } from "../store/store.js";
import type { FileAt } from "./file-at.js";

/** Where everything of one state directory is kept. Each store remembers, and all are closed together. */
export interface Stores {
  readonly configFile: FileAt;
  readonly envFile: FileAt;
  /** The state directory's own files. */
  readonly state: CachedStore;
  /** Choices and counts. */
  readonly records: CachedStore;
  /** The files of a directory: an agent's. */
  files(directory: string): CachedStore;
  close(): Promise<void>;
}

export interface StoresOptions {
  /** Where records are kept; default: LMDB in the state directory. */
  readonly store?: Store | undefined;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Of one directory we read a handful of files at most. */
const filesPerDirectory = 16;

/** Opens the stores of a state directory. Nothing is read or written before it is asked for. */
export function openStores({ configFile, stateDir }: Location, { store, now }: StoresOptions): Stores {
  const opened: Store[] = [];
  const cached = (around: Store, maxEntries?: number): CachedStore => {
    const one = createCachedStore(around, { now, ...(maxEntries === undefined ? {} : { maxEntries }) });
    opened.push(one);
    return one;
  };
  const files = (directory: string): CachedStore => cached(createFileStore(directory), filesPerDirectory);
  const state = files(stateDir);
  return {
    configFile: { store: files(dirname(configFile)), key: basename(configFile) },
    envFile: { store: state, key: ".env" },
    state,
    records: cached(store ?? createLmdbStore(join(stateDir, "lmdb"))),
    files,
    async close() {
      await Promise.all(opened.map((one) => one.close()));
    },
  };
}
