import type { Json } from "./message-rules.js";

export interface Answer {
  readonly status: number;
  readonly body?: Json;
}

/** A request whose path matched: `ids` are the groups of the pattern. */
export interface Call {
  readonly body: Json;
  readonly query: URLSearchParams;
  readonly ids: readonly string[];
}

export type Route = readonly [method: string, path: RegExp, handle: (call: Call) => Answer];

export const ok = (body: Json): Answer => ({ status: 200, body });
export const nothing: Answer = { status: 204 };
