import type { Profiles } from "../../../../../src/auth/profiles.js";
import type { AgentSnapshot } from "../../../../../src/auth/snapshot.js";
import { quoted } from "../../../../../src/config/shown.js";
import { ModelpinError } from "../../../../../src/domain/errors.js";
import { type ProfileId, type ProviderId, providerKey } from "../../../../../src/domain/ids.js";
import { misfitWords } from "../../../../../src/domain/misfit-words.js";
import { didYouMean, nearNames } from "../../../../../src/domain/near-names.js";
import { allOf } from "../../../../../src/domain/profile-set.js";
import { operatorEnglish } from "../../../../../src/views/words/operator.js";
import type { Call, FlagSpecs } from "../../../verb.js";
import { toProvider } from "../provider.js";
import { triedOrder } from "../tried-order.js";

const english = operatorEnglish();

/** An agent's own order of one provider, as it stands. */
export interface StoredOrder {
  readonly provider: ProviderId;
  readonly profiles: Profiles;
  readonly snapshot: AgentSnapshot;
  /** Absent: none is stored. */
  readonly ids: readonly ProfileId[] | undefined;
}

type OrderCall = Pick<Call<FlagSpecs>, "open" | "agent"> & { readonly flags: { readonly provider: string } };

/** @throws {ModelpinError} `profiles_unreadable`: of a file that cannot be read nothing is said, and nothing is written to it. */
export async function openOrder(call: OrderCall): Promise<StoredOrder> {
  const auth = await call.open();
  const agent = await call.agent(auth);
  const snapshot = await auth.snapshot(agent.id);
  const profiles = auth.sources.profiles(agent);
  const { document, problem } = await profiles.read();
  if (problem) throw problem;
  const provider = toProvider(call.flags.provider, snapshot.config, snapshot.profiles);
  return { provider, profiles, snapshot, ids: document.order.get(provider) };
}

const ownIds = (provider: ProviderId, { profiles }: AgentSnapshot): ProfileId[] =>
  allOf(profiles, provider).map(({ id }) => id);

/**
 * The ids that a person wants tried.
 * @throws {ModelpinError} `unknown_profile`, `foreign_profile`, `duplicate_profile`; nothing was changed.
 */
export function checkOrder(
  typed: readonly string[],
  { provider, snapshot, profiles }: StoredOrder,
): readonly ProfileId[] {
  const own = ownIds(provider, snapshot);
  const there = own.length > 0 ? `There are: ${own.join(", ")}.` : `There is no profile of ${provider} yet.`;
  const refuse = (code: string, message: string, hint: string): never => {
    throw new ModelpinError(code, `${message} Nothing was changed.`, { hint });
  };
  for (const [index, id] of typed.entries()) {
    const profile = snapshot.profiles.byId.get(id);
    if (!profile) {
      const skipped = snapshot.files.flatMap(({ document }) => document.problems).find((one) => one.profileId === id);
      if (skipped)
        refuse(
          "unknown_profile",
          `${id} is not usable as it is written.`,
          `${profiles.file}: ${skipped.path}: ${misfitWords(skipped.expected)}`,
        );
      // "work" for "anthropic:work" is a slip as well.
      const near = own.includes(`${provider}:${id}`) ? [`${provider}:${id}`] : nearNames(id, own);
      refuse("unknown_profile", `There is no profile ${quoted(id)}.`, didYouMean(near, there));
    } else if (providerKey(profile.provider) !== provider) {
      refuse("foreign_profile", `${id} is a profile of ${profile.provider}, not of ${provider}.`, there);
    }
    if (typed.indexOf(id) < index) refuse("duplicate_profile", `${id} is named twice.`, "Name each profile once.");
  }
  return typed;
}

/** Writes it, or with `undefined` drops it, and says what stands there now. */
export async function writeOrder(order: StoredOrder, ids: readonly ProfileId[] | undefined): Promise<StoredOrder> {
  const { provider, profiles } = order;
  const { document } = await profiles.edit({ kind: "order", provider, ...(ids === undefined ? {} : { ids }) });
  return { ...order, ids: document.order.get(provider) };
}

/** `models auth order get --json`, and what set and clear print. */
export function orderJson({ provider, profiles, snapshot, ids }: StoredOrder) {
  const { id, agentDir } = snapshot.agent;
  return { agentId: id, agentDir, provider, authStorePath: profiles.file, order: ids ?? null };
}

export function orderText({ provider, profiles, snapshot, ids }: StoredOrder): string[] {
  const { agent, orders } = snapshot;
  const head = [`Agent     ${agent.id}`, `Provider  ${provider}`, `File      ${profiles.file}`];
  if (ids !== undefined) {
    const named = new Set(ids);
    const leftOut = ownIds(provider, snapshot).filter((id) => !named.has(id));
    return [
      ...head,
      `Order     ${ids.join(", ") || "empty: no profile is tried"}`,
      // An order is complete, which is easily forgotten of an account that was added since, or of a key in the environment.
      ...(leftOut.length === 0 ? [] : [`Pin only  ${leftOut.join(", ")}`]),
    ];
  }
  const { layer, ids: applied } = triedOrder(provider, { ...snapshot, orders: { ...orders, stored: () => undefined } });
  return [
    ...head,
    "Order     none stored",
    layer === undefined
      ? `Applies   nothing: there is no profile of ${provider}`
      : `Applies   ${english.source(layer)}: ${applied.join(", ")}`,
  ];
}
