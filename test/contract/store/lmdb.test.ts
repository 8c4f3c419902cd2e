import { createLmdbStore } from "../../../src/store/drivers/lmdb.js";
import { sharedStoreContract, storeContract } from "./store-contract.js";

storeContract("lmdb", { open: createLmdbStore });
sharedStoreContract("lmdb", "lmdb", { open: createLmdbStore });
