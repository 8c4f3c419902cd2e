import type { GatewayView } from "../../../src/doctor/grounds.js";

/** The running gateway's view; none until it answers on its socket. */
export async function askGatewayView(_stateDir: string): Promise<GatewayView | undefined> {
  return undefined;
}
