import type { Client } from "discord.js";
import type { PlatformLog } from "../platform.js";

/** What of discord.js takes an event of the gateway; not in its types, and not there in every version. */
interface PacketReader {
  handlePacket?(packet?: { readonly t?: string }, shard?: unknown): boolean;
}

/**
 * Lets a client live through events that discord.js cannot read. It throws where a payload is not as it knows them, in
 * a place where nobody can catch it, and the process would end with every other channel in it.
 */
export function outliveEvents(client: Client, log: Pick<PlatformLog, "warn">): void {
  const reader = client.ws as unknown as PacketReader;
  const handle = reader.handlePacket?.bind(reader);
  if (handle === undefined) return;
  reader.handlePacket = (packet, shard) => {
    try {
      return handle(packet, shard);
    } catch (error) {
      // Its message may quote what people wrote.
      const kind = error instanceof Error ? error.name : typeof error;
      log.warn(`Discord: ${packet?.t ?? "an event"} was not understood (${kind}) and is left out.`);
      return true;
    }
  };
}
