import type { ApiKind } from "../domain/credential.js";
import { classifyFailure, type FailureClass } from "../domain/failure.js";
import type { ModelRef } from "../domain/model-ref.js";
import { ModelCallError, type ModelRequest } from "./model-call.js";
import { loadSdk } from "./sdk.js";
import { streamModel } from "./stream-model.js";

/** What came of asking, in the words that scripts know. */
export const probeStatuses = ["ok", "auth", "rate_limit", "billing", "timeout", "format", "no_model"] as const;
export type ProbeStatus = (typeof probeStatuses)[number];

export interface ProbeOutcome {
  readonly status: ProbeStatus;
  /** Until the first sign of an answer, or the failure; ms. */
  readonly latencyMs: number;
  /** What went wrong, as one sentence of ours: nothing of the answer is quoted. */
  readonly error?: string;
}

/** A request that is as small as providers take them: OpenAI refuses to be held to fewer than 16 tokens. */
export const probeTokens = { input: 20, output: 16 } as const;

const statusOf: Readonly<Record<FailureClass, ProbeStatus>> = {
  rate_limit: "rate_limit",
  overloaded: "rate_limit",
  timeout: "timeout",
  server_error: "timeout",
  aborted: "timeout",
  billing: "billing",
  auth: "auth",
  auth_permanent: "auth",
  model_not_found: "no_model",
  request: "format",
  context_overflow: "format",
  unknown: "format",
};

/** Loads what the requests need, so that our own start is not held against a provider. */
export async function prepareToProbe(apis: Iterable<ApiKind>): Promise<void> {
  for (const api of new Set(apis)) if (api !== "echo") await loadSdk(api);
}

/**
 * Asks a model for one word and stops listening at the first of it. Books nothing: no cooldown, no last use.
 *
 * @param timeoutMs for all of it, on the clock of the wall; getting at the credential included.
 * @param prepare gives the request; it may refresh a login that is due, or ask a program for a secret.
 * @example
 * await probe(async () => ({ model, endpoint, profileId, credential }), { timeoutMs: 8000, now: Date.now });
 */
export async function probe(
  prepare: () => Promise<Pick<ModelRequest, "model" | "endpoint" | "profileId" | "credential">>,
  { timeoutMs, now }: { readonly timeoutMs: number; readonly now: () => number },
): Promise<ProbeOutcome> {
  const begun = now();
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<ProbeOutcome>((resolve) => {
    timer = setTimeout(() => {
      resolve({ status: "timeout", latencyMs: now() - begun, error: `No answer within ${timeoutMs} ms.` });
      late.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([ask(prepare, late.signal, timeoutMs, begun, now), tooLate]);
  } finally {
    clearTimeout(timer);
    late.abort();
  }
}

async function ask(
  prepare: Parameters<typeof probe>[0],
  signal: AbortSignal,
  timeoutMs: number,
  begun: number,
  now: () => number,
): Promise<ProbeOutcome> {
  const request = await prepare();
  const isAccount = request.credential.accountId !== undefined;
  try {
    const events = streamModel({
      ...request,
      messages: [{ role: "user", content: "Reply with one word: ok" }],
      signal,
      deadlines: { firstTextMs: timeoutMs, idleMs: timeoutMs },
      // ChatGPT's own backend takes no limit.
      ...(isAccount ? {} : { maxOutputTokens: probeTokens.output }),
    });
    for await (const _first of events) break;
    return { status: "ok", latencyMs: now() - begun };
  } catch (error) {
    if (!(error instanceof ModelCallError)) throw error;
    return { ...failed(error, request.model, now()), latencyMs: now() - begun };
  }
}

function failed({ answer }: ModelCallError, { provider }: ModelRef, now: number): Omit<ProbeOutcome, "latencyMs"> {
  const { class: kind, summary, advice } = classifyFailure(answer, provider, now);
  const next = advice === "use_api_key" ? " It takes this kind of token from its own client only: use an API key." : "";
  return { status: statusOf[kind], error: `${summary}.${next}` };
}

/** Does `work` for each item, at most `concurrency` at a time; the results stand in the order of the items. */
export async function inParallel<T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as T);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  return results;
}
