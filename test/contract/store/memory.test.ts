import { createMemoryStore } from "../../../src/store/drivers/memory.js";
import { storeContract } from "./store-contract.js";

storeContract("memory", { open: createMemoryStore });
