import { createCachedStore } from "../../../src/store/cached.js";
import { createFileStore } from "../../../src/store/drivers/file.js";
import { createLmdbStore } from "../../../src/store/drivers/lmdb.js";
import { createMemoryStore } from "../../../src/store/drivers/memory.js";
import type { Store } from "../../../src/store/store.js";
import { type StoreSubject, sharedStoreContract, storeContract } from "./store-contract.js";

function cached(open: (directory: string) => Store): StoreSubject {
  let now = 1_000_000;
  const ageCaches = () => {
    now += 250;
  };
  return { open: (directory) => createCachedStore(open(directory), { now: () => now }), ageCaches };
}

storeContract("cached memory", cached(createMemoryStore));
storeContract("cached file", cached(createFileStore));
storeContract("cached lmdb", cached(createLmdbStore));
sharedStoreContract(
  "cached file",
  "cached-file",
  cached((directory) => createFileStore(directory, { staleAfterMs: 500 })),
);
sharedStoreContract("cached lmdb", "cached-lmdb", cached(createLmdbStore));
