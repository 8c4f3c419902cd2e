import { randomBytes } from "node:crypto";
import type { ExplainQuestion } from "../auth/explain.js";
import type { ModelAuth } from "../auth/model-auth.js";
import { digestsOf, type ValueDigests, type VariableSeen, variablesSeen } from "../config/variables-seen.js";
import { ModelpinError, messageOf } from "../domain/errors.js";
import type { ChannelTrouble } from "./channels.js";
import type { SocketAnswers } from "./socket.js";
import { type UsageSeen, usageSeen } from "./usage-seen.js";

/** What `modelpin gateway status` is told. A gateway of an earlier version says less. */
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
  /** For the comparison alone: never to be shown, written down or passed on. */
  readonly values?: ValueDigests;
  readonly stateDir?: string;
  /** What it knows of the accounts at this moment; or why it cannot read it. */
  readonly usage?: UsageSeen | { readonly problem: string };
}

/** What a running gateway answers on its private socket. */
export function gatewayAnswers(
  auth: Pick<ModelAuth, "explain" | "sources" | "usages" | "now">,
  status: () => Pick<GatewayStatus, "channels" | "awaited" | "troubles" | "startedAt">,
): SocketAnswers {
  return {
    explain: (question) => auth.explain(toExplainQuestion(question)),
    async status(): Promise<GatewayStatus> {
      const { location } = auth.sources;
      const { config, agents } = auth.sources.config();
      const environment = auth.sources.environment();
      const variables = variablesSeen(environment, config);
      const ids = agents.map(({ id }) => id);
      return {
        pid: process.pid,
        configPath: location.configFile,
        stateDir: location.stateDir,
        variables,
        values: digestsOf(environment, variables, randomBytes(16).toString("base64url")),
        usage: await usageSeen(auth.usages, ids, auth.now()).catch((error) => ({ problem: messageOf(error) })),
        ...status(),
      };
    },
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
