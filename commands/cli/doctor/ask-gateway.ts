import type { GatewayView } from "../../../src/doctor/grounds.js";
import { isModelpinError } from "../../../src/domain/errors.js";
import type { GatewayStatus } from "../../../src/gateway/answers.js";
import { askGateway } from "../../../src/gateway/ask-gateway.js";

/** The running gateway's view, one of which nothing is known where it does not answer within a second; none where none runs. */
export async function askGatewayView(stateDir: string): Promise<GatewayView | undefined> {
  try {
    const answer = await askGateway(stateDir, { ask: "status" });
    if (!answer) return undefined;
    const { pid, variables = [], values, troubles = [] } = answer.value as Partial<GatewayStatus>;
    return { pid: pid ?? 0, variables, troubles, ...(values ? { values } : {}) };
  } catch (error) {
    if (!isModelpinError(error)) throw error;
    return { silence: { what: error.message, mend: error.hint ?? "restart it" }, pid: 0, variables: [], troubles: [] };
  }
}
