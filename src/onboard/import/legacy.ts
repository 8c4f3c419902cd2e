import { isModelpinError } from "../../domain/errors.js";
import { providerKey } from "../../domain/ids.js";
import { isObject, type Json } from "../../domain/json.js";
import { parseJsonText } from "../../domain/json-text.js";
import { misfitWords } from "../../domain/misfit-words.js";
import { toProfileDocument } from "../../domain/profile-document.js";
import { readText } from "./files.js";
import type { Left } from "./left.js";

/** Profiles out of a file of an earlier version, as they would stand in `auth-profiles.json`. */
export interface Legacy {
  readonly entries: Json;
  readonly left: readonly Left[];
}

/**
 * Reads a file of the form `{ "<provider>": credential }`. Each credential becomes `<provider>:default`, as it does in the
 * program that wrote it.
 *
 * @param implied what its credentials need not say of themselves.
 * @param newer the profiles that files of later versions hold; what they have stays.
 */
export async function readLegacy(file: string, implied: Json, newer: Json): Promise<Legacy> {
  const text = await readText(file);
  if (text === undefined) return { entries: {}, left: [] };
  let written: unknown;
  try {
    written = parseJsonText(text);
  } catch (error) {
    if (!isModelpinError(error)) throw error;
    return { entries: {}, left: [{ from: file, why: error.message }] };
  }
  const entries: Record<string, unknown> = {};
  const left: Left[] = [];
  for (const [provider, entry] of Object.entries(isObject(written) ? written : {})) {
    const id = `${providerKey(provider)}:default`;
    if (Object.hasOwn(newer, id)) left.push({ from: `${file}: ${provider}`, why: `a newer file has ${id}` });
    else entries[id] = isObject(entry) ? { ...implied, provider, ...entry } : entry;
  }
  for (const { profileId, path, expected } of toProfileDocument({ profiles: entries }).problems) {
    if (profileId !== undefined) delete entries[profileId];
    left.push({ from: `${file}: ${path}`, why: misfitWords(expected) });
  }
  return { entries, left };
}
