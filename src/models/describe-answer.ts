import type { ProviderAnswer } from "../domain/failure.js";
import type { ProviderId } from "../domain/ids.js";

/**
 * What went wrong in one sentence of ours. It never quotes the provider: what its words mean is for whoever classifies
 * the answer to say.
 */
export function describeAnswer(provider: ProviderId, answer: ProviderAnswer): string {
  const { status, errno, stopped } = answer;
  if (stopped === "abort") return `The request to ${provider} was stopped.`;
  if (stopped === "deadline") return `${provider} did not answer in time.`;
  if (status === undefined) {
    return errno === undefined ? `The request to ${provider} failed.` : `${provider} could not be reached (${errno}).`;
  }
  if (status >= 300 && status < 400) {
    return `${provider} redirected the request${elsewhere(answer)} (HTTP ${status}); a credential is never sent on.`;
  }
  if (status >= 400) return `${provider} refused the request (HTTP ${status}).`;
  return `${provider} broke off its answer.`;
}

function elsewhere(answer: ProviderAnswer): string {
  const location = answer.headers?.location ?? "";
  return URL.canParse(location) ? ` to ${new URL(location).host}` : "";
}
