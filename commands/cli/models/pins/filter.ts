import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import { createCatalog } from "../../../../src/domain/catalog.js";
import { ModelpinError } from "../../../../src/domain/errors.js";
import { nameOf, type SessionKey } from "../../../../src/domain/ids.js";
import { type ModelRef, modelKey, parseModelRef } from "../../../../src/domain/model-ref.js";
import { didYouMean, nearNames } from "../../../../src/domain/near-names.js";
import type { PinRecord, SessionPin } from "../../../../src/domain/pin.js";
import { parseDuration } from "../../duration.js";
import { UsageError } from "../../exit.js";
import { filterFlagSpecs } from "./filter-flags.js";

/** Which choices are meant; what is absent does not restrict. */
export interface PinFilter {
  readonly session?: SessionKey;
  readonly agentId?: string;
  /** The full id, or its name part. */
  readonly profile?: string;
  readonly models?: readonly ModelRef[];
  /** Choices made before this, ms since the epoch. */
  readonly before?: number;
}

export interface FilterFlags {
  readonly session?: string | undefined;
  readonly agent?: string | undefined;
  readonly profile?: string | undefined;
  readonly model?: string | undefined;
  readonly "older-than"?: string | undefined;
}

/** Understands the flags. @throws {UsageError} @throws {ModelpinError} `unknown_model` */
export function toFilter(flags: FilterFlags, auth: ModelAuth, now: number): PinFilter {
  const olderThan = flags["older-than"];
  return {
    ...(flags.session === undefined ? {} : { session: flags.session }),
    ...(flags.agent === undefined ? {} : { agentId: flags.agent }),
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
    ...(flags.model === undefined ? {} : { models: modelsNamed(auth, flags.model) }),
    ...(olderThan === undefined ? {} : { before: now - parseDuration("--older-than", olderThan) }),
  };
}

/** A full ref need not be in a catalogue any more; an alias may mean another model for each agent. */
function modelsNamed(auth: ModelAuth, typed: string): ModelRef[] {
  const catalogs = auth.config().agents.map(createCatalog);
  const aliased = catalogs.flatMap((catalog) => catalog.byAlias(typed)?.ref ?? []);
  const ref = parseModelRef(typed);
  if (aliased.length > 0 || ref) return [...aliased, ...(ref ? [ref] : [])];
  const names = catalogs.flatMap(({ entries }) => entries.flatMap(({ alias }) => alias ?? []));
  throw new ModelpinError("unknown_model", `"${typed}" is neither provider/model nor an alias.`, {
    hint: didYouMean(nearNames(typed, names), "See the aliases with: modelpin models status"),
  });
}

function hasFilter(flags: FilterFlags): boolean {
  return Object.keys(filterFlagSpecs).some((name) => flags[name as keyof FilterFlags] !== undefined);
}

function fits({ profile, models, before }: PinFilter, { profileId, model, at }: SessionPin): boolean {
  const ref = model === undefined ? undefined : parseModelRef(model);
  const hasProfile =
    profile === undefined || profileId === profile || (profileId !== undefined && nameOf(profileId) === profile);
  const hasModel = models === undefined || (ref !== undefined && models.some((one) => modelKey(one) === modelKey(ref)));
  return hasProfile && hasModel && (before === undefined || at < before);
}

/** The part of a record that is meant; nothing when no part is. */
export function meantOf(filter: PinFilter, record: PinRecord): PinRecord | undefined {
  const { session, agentId, pin, once } = record;
  if (filter.session !== undefined && filter.session !== session) return undefined;
  if (filter.agentId !== undefined && filter.agentId !== agentId) return undefined;
  const meant = [pin && fits(filter, pin) ? { pin } : {}, once && fits(filter, once) ? { once } : {}];
  const parts: Partial<PinRecord> = Object.assign({}, ...meant);
  return parts.pin || parts.once ? { session, agentId, ...parts } : undefined;
}

export interface FoundPins {
  readonly meant: readonly PinRecord[];
  readonly unreadable: readonly SessionKey[];
}

/** @throws {ModelpinError} `unknown_agent` for an agent that neither the configuration nor a pin knows. */
export async function findPins(auth: ModelAuth, filter: PinFilter): Promise<FoundPins> {
  const meant: PinRecord[] = [];
  const unreadable: SessionKey[] = [];
  const agents = new Set(auth.config().agents.map(({ id }) => id));
  for await (const record of auth.pins.list((session) => unreadable.push(session))) {
    agents.add(record.agentId);
    const part = meantOf(filter, record);
    if (part) meant.push(part);
  }
  if (filter.agentId !== undefined && !agents.has(filter.agentId)) {
    throw new ModelpinError("unknown_agent", `There is no agent "${filter.agentId}".`, {
      hint: didYouMean(nearNames(filter.agentId, agents), `There are: ${[...agents].join(", ")}.`),
    });
  }
  return { meant, unreadable };
}

export function assertClearable(flags: FilterFlags & { readonly all: boolean }): void {
  if (hasFilter(flags) === !flags.all) return;
  if (flags.all) {
    throw new UsageError("all_with_filter", "--all and a filter exclude each other.", {
      hint: "Say which one you mean.",
    });
  }
  throw new UsageError("filter_missing", "Say which choices to drop; nothing was changed.", {
    hint: `One or several of ${Object.keys(filterFlagSpecs)
      .map((name) => `--${name}`)
      .join(", ")}; or --all for every conversation.`,
  });
}
