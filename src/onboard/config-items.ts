import { isDeepStrictEqual } from "node:util";
import type { ConfigChange, ConfigEdit } from "../auth/open-config.js";
import type { Config } from "../config/config.js";
import { parseConfig } from "../config/load.js";
import { ConfigError, type ConfigPath } from "../config/problem.js";
import { pathText } from "../config/shown.js";

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

function at(value: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, step) ? (inner as Json)[step] : undefined,
    value,
  );
}

function withValue(value: unknown, [step, ...rest]: ConfigPath, wanted: unknown): unknown {
  if (step === undefined) return wanted;
  const object = (typeof value === "object" && value !== null ? value : {}) as Json;
  return { ...object, [step]: withValue(Object.hasOwn(object, step) ? object[step] : undefined, rest, wanted) };
}

/** The value that an item asks to be set at its path; nothing when it stands there, `null` when something else does. */
function wantedValue(config: unknown, { path, value, isMember, idField, wins }: ConfigItem): unknown {
  const before = at(config, path);
  if (isMember) {
    const members: readonly unknown[] = Array.isArray(before) ? before : [];
    if (members.some((member) => isDeepStrictEqual(member, value))) return undefined;
    const twin =
      idField === undefined ? -1 : members.findIndex((member) => at(member, [idField]) === at(value, [idField]));
    if (twin < 0) return [...members, value];
    return wins ? members.with(twin, value) : null;
  }
  if (before === undefined) return value;
  if (isDeepStrictEqual(before, value)) return undefined;
  return wins ? value : null;
}

/** Why a configuration that holds the item would be invalid; the item's own place need not be said. */
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

/**
 * Adds items to a configuration, one after the other: what cannot stand in a valid configuration is refused with the
 * configuration's own reason and keeps nothing else from being added. Pure.
 */
export function settle(config: Config, items: readonly ConfigItem[]): Settled {
  const taken: ConfigItem[] = [];
  const present: ConfigItem[] = [];
  const kept: ConfigItem[] = [];
  const refused: { item: ConfigItem; why: string }[] = [];
  const edits = new Map<string, ConfigEdit>();
  let working: unknown = config;
  for (const item of items) {
    const value = wantedValue(working, item);
    if (value === undefined) present.push(item);
    else if (value === null) kept.push(item);
    else {
      const next = withValue(working, item.path, value);
      const why = refusalOf(next, item);
      if (why !== undefined) {
        refused.push({ item, why });
        continue;
      }
      working = next;
      taken.push(item);
      const key = JSON.stringify(item.path);
      // A list that grows is one edit, made where its last member came.
      edits.delete(key);
      edits.set(key, { path: item.path, value });
    }
  }
  return { after: working as Config, edits: [...edits.values()], taken, present, kept, refused };
}

/** The same as a change under compare-and-swap: decided anew on what stands there then. */
export function toConfigChange(items: readonly ConfigItem[]): ConfigChange {
  return (config) => settle(config, items).edits;
}
