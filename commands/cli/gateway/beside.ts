import { isModelpinError } from "../../../src/domain/errors.js";
import type { GatewayStatus } from "../../../src/gateway/answers.js";
import { askGateway } from "../../../src/gateway/ask-gateway.js";
import type { GatewayBeside, Here } from "./compare-gateway.js";

/** The gateway's view for a verb that has another purpose: none where no gateway runs; why, where one is silent. */
export async function gatewayBeside(here: Here): Promise<GatewayBeside | { readonly silent: string } | undefined> {
  try {
    const answer = await askGateway(here.stateDir, { ask: "status" });
    if (!answer) return undefined;
    // Not loaded where no gateway runs.
    const { compareGateway } = await import("./compare-gateway.js");
    return await compareGateway(answer.value as GatewayStatus, here);
  } catch (error) {
    if (isModelpinError(error)) return { silent: error.message };
    throw error;
  }
}
