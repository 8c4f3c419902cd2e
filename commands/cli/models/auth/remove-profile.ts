import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import { openConfigWriter } from "../../../../src/auth/open-config.js";
import { pathText } from "../../../../src/config/shown.js";
import { withoutProfile } from "../../../../src/domain/cooldown.js";
import { isModelpinError, ModelpinError } from "../../../../src/domain/errors.js";
import type { ProfileId } from "../../../../src/domain/ids.js";
import { orderOf } from "../../../../src/domain/order.js";
import type { PinRecord } from "../../../../src/domain/pin.js";
import { printable, say } from "../../say.js";
import type { Call, FlagSpecs, Outcome } from "../../verb.js";
import { meantOf } from "../pins/filter.js";
import { pinsJson, pinsTable } from "../pins/rows.js";
import { findRemoval, type Removal, unnamingProfile } from "./removal.js";

type RemoveCall = Pick<Call<FlagSpecs>, "io" | "open" | "agent" | "words"> & {
  readonly flags: { readonly "dry-run": boolean; readonly json: boolean };
};

const mostPins = 20;

export async function removeProfile(call: RemoveCall): Promise<Outcome> {
  const { io, flags, words } = call;
  const auth = await call.open();
  const agent = await call.agent(auth);
  const removal = await findRemoval(auth, agent, words[0] ?? "");
  const shown = [...listing(removal, io.now()), ""];
  const isShown = !flags["dry-run"] && !flags.json;
  // Before anything goes: whatever becomes of it, what there was has been told.
  if (isShown) say(io, shown.map(printable));
  if (!flags["dry-run"]) await carryOut(auth, removal);
  const tried = flags["dry-run"] ? undefined : await triedNow(await call.open(), removal);
  return {
    json: removalJson(removal, flags["dry-run"], tried),
    text: [...(isShown ? [] : shown), ...ending(removal, tried)],
    notes: removal.unread,
  };
}

/**
 * The secret goes first: from then on nobody can be billed, whatever happens next. The pins go last: until then a
 * conversation that was locked to the profile fails with a clear answer instead of going on to another account.
 * Whatever a crash leaves over is found again by the same command.
 */
async function carryOut(
  auth: ModelAuth,
  { id, provider, agent, profiles, isStored, orders, ...rest }: Removal,
): Promise<void> {
  const writer = openConfigWriter(auth.sources.location);
  try {
    const change = unnamingProfile(id);
    if (rest.config.length > 0) await writer.preview(change);
    if (isStored) await profiles.edit({ kind: "remove", profileId: id });
    try {
      for (const order of orders) {
        if (order.agentId === agent.id && isStored) continue;
        const ids = order.ids.filter((other) => other !== id);
        await order.profiles.edit({ kind: "order", provider: order.provider, ...(ids.length === 0 ? {} : { ids }) });
      }
      if (rest.config.length > 0) await writer.edit(change);
      for (const agentId of rest.counted) {
        await auth.usages.change(agentId, provider, (before) => withoutProfile(before, id));
      }
      for (const session of rest.consents) await auth.consents.remove(session, id);
      for (const { session } of rest.pins) await dropPin(auth, session, id);
    } catch (error) {
      throw halfway(error, id, isStored);
    }
  } finally {
    await writer.close();
  }
}

async function dropPin(auth: ModelAuth, session: string, profile: ProfileId): Promise<void> {
  await auth.pins.change(session, (before) => {
    // Somebody may have chosen anew since it was listed.
    const part = before && meantOf({ profile }, before);
    if (!before || !part) return before;
    const { pin, once, ...record } = before;
    return { ...record, ...(pin && !part.pin ? { pin } : {}), ...(once && !part.once ? { once } : {}) };
  });
}

function halfway(error: unknown, id: ProfileId, isStored: boolean): unknown {
  if (!isModelpinError(error)) return error;
  const done = isStored ? "The secret is removed, the rest not yet" : "Not all of it is removed yet";
  return new ModelpinError("removal_incomplete", `${done}: ${error.message}`, {
    hint: `Mend that, then run it again: modelpin models auth remove ${id}`,
    cause: error,
  });
}

interface Tried {
  readonly ids: readonly ProfileId[];
  readonly metered: readonly ProfileId[];
}

async function triedNow(auth: ModelAuth, { agent, provider }: Removal): Promise<Tried | undefined> {
  if (!auth.config().agents.some(({ id }) => id === agent.id)) return undefined;
  const { orders, profiles } = await auth.snapshot(agent.id);
  const { ids } = orderOf(provider, orders, profiles);
  return { ids, metered: ids.filter((id) => profiles.byId.get(id)?.billing === "metered") };
}

function listing(removal: Removal, now: number): string[] {
  const { id, type, agent, profiles, isStored, orders, config, counted, consents, pins } = removal;
  const stored = orders.map(({ agentId, ids }) => `stored order of ${agentId}: ${ids.join(", ")}`);
  const rows: [string, readonly string[]][] = [
    ["Secret", [isStored ? profiles.file : "gone already"]],
    ["Orders", stored],
    ["Config", config.map(pathText)],
    ["Counted", counted.map((agentId) => `for the agent ${agentId}`)],
    ["Consent", consents.map((session) => `of ${session}`)],
  ];
  return [
    `${id}${type === undefined ? "" : ` (${type})`} of the agent ${agent.id}`,
    ...rows.flatMap(([name, values]) =>
      values.map((value, index) => `  ${(index === 0 ? name : "").padEnd(7)}  ${value}`),
    ),
    ...pinLines(pins, now),
  ];
}

function pinLines(pins: readonly PinRecord[], now: number): string[] {
  if (pins.length === 0) return [];
  const more = pins.length > mostPins ? [`    +${pins.length - mostPins} more: see --json`] : [];
  return [
    `  Pins     of ${pins.length} ${pins.length === 1 ? "conversation" : "conversations"}`,
    ...pinsTable(pins.slice(0, mostPins), now).map((line) => `    ${line}`),
    ...more,
  ];
}

function ending({ id, provider, pins }: Removal, tried: Tried | undefined): string[] {
  if (!tried) return [`Would remove all of this. Do it: modelpin models auth remove ${id}`];
  const bill = tried.metered.length === 0 ? "" : ` (metered: ${tried.metered.join(", ")})`;
  return [
    "Removed.",
    tried.ids.length === 0
      ? `No profile of ${provider} is left.`
      : `${provider} is tried in this order now: ${tried.ids.join(", ")}${bill}`,
    ...(pins.length === 0 ? [] : ["Conversations that were pinned to it go on with the agent's default."]),
  ];
}

function removalJson(removal: Removal, dryRun: boolean, tried: Tried | undefined) {
  const { id, provider, agent, profiles, isStored, orders, config, counted, consents, pins } = removal;
  return {
    profileId: id,
    provider,
    agentId: agent.id,
    dryRun,
    removed: {
      secret: isStored,
      authStorePath: profiles.file,
      orders: orders.map(({ agentId, provider: of }) => ({ agentId, provider: of })),
      config: config.map(pathText),
      usage: counted,
      consents,
      pins: pinsJson(pins),
    },
    order: tried?.ids ?? null,
  };
}
