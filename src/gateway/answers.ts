import type { ExplainQuestion } from "../auth/explain.js";
import type { ModelAuth } from "../auth/model-auth.js";
import { type VariableSeen, variablesSeen } from "../config/variables-seen.js";
import { ModelpinError } from "../domain/errors.js";
import type { ChannelTrouble } from "./channels.js";
import type { SocketAnswers } from "./socket.js";

/** What `modelpin gateway status` is told. */
export interface GatewayStatus {
  readonly pid: number;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly configPath: string;
  readonly channels: readonly string[];
  /** Those whose platform cannot be reached just now. */
  readonly awaited: readonly string[];
  /** Those that hear nothing, and why. */
  readonly troubles: readonly ChannelTrouble[];
  /** The variables that hold credentials, as this process sees them; never a value. */
  readonly variables: readonly VariableSeen[];
}

/** What a running gateway answers on its private socket. */
export function gatewayAnswers(
  auth: Pick<ModelAuth, "explain" | "sources">,
  status: () => Pick<GatewayStatus, "channels" | "awaited" | "troubles" | "startedAt">,
): SocketAnswers {
  return {
    explain: (question) => auth.explain(toExplainQuestion(question)),
    status: (): GatewayStatus => ({
      pid: process.pid,
      configPath: auth.sources.location.configFile,
      variables: variablesSeen(auth.sources.environment(), auth.sources.config().config),
      ...status(),
    }),
  };
}

/** @throws {ModelpinError} `unknown_question` */
function toExplainQuestion(value: unknown): ExplainQuestion {
  const { session, agentId, afterMs, cooling } = (value ?? {}) as Record<string, unknown>;
  const isList = Array.isArray(cooling) && cooling.every((id) => typeof id === "string");
  const isSound =
    typeof session === "string" &&
    (agentId === undefined || typeof agentId === "string") &&
    (afterMs === undefined || Number.isFinite(afterMs)) &&
    (cooling === undefined || isList);
  if (!isSound) throw new ModelpinError("unknown_question", "The gateway does not understand this question.");
  return value as ExplainQuestion;
}
