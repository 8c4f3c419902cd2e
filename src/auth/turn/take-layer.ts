import type { PinRecord } from "../../domain/pin.js";
import type { SessionPlace } from "../deciding.js";
import type { ModelAuthParts } from "../model-auth.js";
import type { SessionMemory } from "../session-memory.js";

/**
 * Takes the layer for one turn: at once in this process, durably without keeping the turn waiting. Where that cannot be
 * written down the layer stays taken here. Never rejects: nobody listens before the turn is over.
 */
export async function takeLayer(
  { pins }: Pick<ModelAuthParts, "pins">,
  place: SessionPlace,
  memory: SessionMemory,
  at: number,
): Promise<void> {
  memory.onceTaken = at;
  try {
    await pins.change(place.session, withoutLayer(at));
  } catch {
    return;
  }
  if (memory.onceTaken === at) memory.onceTaken = undefined;
}

/** The layer for one turn ends with the turn that saw it; one that was set meanwhile stays. */
function withoutLayer(at: number): (record: PinRecord | undefined) => PinRecord | undefined {
  return (record) => {
    if (record?.once?.at !== at) return record;
    const { once: _, ...rest } = record;
    return rest;
  };
}
