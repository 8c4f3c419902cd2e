import { parseEnv } from "node:util";
import { createFileStore } from "../store/drivers/file.js";
import { update } from "../store/update.js";

/** The state directory's `.env`, for those who change it. */
export interface EnvFile {
  /** What it sets, by name; empty when there is no such file. @throws {ModelpinError} `store_unreadable` */
  read(): Promise<Readonly<Record<string, string | undefined>>>;
  /**
   * Changes the text under compare-and-swap; `change` may be asked several times, so it must be pure. The file is 0600
   * from birth.
   * @throws {ModelpinError} `store_unwritable`, and whatever `change` throws.
   */
  edit(change: (text: string) => string): Promise<void>;
  close(): Promise<void>;
}

/** Opens `.env` in the state directory. Nothing is read or written before it is asked for. */
export function openEnvFile(stateDir: string): EnvFile {
  const store = createFileStore(stateDir);
  return {
    read: async () => parseEnv((await store.read(".env"))?.body ?? ""),
    async edit(change) {
      await update(store, ".env", (body) => change(body ?? ""));
    },
    close: () => store.close(),
  };
}
