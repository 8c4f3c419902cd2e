import type { AgentSnapshot } from "../../src/auth/snapshot.js";
import type { Viewer } from "../../src/auth/status/visibility.js";
import type { Completion } from "../../src/chat/slash.js";
import type { May } from "../../src/domain/access.js";
import type { Catalog, CatalogEntry } from "../../src/domain/catalog.js";
import { usableProfiles } from "../../src/domain/choose.js";
import { nameOf, type ProfileId } from "../../src/domain/ids.js";
import { formatModelRef, type ModelRef, modelKey } from "../../src/domain/model-ref.js";
import { type IsKnown, isReservedWord, splitTarget } from "../../src/domain/model-target.js";
import { isKnownModel, resolveModel } from "../../src/domain/resolve-model.js";
import { modelChoiceName, profileChoiceName } from "../../src/views/picker.js";

/** Discord shows at most 25 suggestions. */
const mostCompletions = 25;
const words = ["list", "status", "why", "default", "@auto"];

/** Something to suggest, and what somebody may call it, in lower case. */
interface Searchable<T> {
  readonly item: T;
  readonly names: readonly string[];
}

/** How well `name` goes on from what is typed: prefix, word, substring, subsequence; nothing when not at all. */
function rank(name: string, typed: string): number | undefined {
  const at = name.indexOf(typed);
  if (at === 0) return 0;
  if (at > 0) return /[^\p{L}\p{N}]/u.test(name[at - 1] ?? "") ? 1 : 2;
  let position = 0;
  for (const character of typed) {
    position = name.indexOf(character, position) + 1;
    if (position === 0) return undefined;
  }
  return 3;
}

function best<T>(items: readonly Searchable<T>[], typed: string): T[] {
  const buckets: T[][] = [[], [], [], []];
  for (const { item, names } of items) {
    let found: number | undefined;
    for (const name of names) {
      const ranked = rank(name, typed);
      if (ranked !== undefined && (found === undefined || ranked < found)) found = ranked;
      if (found === 0) break;
    }
    if (found !== undefined) buckets[found]?.push(item);
  }
  return buckets.flat();
}

/** Every key that somebody types asks again; a catalogue lives as long as the configuration does not change. */
const searchables = new WeakMap<Catalog, readonly Searchable<CatalogEntry>[]>();

/** The models that may be chosen, made ready to be searched. */
function searchable(catalog: Catalog): readonly Searchable<CatalogEntry>[] {
  let known = searchables.get(catalog);
  if (!known) {
    known = catalog.entries
      .filter(({ ref }) => catalog.allows(ref))
      .map((entry) => {
        const names = [...(entry.alias === undefined ? [] : [entry.alias]), entry.ref.model, formatModelRef(entry.ref)];
        return { item: entry, names: names.map((name) => name.toLowerCase()) };
      });
    searchables.set(catalog, known);
  }
  return known;
}

/** Whether somebody who types `text` gets exactly this model, and nothing else. */
function means(catalog: Catalog, text: string, ref: ModelRef): boolean {
  if (isReservedWord(text) || /\s|^[-–—@~]/u.test(text)) return false;
  const isKnown = (typed: string): boolean => isKnownModel(catalog, typed);
  if (!isKnown(text) || splitTarget(text, isKnown).profile !== undefined) return false;
  return modelKey(resolveModel(catalog, text).ref) === modelKey(ref);
}

/** The shortest text that means exactly this model. */
function shortest({ catalog }: AgentSnapshot, { alias, ref }: CatalogEntry): string {
  if (alias !== undefined && means(catalog, alias, ref)) return alias;
  const isOnly = catalog.byBareId(ref.model).length === 1;
  return isOnly && means(catalog, ref.model, ref) ? ref.model : formatModelRef(ref);
}

function label(snapshot: AgentSnapshot, entry: CatalogEntry): string {
  const full = formatModelRef(entry.ref);
  const short = shortest(snapshot, entry);
  return short === full || full.endsWith(`/${short}`) ? full : `${short} (${full})`;
}

/** Who asks, and the model that `@<profile>` alone would keep. */
export interface Completing {
  readonly snapshot: AgentSnapshot;
  readonly viewer: Viewer;
  readonly may: May;
  readonly current: ModelRef | undefined;
}

/** Suggestions for `/model` while somebody types: words, models, and after `@` the profiles that this person may use. */
export function completeModel({ snapshot, viewer, may, current }: Completing, argument: string): Completion[] {
  const { catalog } = snapshot;
  const typed = argument.trim().toLowerCase();
  const isKnown = (model: string): boolean => isKnownModel(catalog, model);
  const searchableProfiles = (provider: string): readonly Searchable<ProfileId>[] => {
    const mayUse = (profile: { id: string; use?: readonly string[] }): boolean =>
      may(viewer.person, `use:${profile.id}`, profile);
    return usableProfiles(snapshot.profiles, provider, mayUse).map(({ id }) => ({
      item: id,
      names: [nameOf(id).toLowerCase(), id.toLowerCase()],
    }));
  };

  const at = profileStart(argument, isKnown);
  if (at !== undefined) {
    const left = argument.slice(0, at).trim();
    const model = left === "" ? current : modelAt(snapshot, left);
    if (!model) return [];
    const entry = catalog.byRef(model);
    const before = left === "" ? [] : entry ? [nameOfModel(entry)] : undefined;
    const half = argument
      .slice(at + 1)
      .trim()
      .toLowerCase();
    const accounts = searchableProfiles(model.provider).flatMap(({ item: id, names }) => {
      const value = shortestWith(left, id, isKnown);
      if (value === undefined) return [];
      const label = `${left === "" ? (entry?.alias ?? formatModelRef(model)) : left} · ${id}`;
      return [{ item: { label, value, ...(before && { names: [...before, profileChoiceName(id)] }) }, names }];
    });
    const auto = left === "" ? [{ item: { label: "@auto", value: "@auto" }, names: ["auto"] }] : [];
    return best<Completion>([...accounts, ...auto], half).slice(0, mostCompletions);
  }

  const matches = best(searchable(catalog), typed);
  const models = matches.slice(0, mostCompletions).map((entry) => ({
    label: label(snapshot, entry),
    value: shortest(snapshot, entry),
    names: [nameOfModel(entry)],
  }));
  const accounts = matches.slice(0, matches.length === 1 ? 1 : 0).flatMap((only) =>
    searchableProfiles(only.ref.provider).flatMap(({ item: id }) => {
      const value = shortestWith(shortest(snapshot, only), id, isKnown);
      if (value === undefined) return [];
      return [{ label: `${label(snapshot, only)} · ${id}`, value, names: [nameOfModel(only), profileChoiceName(id)] }];
    }),
  );
  const verbs = words.filter((word) => word.startsWith(typed)).map((word) => ({ label: word, value: word }));
  const most = mostCompletions - (typed === "" ? verbs.length : 0);
  const first = typed === "" ? [...models.slice(0, most), ...verbs] : [...verbs, ...models, ...accounts];
  return first.slice(0, mostCompletions);
}

/** Where the `@` stands behind which a profile is typed: after the longest known model, or before everything. */
function profileStart(argument: string, isKnown: (model: string) => boolean): number | undefined {
  for (let at = argument.lastIndexOf("@"); at > 0; at = argument.lastIndexOf("@", at - 1)) {
    if (isKnown(argument.slice(0, at).trim())) return at;
  }
  return argument.startsWith("@") ? 0 : undefined;
}

function nameOfModel({ ref, alias }: CatalogEntry): string {
  return modelChoiceName({ ref: formatModelRef(ref), ...(alias === undefined ? {} : { alias }) });
}

/**
 * The shortest text that means this profile behind that model. Nothing where none does: `opus@work` may be a model's
 * own name, `3@work` an entry of the list, and a word ends at a space.
 */
function shortestWith(model: string, id: ProfileId, isKnown: IsKnown): string | undefined {
  const means = (profile: string): boolean => {
    const text = `${model}@${profile}`;
    if (profile.toLowerCase() === "auto" || /\s|^\d+@/u.test(text)) return false;
    const parts = splitTarget(text, isKnown);
    return (parts.model ?? "") === model && parts.profile === profile;
  };
  const profile = [nameOf(id), id].find(means);
  return profile === undefined ? undefined : `${model}@${profile}`;
}

function modelAt({ catalog }: AgentSnapshot, left: string): ModelRef | undefined {
  try {
    return resolveModel(catalog, left).ref;
  } catch {
    return undefined;
  }
}
