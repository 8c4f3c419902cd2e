import { type Body, event, type Format, type Refusal, strangeField } from "./format.js";

const fields = ["model", "max_tokens", "messages", "system", "stream", "metadata", "stop_sequences", "temperature"];

const refusal = (status: number, type: string, message: string): Refusal => ({
  status,
  body: { type: "error", error: { type, message }, request_id: "req_loopback" },
});

const invalid = (message: string): Refusal => refusal(400, "invalid_request_error", message);

interface Message {
  readonly role?: unknown;
  readonly content?: unknown;
}

function checkMessage({ role, content }: Message, index: number): Refusal | undefined {
  if (role !== "user" && role !== "assistant")
    return invalid(`messages.${index}.role: Input should be 'user' or 'assistant'`);
  const texts =
    typeof content === "string" ? [content] : Array.isArray(content) ? content.map((part) => part?.text) : [];
  if (texts.length === 0) return invalid(`messages.${index}.content: at least one block is required`);
  if (texts.some((text) => typeof text !== "string" || text.trim() === "")) {
    return invalid("messages: text content blocks must contain non-whitespace text");
  }
  return undefined;
}

/** Anthropic's `/v1/messages`, streaming. */
export const anthropicFormat: Format = {
  path: "/v1/messages",

  present(headers) {
    if (headers["anthropic-version"] === undefined) return invalid("anthropic-version: header is required");
    const key = headers["x-api-key"];
    const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
    if (key !== undefined && headers.authorization !== undefined) {
      return invalid("x-api-key and authorization must not both be set");
    }
    if (typeof key === "string") {
      if (key.startsWith("sk-ant-oat01-")) return this.unknownCredential(key);
      return { header: "x-api-key", credential: key };
    }
    if (bearer === undefined) return refusal(401, "authentication_error", "x-api-key header is required");
    const betas = String(headers["anthropic-beta"] ?? "").split(",");
    if (bearer.startsWith("sk-ant-oat01-") && !betas.includes("oauth-2025-04-20")) {
      return refusal(401, "authentication_error", "OAuth authentication is currently not supported.");
    }
    return { header: "authorization", credential: bearer };
  },

  checkBody(body: Body) {
    const strange = strangeField(body, fields);
    if (strange !== undefined) return invalid(`${strange}: Extra inputs are not permitted`);
    if (!Number.isInteger(body.max_tokens) || Number(body.max_tokens) < 1) return invalid("max_tokens: Field required");
    if (body.stream !== true) return invalid("stream: this server only streams");
    const messages = body.messages;
    if (!Array.isArray(messages) || messages.length === 0) return invalid("messages: at least one message is required");
    for (const [index, message] of messages.entries()) {
      const wrong = checkMessage(message, index);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  },

  unknownCredential: () => refusal(401, "authentication_error", "invalid x-api-key"),
  unknownModel: (model) => refusal(404, "not_found_error", `model: ${model}`),

  begin: (model, { input, cached }) =>
    event(
      {
        type: "message_start",
        message: {
          id: "msg_loopback",
          type: "message",
          role: "assistant",
          model,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: input - cached, cache_read_input_tokens: cached, output_tokens: 0 },
        },
      },
      "message_start",
    ) +
    event({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }, "content_block_start") +
    event({ type: "ping" }, "ping"),
  text: (text) =>
    event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } }, "content_block_delta"),
  end: (_model, { output }) =>
    event({ type: "content_block_stop", index: 0 }, "content_block_stop") +
    event(
      {
        type: "message_delta",
        delta: { stop_reason: "end_turn", stop_sequence: null },
        usage: { output_tokens: output },
      },
      "message_delta",
    ) +
    event({ type: "message_stop" }, "message_stop"),
  error: ({ type, message }) => event({ type: "error", error: { type, message } }, "error"),
};
