import type { IncomingHttpHeaders } from "node:http";
import { type Body, event, type Format, type Presented, type Refusal, strangeField } from "./format.js";

const chatFields = [
  "model",
  "messages",
  "stream",
  "stream_options",
  "max_tokens",
  "max_completion_tokens",
  "temperature",
];
const responsesFields = [
  "model",
  "input",
  "instructions",
  "stream",
  "store",
  "include",
  "max_output_tokens",
  "temperature",
];

const refusal = (status: number, type: string, code: string | null, message: string): Refusal => ({
  status,
  body: { error: { message, type, param: null, code } },
});

const invalid = (message: string): Refusal => refusal(400, "invalid_request_error", null, message);

/** The real one shows both ends of a wrong key; so do we, since nobody must pass that on. */
const masked = (key: string): string => `${key.slice(0, 7)}${"*".repeat(12)}${key.slice(-4)}`;

function present(headers: IncomingHttpHeaders): Presented | Refusal {
  if (headers["x-api-key"] !== undefined) return invalid("x-api-key is not a header of this API.");
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return { header: "authorization", credential: bearer };
  return refusal(401, "invalid_request_error", null, "You didn't provide an API key.");
}

const shared = {
  present,
  unknownCredential: (key: string) =>
    refusal(401, "invalid_request_error", "invalid_api_key", `Incorrect API key provided: ${masked(key)}.`),
  unknownModel: (model: string) =>
    refusal(404, "invalid_request_error", "model_not_found", `The model '${model}' does not exist.`),
};

function checkShape(body: Body, list: unknown, fields: readonly string[]): Refusal | undefined {
  const strange = strangeField(body, fields);
  if (strange !== undefined) return invalid(`Unrecognized request argument supplied: ${strange}`);
  if (body.stream !== true) return invalid("stream: this server only streams");
  if (!Array.isArray(list) || list.length === 0) return invalid("There must be at least one message.");
  const roles = ["system", "developer", "user", "assistant"];
  return list.every((message) => roles.includes(message?.role) && message.content !== undefined)
    ? undefined
    : invalid("A message lacks a role or its content.");
}

const chunk = (model: string, delta: Body, finish: string | null, usage?: Body): string =>
  event({
    id: "chatcmpl-loopback",
    object: "chat.completion.chunk",
    created: 1_700_000_000,
    model,
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...(usage === undefined ? {} : { usage }),
  });

/** OpenAI's `/v1/chat/completions`, streaming. */
export const completionsFormat: Format = {
  ...shared,
  path: "/v1/chat/completions",
  checkBody: (body) => checkShape(body, body.messages, chatFields),
  begin: (model) => chunk(model, { role: "assistant", content: "" }, null),
  text: (content) => chunk("loopback", { content }, null),
  end: (model, { input, cached, output }) =>
    `${chunk(model, {}, "stop", {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      prompt_tokens_details: { cached_tokens: cached },
    })}data: [DONE]\n\n`,
  error: (error) => event({ error: { code: null, param: null, ...error } }),
};

const message = (status: string, content: readonly unknown[] = []): Body => ({
  id: "msg_loopback",
  type: "message",
  status,
  role: "assistant",
  content,
});

const response = (model: string, status: string, more: Body = {}): Body => ({
  id: "resp_loopback",
  object: "response",
  created_at: 1_700_000_000,
  model,
  status,
  output: [],
  ...more,
});

const named = (data: Body & { readonly type: string }): string => event(data, data.type);

/** OpenAI's `/v1/responses`, streaming. */
export const responsesFormat: Format = {
  ...shared,
  path: "/v1/responses",
  checkBody: (body) => checkShape(body, body.input, responsesFields),
  begin: (model) =>
    named({ type: "response.created", sequence_number: 0, response: response(model, "in_progress") }) +
    named({ type: "response.output_item.added", sequence_number: 1, output_index: 0, item: message("in_progress") }),
  text: (delta) =>
    named({
      type: "response.output_text.delta",
      sequence_number: 2,
      item_id: "msg_loopback",
      output_index: 0,
      content_index: 0,
      delta,
      logprobs: [],
    }),
  end: (model, { input, cached, output }) =>
    named({ type: "response.output_item.done", sequence_number: 3, output_index: 0, item: message("completed") }) +
    named({
      type: "response.completed",
      sequence_number: 4,
      response: response(model, "completed", {
        usage: {
          input_tokens: input,
          input_tokens_details: { cached_tokens: cached },
          output_tokens: output,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: input + output,
        },
      }),
    }),
  error: ({ type, message: text, code }) =>
    named({ type: "error", sequence_number: 5, error: { type, message: text, code: code ?? null, param: null } }),
};
