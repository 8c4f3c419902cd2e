import type { ServerResponse } from "node:http";
import type { Behaviour, StreamError } from "./behaviour.js";
import type { Counted, Format } from "./format.js";
import type { Step } from "./script.js";

const counted: Counted = { input: 12, cached: 5, output: 7 };

/** Does to one request what the behaviour says, in the words of the api kind. */
export async function play(
  behaviour: Behaviour,
  format: Format,
  model: string,
  response: ServerResponse,
): Promise<void> {
  switch (behaviour.kind) {
    case "answer":
      return stream(response, format, model, [...texts(behaviour.pieces), "end"], behaviour);
    case "script":
      return stream(response, format, model, behaviour.script, behaviour);
    case "cut":
      return stream(response, format, model, [...texts(behaviour.pieces), behaviour.how === "end" ? "cut" : "reset"]);
    case "error-event":
      return stream(response, format, model, [...texts(behaviour.pieces), behaviour.error, "cut"]);
    case "refuse":
      return refuseWith(response, behaviour.status, behaviour.body, behaviour.headers);
    case "silence":
      return undefined;
    case "reset":
      response.destroy();
      return undefined;
  }
}

export function refuseWith(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const isText = typeof body === "string" || body === undefined;
  const type = typeof body === "string" && body.trimStart().startsWith("<") ? "text/html" : "text/plain";
  response.writeHead(status, { "content-type": isText ? type : "application/json", ...headers });
  response.end(isText ? body : JSON.stringify(body));
}

const texts = (pieces: readonly string[]): Step[] => pieces.map((text) => ({ text }));

async function stream(
  response: ServerResponse,
  format: Format,
  model: string,
  steps: Iterable<Step | StreamError> | AsyncIterable<Step>,
  options: { readonly headers?: Readonly<Record<string, string>>; readonly usage?: Counted } = {},
): Promise<void> {
  const usage = options.usage ?? counted;
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", ...options.headers });
  response.write(format.begin(model, usage));
  for await (const step of steps) {
    if (response.destroyed) return;
    if (step === "end") response.end(format.end(model, usage));
    else if (step === "cut") response.end();
    // What was written must have left before the connection is torn, or the client sees none of it.
    else if (step === "reset") response.write(": torn\n\n", () => response.destroy());
    else if ("text" in step) response.write(format.text(step.text));
    else if ("raw" in step) response.write(step.raw);
    else response.write(format.error(step));
  }
}
