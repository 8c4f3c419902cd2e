import type { AgentSnapshot } from "../../src/auth/snapshot.js";
import type { Viewer } from "../../src/auth/status/visibility.js";
import type { Completion } from "../../src/chat/slash.js";
import type { May } from "../../src/domain/access.js";
import type { Catalog, CatalogEntry } from "../../src/domain/catalog.js";
import { usableProfiles } from "../../src/domain/choose.js";
import { nameOf, type ProfileId } from "../../src/domain/ids.js";
import { formatModelRef, type ModelRef } from "../../src/domain/model-ref.js";
import { isKnownModel, resolveModel } from "../../src/domain/resolve-model.js";
import { modelChoiceName, profileChoiceName } from "../../src/views/picker.js";
import { bestMatches, type Searchable } from "./best-matches.js";
import { shortestText, shortestWithProfile } from "./shortest-text.js";

/** Discord shows at most 25 suggestions. */
const mostCompletions = 25;
const words = ["list", "status", "why", "default", "@auto"];

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

function label({ catalog }: AgentSnapshot, entry: CatalogEntry): string {
  const full = formatModelRef(entry.ref);
  const short = shortestText(catalog, entry);
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
export function completeModel(completing: Completing, argument: string): Completion[] {
  const { catalog } = completing.snapshot;
  const at = profileStart(argument, (model) => isKnownModel(catalog, model));
  return at === undefined
    ? completeWords(completing, argument.trim().toLowerCase())
    : completeProfile(
        completing,
        argument.slice(0, at).trim(),
        argument
          .slice(at + 1)
          .trim()
          .toLowerCase(),
      );
}

function completeProfile(completing: Completing, left: string, half: string): Completion[] {
  const { snapshot, current } = completing;
  const { catalog } = snapshot;
  const model = left === "" ? current : modelAt(snapshot, left);
  if (!model) return [];
  const entry = catalog.byRef(model);
  const before = left === "" ? [] : entry ? [nameOfModel(entry)] : undefined;
  const accounts = searchableProfiles(completing, model.provider).flatMap(({ item: id, names }) => {
    const value = shortestWithProfile(left, id, (typed) => isKnownModel(catalog, typed));
    if (value === undefined) return [];
    const label = `${left === "" ? (entry?.alias ?? formatModelRef(model)) : left} · ${id}`;
    return [{ item: { label, value, ...(before && { names: [...before, profileChoiceName(id)] }) }, names }];
  });
  const auto = left === "" ? [{ item: { label: "@auto", value: "@auto" }, names: ["auto"] }] : [];
  return bestMatches<Completion>([...accounts, ...auto], half).slice(0, mostCompletions);
}

function completeWords(completing: Completing, typed: string): Completion[] {
  const { snapshot } = completing;
  const { catalog } = snapshot;
  const matches = bestMatches(searchable(catalog), typed);
  const models = matches.slice(0, mostCompletions).map((entry) => ({
    label: label(snapshot, entry),
    value: shortestText(catalog, entry),
    names: [nameOfModel(entry)],
  }));
  const accounts = matches.slice(0, matches.length === 1 ? 1 : 0).flatMap((only) =>
    searchableProfiles(completing, only.ref.provider).flatMap(({ item: id }) => {
      const value = shortestWithProfile(shortestText(catalog, only), id, (model) => isKnownModel(catalog, model));
      if (value === undefined) return [];
      return [{ label: `${label(snapshot, only)} · ${id}`, value, names: [nameOfModel(only), profileChoiceName(id)] }];
    }),
  );
  const verbs = words.filter((word) => word.startsWith(typed)).map((word) => ({ label: word, value: word }));
  const most = mostCompletions - (typed === "" ? verbs.length : 0);
  const first = typed === "" ? [...models.slice(0, most), ...verbs] : [...verbs, ...models, ...accounts];
  return first.slice(0, mostCompletions);
}

/** The profiles of a provider that this person may use. */
function searchableProfiles({ snapshot, viewer, may }: Completing, provider: string): readonly Searchable<ProfileId>[] {
  const mayUse = (profile: { id: string; use?: readonly string[] }): boolean =>
    may(viewer.person, `use:${profile.id}`, profile);
  return usableProfiles(snapshot.profiles, provider, mayUse).map(({ id }) => ({
    item: id,
    names: [nameOf(id).toLowerCase(), id.toLowerCase()],
  }));
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

function modelAt({ catalog }: AgentSnapshot, left: string): ModelRef | undefined {
  try {
    return resolveModel(catalog, left).ref;
  } catch {
    return undefined;
  }
}
