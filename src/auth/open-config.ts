import { basename, dirname } from "node:path";
import type { Config } from "../config/config.js";
import { editConfigText } from "../config/edit.js";
import { parseConfig } from "../config/load.js";
import type { Location } from "../config/locate.js";
import type { ConfigPath } from "../config/problem.js";
import { createFileStore } from "../store/drivers/file.js";
import { update } from "../store/update.js";

/** One value of the configuration; `undefined` takes it out. */
export interface ConfigEdit {
  readonly path: ConfigPath;
  readonly value: unknown;
}

/** Decides what to change, seeing what stands there. May be asked several times, so it must be pure. */
export type ConfigChange = (config: Config) => readonly ConfigEdit[];

/** The configuration file, for those who change it. */
export interface ConfigWriter {
  readonly file: string;
  /**
   * What the configuration would be after the change; nothing is written. For whoever must know that it can be made
   * before they do something else first.
   * @throws what {@link ConfigWriter.edit} throws before it writes.
   */
  preview(change: ConfigChange): Promise<Config>;
  /**
   * Makes the change under compare-and-swap. Comments and formatting stay; a file that is not there is made.
   * @returns the configuration as it stands now.
   * @throws {ModelpinError} `config_invalid`, `config_edit_failed`, `store_unwritable`; then nothing was changed.
   */
  edit(change: ConfigChange): Promise<Config>;
  close(): Promise<void>;
}

/**
 * Opens the configuration file for changes. Nothing is read or written before it is asked for.
 *
 * @example
 * const writer = openConfigWriter(auth.sources.location);
 * await writer.edit(({ access }) => [{ path: ["access", "chat"], value: [...(access?.chat ?? []), "*"] }]);
 * await writer.close();
 */
export function openConfigWriter({ configFile: file }: Location): ConfigWriter {
  const store = createFileStore(dirname(file));
  const key = basename(file);
  const toConfig = (text: string): Config => (text.trim() === "" ? {} : parseConfig(text, file));
  const apply = (text: string, change: ConfigChange): string =>
    change(toConfig(text)).reduce((before, { path, value }) => editConfigText(before, path, value, file), text);

  return {
    file,
    async preview(change) {
      const entry = await store.read(key);
      return toConfig(apply(entry?.body ?? "", change));
    },
    async edit(change) {
      const entry = await update(store, key, (body) => {
        const after = apply(body ?? "", change);
        return after === (body ?? "") ? undefined : after;
      });
      return toConfig(entry?.body ?? "");
    },
    close: () => store.close(),
  };
}
