import { formatModelRef, type ModelRef } from "../../../../src/domain/model-ref.js";
import type { Profile } from "../../../../src/domain/profile-set.js";
import { type ProbeOutcome, probeStatuses, probeTokens } from "../../../../src/models/probe.js";
import { toTable } from "../../plain.js";
import type { ProbeOptions } from "./probe-flags.js";

/** One profile and the model that it is asked for. */
export interface Target {
  readonly profile: Profile;
  /** Absent: the catalogue holds no model of its provider. */
  readonly model?: ModelRef;
}

export interface Probed extends Target {
  readonly outcome: Omit<ProbeOutcome, "latencyMs"> & { readonly latencyMs?: number };
}

/** What came of probing. */
export interface ProbeReport {
  readonly json: unknown;
  readonly text: readonly string[];
  /** Every request was answered. */
  readonly isGood: boolean;
}

/** What a round of probes costs at the most. */
export interface Estimate {
  readonly requests: number;
  readonly metered: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export function estimateOf(targets: readonly Target[]): Estimate {
  return {
    requests: targets.length,
    metered: targets.filter(({ profile }) => profile.billing === "metered").length,
    inputTokens: targets.length * probeTokens.input,
    outputTokens: targets.length * probeTokens.output,
  };
}

export function estimateText({ requests, metered, inputTokens, outputTokens }: Estimate): string {
  if (requests === 0) return "Nothing to probe.";
  const many = requests === 1 ? "1 request" : `${requests} requests`;
  const cost =
    metered === 0 ? "none of them metered" : `${metered} of them metered, each below 0.01 USD at list prices`;
  return `Probing sends ${many} (about ${inputTokens} tokens in, at most ${outputTokens} out; ${cost}).`;
}

export function probeReport(options: ProbeOptions, estimate: Estimate, results: readonly Probed[]): ProbeReport {
  return {
    json: { options, estimate, results: results.map(resultJson) },
    text: textOf(results),
    isGood: results.every(({ outcome }) => outcome.status === "ok"),
  };
}

function resultJson({ profile, model, outcome }: Probed) {
  const { status, latencyMs, error } = outcome;
  return {
    provider: profile.provider,
    profileId: profile.id,
    type: profile.type,
    model: model ? formatModelRef(model) : null,
    status,
    latencyMs: latencyMs ?? null,
    error: error ?? null,
  };
}

function textOf(results: readonly Probed[]): string[] {
  const rows = results.map(({ profile, model, outcome: { status, latencyMs, error } }) => [
    profile.id,
    model ? formatModelRef(model) : "-",
    status,
    latencyMs === undefined ? "-" : `${latencyMs} ms`,
    error ?? "",
  ]);
  const counts = probeStatuses
    .map((status) => ({
      status,
      count: results.filter(({ outcome }) => outcome.status === status).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status}`);
  if (rows.length === 0) return ["", "Probes: there is no profile to probe."];
  return ["", "Probes", ...toTable(["PROFILE", "MODEL", "STATUS", "TIME", ""], rows), counts.join(", ")];
}
