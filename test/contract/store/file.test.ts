import { createFileStore } from "../../../src/store/drivers/file.js";
import { sharedStoreContract, storeContract } from "./store-contract.js";

storeContract("file", { open: createFileStore });
sharedStoreContract("file", "file", { open: (directory) => createFileStore(directory, { staleAfterMs: 500 }) });
