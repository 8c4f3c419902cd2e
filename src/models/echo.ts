import { formatModelRef } from "../domain/model-ref.js";
import { describeAnswer } from "./describe-answer.js";
import { ModelCallError, type ModelEvent, type ModelRequest } from "./model-call.js";

/**
 * The built-in provider for trying things out: no network, no account, no model. It says so, and answers with what a
 * person wants to see while they learn to pin: which model, on which profile, and their own words.
 */
export function* echo(request: ModelRequest): Generator<ModelEvent, void, void> {
  const said = request.messages.findLast((message) => message.role === "user")?.content ?? "";
  const lines = [
    "This is modelpin's built-in echo; no model was asked.\n",
    `Model ${formatModelRef(request.model)}, profile ${request.profileId}.\n`,
    `You said: ${said}`,
  ];
  for (const [index, delta] of lines.entries()) {
    if (request.signal.aborted) {
      const answer = { stopped: "abort" } as const;
      throw new ModelCallError(describeAnswer(request.endpoint.provider, answer), answer, index > 0);
    }
    yield { kind: "text", delta };
  }
  yield { kind: "end", usage: {}, limits: {} };
}
