import type { IncomingHttpHeaders } from "node:http";
import type { StreamError } from "./behaviour.js";

/** A refusal as the real provider words it. */
export interface Refusal {
  readonly status: number;
  readonly body: unknown;
}

/** The credential of a request and where it stood. */
export interface Presented {
  readonly header: "x-api-key" | "authorization";
  readonly credential: string;
}

export interface Counted {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

export type Body = Readonly<Record<string, unknown>>;

/** One provider's way of speaking: what it refuses, and how it streams. */
export interface Format {
  readonly path: string;
  /** What the real provider would refuse before it looks at the account; the credential otherwise. */
  present(headers: IncomingHttpHeaders): Presented | Refusal;
  checkBody(body: Body): Refusal | undefined;
  unknownCredential(credential: string): Refusal;
  unknownModel(model: string): Refusal;
  begin(model: string, usage: Counted): string;
  text(delta: string): string;
  end(model: string, usage: Counted): string;
  error(error: StreamError): string;
}

export const isRefusal = (value: object): value is Refusal => "status" in value;

export const event = (data: unknown, name?: string): string =>
  `${name === undefined ? "" : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;

/** The first field that this api does not know: the real ones refuse it, and so must we. */
export function strangeField(body: Body, known: readonly string[]): string | undefined {
  return Object.keys(body).find((field) => !known.includes(field));
}
