import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import { openConfigWriter } from "../../../../src/auth/open-config.js";
import { withoutProfile } from "../../../../src/domain/cooldown.js";
import { isModelpinError, ModelpinError } from "../../../../src/domain/errors.js";
import type { ProfileId } from "../../../../src/domain/ids.js";
import { printable, say } from "../../say.js";
import type { Call, FlagSpecs, Outcome } from "../../verb.js";
import { dropPin } from "../pins/drop.js";
import { findRemoval, type Removal, unnamingProfile } from "./removal.js";
import { ending, listing, removalJson, type Tried } from "./removal-report.js";
import { triedOrder } from "./tried-order.js";

type RemoveCall = Pick<Call<FlagSpecs>, "io" | "open" | "agent" | "words"> & {
  readonly flags: { readonly "dry-run": boolean; readonly json: boolean };
};

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
      for (const { session } of rest.pins) await dropPin(auth.pins, session, { profile: id });
    } catch (error) {
      throw halfway(error, id, isStored);
    }
  } finally {
    await writer.close();
  }
}

function halfway(error: unknown, id: ProfileId, isStored: boolean): unknown {
  if (!isModelpinError(error)) return error;
  const done = isStored ? "The secret is removed, the rest not yet" : "Not all of it is removed yet";
  return new ModelpinError("removal_incomplete", `${done}: ${error.message}`, {
    hint: `Mend that, then run it again: modelpin models auth remove ${id}`,
    cause: error,
  });
}

async function triedNow(auth: ModelAuth, { agent, provider }: Removal): Promise<Tried | undefined> {
  if (!auth.config().agents.some(({ id }) => id === agent.id)) return undefined;
  const snapshot = await auth.snapshot(agent.id);
  const { ids } = triedOrder(provider, snapshot);
  return { ids, metered: ids.filter((id) => snapshot.profiles.byId.get(id)?.billing === "metered") };
}
