import type { AgentSnapshot } from "../../src/auth/snapshot.js";
import type { Viewer } from "../../src/auth/visibility.js";
import type { Completion } from "../../src/chat/slash.js";
import type { May } from "../../src/domain/access.js";
import type { CatalogEntry } from "../../src/domain/catalog.js";
import { usableProfiles } from "../../src/domain/choose.js";
import { nameOf } from "../../src/domain/ids.js";
import { formatModelRef } from "../../src/domain/model-ref.js";
import { isKnownModel, resolveModel } from "../../src/domain/resolve-model.js";

/** Discord shows at most 25 suggestions, each with a value of at most 100 characters. */
const mostCompletions = 25;
const longestValue = 100;
const words = ["list", "status", "why", "default", "@auto"];

/** How well `name` goes on from what is typed: prefix, word, substring, subsequence; nothing when not at all. */
function rank(name: string, typed: string): number | undefined {
  if (typed === "") return 0;
  const lower = name.toLowerCase();
  if (lower.startsWith(typed)) return 0;
  const at = lower.indexOf(typed);
  if (at > 0) return /[^\p{L}\p{N}]/u.test(lower[at - 1] ?? "") ? 1 : 2;
  let position = 0;
  for (const character of typed) {
    position = lower.indexOf(character, position) + 1;
    if (position === 0) return undefined;
  }
  return 3;
}

function best<T>(items: readonly T[], typed: string, namesOf: (item: T) => readonly string[]): T[] {
  const buckets: T[][] = [[], [], [], []];
  for (const item of items) {
    let found: number | undefined;
    for (const name of namesOf(item)) {
      const ranked = rank(name, typed);
      if (ranked !== undefined && (found === undefined || ranked < found)) found = ranked;
    }
    if (found !== undefined) buckets[found]?.push(item);
  }
  return buckets.flat();
}

/** The shortest text that means exactly this model. */
function shortest({ catalog }: AgentSnapshot, { alias, ref }: CatalogEntry): string {
  if (alias !== undefined) return alias;
  return catalog.byBareId(ref.model).length === 1 && catalog.byAlias(ref.model) === undefined
    ? ref.model
    : formatModelRef(ref);
}

function label(snapshot: AgentSnapshot, entry: CatalogEntry): string {
  const full = formatModelRef(entry.ref);
  const short = shortest(snapshot, entry);
  return short === full || full.endsWith(`/${short}`) ? full : `${short} (${full})`;
}

/** Suggestions for `/model` while somebody types: words, models, and after `@` the profiles that this person may use. */
export function completeModel(snapshot: AgentSnapshot, argument: string, viewer: Viewer, may: May): Completion[] {
  const { catalog, profiles } = snapshot;
  const typed = argument.trim().toLowerCase();
  const at = argument.lastIndexOf("@");
  const left = at < 0 ? "" : argument.slice(0, at).trim();
  const mayUse = (profile: { id: string; use?: readonly string[] }): boolean =>
    may(viewer.person, `use:${profile.id}`, profile);

  const offered: Completion[] = [];
  const named = at >= 0 && (left === "" || isKnownModel(catalog, left));
  if (named) {
    const provider = providerAt(snapshot, left);
    const usable = provider === undefined ? [] : usableProfiles(profiles, provider, mayUse);
    const half = argument
      .slice(at + 1)
      .trim()
      .toLowerCase();
    for (const { id } of best(usable, half, ({ id }) => [nameOf(id), id])) {
      const value = `${left}@${nameOf(id).toLowerCase() === "auto" ? id : nameOf(id)}`;
      offered.push({ label: `${left === "" ? "keep the model" : left} · ${id}`, value });
    }
  }
  const matches = best(
    catalog.entries.filter(({ ref }) => catalog.allows(ref)),
    typed,
    (entry) => [entry.alias ?? "", entry.ref.model, formatModelRef(entry.ref)],
  );
  if (!named || left === "") {
    for (const entry of matches.slice(0, mostCompletions)) {
      offered.push({ label: label(snapshot, entry), value: shortest(snapshot, entry) });
    }
  }
  const [only, second] = matches;
  if (!named && only && second === undefined) {
    for (const { id } of usableProfiles(profiles, only.ref.provider, mayUse)) {
      offered.push({ label: `${label(snapshot, only)} · ${id}`, value: `${shortest(snapshot, only)}@${nameOf(id)}` });
    }
  }
  const verbs = words.filter((word) => rank(word, typed) === 0).map((word) => ({ label: word, value: word }));
  const all = typed === "" ? [...offered.slice(0, mostCompletions - verbs.length), ...verbs] : [...offered, ...verbs];
  return all.filter(({ value }) => value.length <= longestValue).slice(0, mostCompletions);
}

function providerAt({ catalog }: AgentSnapshot, left: string): string | undefined {
  if (left === "") return catalog.primary?.provider;
  try {
    return resolveModel(catalog, left).ref.provider;
  } catch {
    return undefined;
  }
}
