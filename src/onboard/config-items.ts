import { isDeepStrictEqual } from "node:util";
import type { ConfigChange, ConfigEdit } from "../auth/open-config.js";
import type { Config } from "../config/config.js";
import { parseConfig } from "../config/load.js";
import { ConfigError, type ConfigPath } from "../config/problem.js";
import { pathText } from "../config/shown.js";
import { valueAt } from "../domain/json.js";

/** One thing that the configuration is to hold. */
export interface ConfigItem {
  /** Where it comes from, for people to read. */
  readonly from: string;
  readonly path: ConfigPath;
  readonly value: unknown;
  /** What stands at `path` is a list, and `value` is to be in it. */
  readonly isMember?: true;
  /** Members of that list are the same when this field of them is. */
  readonly idField?: string;
  /** A person has just said so: it replaces what stands there. Otherwise what stands there stays. */
  readonly wins?: true;
}

/** What becomes of some items. */
export interface Settled {
  /** The configuration with what was taken. */
  readonly after: Config;
  readonly edits: readonly ConfigEdit[];
  readonly taken: readonly ConfigItem[];
  /** It stands there already. */
  readonly present: readonly ConfigItem[];
  /** Something else stands there and stays. */
  readonly kept: readonly ConfigItem[];
  /** A configuration cannot hold it, with the reason. */
  readonly refused: readonly { readonly item: ConfigItem; readonly why: string }[];
}

type Json = Record<string | number, unknown>;

function withValue(value: unknown, [step, ...rest]: ConfigPath, wanted: unknown): unknown {
  if (step === undefined) return wanted;
  const object = (typeof value === "object" && value !== null ? value : {}) as Json;
  return { ...object, [step]: withValue(Object.hasOwn(object, step) ? object[step] : undefined, rest, wanted) };
}

/** The value that an item asks to be set at its path; nothing when it stands there, `null` when something else does. */
function wantedValue(config: unknown, { path, value, isMember, idField, wins }: ConfigItem): unknown {
  const before = valueAt(config, ...path);
  if (isMember) {
    const members: readonly unknown[] = Array.isArray(before) ? before : [];
    if (members.some((member) => isDeepStrictEqual(member, value))) return undefined;
    const twin =
      idField === undefined ? -1 : members.findIndex((member) => valueAt(member, idField) === valueAt(value, idField));
    if (twin < 0) return [...members, value];
    return wins ? members.with(twin, value) : null;
  }
  if (before === undefined) return value;
  if (isDeepStrictEqual(before, value)) return undefined;
  return wins ? value : null;
}

/** Why a configuration would be invalid, seen from an item: its own place need not be said. */
function refusalOf(config: unknown, { path }: ConfigItem): string | undefined {
  try {
    parseConfig(JSON.stringify(config), "config.json");
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [problem] = error.problems;
    if (problem === undefined) return error.message;
    const isOwn = path.every((step, index) => problem.path[index] === step);
    return isOwn ? problem.message : `${pathText(problem.path)}: ${problem.message}`;
  }
}

type Outcome = Omit<Settled, "edits" | "after"> & { readonly after: unknown };

/** Lays items over a configuration without asking whether it stays valid. */
function layOver(config: unknown, items: readonly ConfigItem[]): Outcome {
  const outcome = { taken: [] as ConfigItem[], present: [] as ConfigItem[], kept: [] as ConfigItem[], refused: [] };
  let after = config;
  for (const item of items) {
    const value = wantedValue(after, item);
    if (value === undefined) outcome.present.push(item);
    else if (value === null) outcome.kept.push(item);
    else {
      after = withValue(after, item.path, value);
      outcome.taken.push(item);
    }
  }
  return { ...outcome, after };
}

/** All at once where that is valid; else one half, then the other on top of it, down to the items at fault. */
function addValid(config: unknown, items: readonly ConfigItem[]): Outcome {
  const all = layOver(config, items);
  const [only] = all.taken;
  if (only === undefined) return all;
  const why = refusalOf(all.after, only);
  if (why === undefined) return all;
  if (items.length === 1) return { ...all, after: config, taken: [], refused: [{ item: only, why }] };
  const middle = Math.ceil(items.length / 2);
  const first = addValid(config, items.slice(0, middle));
  const second = addValid(first.after, items.slice(middle));
  return {
    after: second.after,
    taken: [...first.taken, ...second.taken],
    present: [...first.present, ...second.present],
    kept: [...first.kept, ...second.kept],
    refused: [...first.refused, ...second.refused],
  };
}

/** The fewest edits that make one of the other: what is new as a whole is written as a whole. */
function editsBetween(before: unknown, after: unknown, taken: readonly ConfigItem[]): ConfigEdit[] {
  const edits = new Map<string, ConfigEdit>();
  for (const { path } of taken) {
    const missing = path.findIndex((_, index) => valueAt(before, ...path.slice(0, index + 1)) === undefined);
    const top = missing < 0 ? path : path.slice(0, missing + 1);
    edits.set(JSON.stringify(top), { path: top, value: valueAt(after, ...top) });
  }
  return [...edits.values()];
}

/**
 * Adds items to a configuration in their order: what cannot stand in a valid configuration is refused with the
 * configuration's own reason and keeps nothing else from being added. Pure.
 *
 * @param items what one refers to stands before it.
 */
export function settle(config: Config, items: readonly ConfigItem[]): Settled {
  const { after, ...outcome } = addValid(config, items);
  return { ...outcome, after: after as Config, edits: editsBetween(config, after, outcome.taken) };
}

/** The same as a change under compare-and-swap: decided anew on what stands there then. */
export function toConfigChange(items: readonly ConfigItem[]): ConfigChange {
  return (config) => settle(config, items).edits;
}
