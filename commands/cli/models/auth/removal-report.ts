import { pathText } from "../../../../src/config/shown.js";
import type { ProfileId } from "../../../../src/domain/ids.js";
import type { PinRecord } from "../../../../src/domain/pin.js";
import { pinsJson, pinsTable } from "../pins/rows.js";
import type { Removal } from "./removal.js";

/** What is tried for the provider once the profile is gone. */
export interface Tried {
  readonly ids: readonly ProfileId[];
  readonly metered: readonly ProfileId[];
}

/** How many pins people are shown; all of them are in the JSON. */
const mostPins = 20;

/** All that hangs on the profile, for people. */
export function listing(removal: Removal, now: number): string[] {
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

/** @param tried nothing: it was only shown. */
export function ending({ id, provider, pins }: Removal, tried: Tried | undefined): string[] {
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

export function removalJson(removal: Removal, dryRun: boolean, tried: Tried | undefined) {
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
