import { type ModelRef, modelKey, parseModelRef } from "./model-ref.js";

/** One model that somebody configured. */
export interface CatalogEntry {
  readonly ref: ModelRef;
  readonly alias?: string;
}

/** What a catalogue is made from: one agent's view of the configuration. */
export interface CatalogSource {
  /** Full refs, in the order in which they were written. */
  readonly models: readonly { readonly ref: string; readonly alias?: string }[];
  /** Ref or alias. */
  readonly primary?: string;
  /** Refs or aliases. */
  readonly fallbacks: readonly string[];
  /** `modelPolicy.allow`: refs or `provider/*`; absent means the catalogue. */
  readonly allow?: readonly string[];
}

/** The models of an agent, ready to be looked up in constant time. Built once per change of the configuration. */
export interface Catalog {
  /** In the order in which people see them, but for the current one: default, fallbacks, aliased, the rest by ref. */
  readonly entries: readonly CatalogEntry[];
  readonly primary?: ModelRef;
  readonly fallbacks: readonly ModelRef[];
  byRef(ref: ModelRef): CatalogEntry | undefined;
  byAlias(alias: string): CatalogEntry | undefined;
  byBareId(id: string): readonly CatalogEntry[];
  /** Whether a person may choose this model, which the catalogue need not hold. */
  allows(ref: ModelRef): boolean;
}

type Allows = (ref: ModelRef) => boolean;

function toAllows(
  allow: readonly string[] | undefined,
  isListed: Allows,
  dereference: (text: string) => ModelRef | undefined,
): Allows {
  if (allow === undefined) return isListed;
  const exact = new Set<string>();
  const prefixes: string[] = [];
  for (const rule of allow) {
    const wildcard = rule.endsWith("/*") ? parseModelRef(`${rule.slice(0, -1)}*`) : undefined;
    if (wildcard) prefixes.push(modelKey(wildcard).slice(0, -1));
    else {
      const ref = dereference(rule);
      if (ref) exact.add(modelKey(ref));
    }
  }
  return (ref) => {
    const key = modelKey(ref);
    return exact.has(key) || prefixes.some((prefix) => key.startsWith(prefix));
  };
}

/** Builds the catalogue of one agent. Refs that cannot be parsed are left out: the configuration check names them. */
export function createCatalog(source: CatalogSource): Catalog {
  const byKey = new Map<string, CatalogEntry>();
  const byAlias = new Map<string, CatalogEntry>();
  const byBareId = new Map<string, CatalogEntry[]>();

  const add = (ref: ModelRef, alias?: string): void => {
    const key = modelKey(ref);
    const known = byKey.get(key);
    if (known && (alias === undefined || known.alias !== undefined)) return;
    const entry: CatalogEntry = { ref: known?.ref ?? ref, ...(alias === undefined ? {} : { alias }) };
    byKey.set(key, entry);
    if (alias !== undefined) byAlias.set(alias.toLowerCase(), entry);
    const sameId = (byBareId.get(ref.model) ?? []).filter((other) => modelKey(other.ref) !== key);
    byBareId.set(ref.model, [...sameId, entry]);
  };
  const dereference = (text: string): ModelRef | undefined => {
    const ref = parseModelRef(text);
    if (ref && byKey.has(modelKey(ref))) return ref;
    return byAlias.get(text.toLowerCase())?.ref ?? ref;
  };

  for (const { ref, alias } of source.models) {
    const parsed = parseModelRef(ref);
    if (parsed) add(parsed, alias);
  }
  const primary = source.primary === undefined ? undefined : dereference(source.primary);
  if (primary) add(primary);
  const named = source.fallbacks.map(dereference).filter((ref) => ref !== undefined);
  const fallbacks = [...new Map(named.map((ref) => [modelKey(ref), ref])).values()];
  for (const ref of fallbacks) add(ref);

  const first = new Set([primary, ...fallbacks].filter((ref) => ref !== undefined).map(modelKey));
  const all = [...byKey.values()];
  const entries = [
    ...[...first].map((key) => byKey.get(key)).filter((entry) => entry !== undefined),
    ...all.filter(({ ref, alias }) => alias !== undefined && !first.has(modelKey(ref))),
    ...all
      .filter(({ ref, alias }) => alias === undefined && !first.has(modelKey(ref)))
      .sort((a, b) => (modelKey(a.ref) < modelKey(b.ref) ? -1 : 1)),
  ];
  const byRef = (ref: ModelRef): CatalogEntry | undefined => byKey.get(modelKey(ref));

  return {
    entries,
    ...(primary === undefined ? {} : { primary }),
    fallbacks,
    byRef,
    byAlias: (alias) => byAlias.get(alias.toLowerCase()),
    byBareId: (id) => byBareId.get(id) ?? [],
    allows: toAllows(source.allow, (ref) => byRef(ref) !== undefined, dereference),
  };
}
