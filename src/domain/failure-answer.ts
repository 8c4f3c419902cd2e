import type { ProviderAnswer } from "./failure-class.js";
import { jsonOf } from "./json.js";

/** A failed answer with its shape taken away: what is left to judge. Codes are in lower case. */
export interface AnswerReading {
  /** The HTTP status; for a stream that began well, the status that its error event names. */
  readonly status: number | undefined;
  /** Everything that the answer gives as a code, type, status or reason, and the connection's own code. */
  readonly codes: ReadonlySet<string>;
  /** Codes that a relay quotes from the provider behind it: they say nothing about our account at the relay. */
  readonly quotedCodes: ReadonlySet<string>;
  /** The messages, at most {@link longestText} characters. */
  readonly text: string;
  readonly quotedText: string;
  /** Whether a web page came instead of an API's answer. */
  readonly html: boolean;
  /** Whether anything says that there was an error at all. */
  readonly failed: boolean;
  /** Named values about when to come back: `retryDelay`, `resets_at`, … */
  readonly hints: ReadonlyMap<string, string | number>;
}

/** Longer messages quote what people wrote, and their words must not decide. */
const longestText = 1000;
const deepest = 8;

const codeKeys = new Set(["type", "code", "status", "reason", "error_code", "__type", "finish_reason"]);
const textKeys = new Set(["message", "msg", "detail", "error", "error_description", "error_message", "raw", "title"]);
const hintKeys = new Set([
  "retrydelay",
  "retry_after",
  "retry_after_ms",
  "retry_after_seconds",
  "resets_in_seconds",
  "reset_after_seconds",
  "resets_at",
  "x-ratelimit-reset",
]);
const containerKeys = new Set([
  "error",
  "errors",
  "detail",
  "details",
  "innererror",
  "metadata",
  "headers",
  "raw",
  "response",
  "incomplete_details",
  "choices",
]);
const failureEvents = new Set(["error", "response.failed", "response.incomplete"]);

/** Takes an answer apart: JSON in any of the shapes that providers nest, server-sent events, web pages, plain text. */
export function readAnswer(answer: ProviderAnswer): AnswerReading {
  const codes = new Set<string>();
  const quotedCodes = new Set<string>();
  const texts: string[] = [];
  const quotedTexts: string[] = [];
  const hints = new Map<string, string | number>();
  let bodyStatus: number | undefined;
  let failed = false;

  function visit(value: unknown, key: string, quoted: boolean, depth: number): void {
    if (depth > deepest) return;
    if (Array.isArray(value)) {
      for (const entry of value.slice(0, 16)) visit(entry, key, quoted, depth + 1);
      return;
    }
    if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value))
        visit(inner, name.toLowerCase(), quoted || key === "raw", depth + 1);
      if (key === "error" || key === "errors") failed = true;
      return;
    }
    if (typeof value !== "string" && typeof value !== "number") return;
    if (hintKeys.has(key) && !hints.has(key)) hints.set(key, value);
    if (codeKeys.has(key) || key === "statuscode") {
      const status = Number(value);
      if (Number.isInteger(status) && status >= 400 && status <= 599 && !quoted) bodyStatus ??= status;
      else if (/\s/.test(String(value))) (quoted ? quotedTexts : texts).push(String(value));
      else if (codeKeys.has(key)) (quoted ? quotedCodes : codes).add(String(value).toLowerCase());
    }
    if (typeof value !== "string") return;
    if (key === "raw" && looksLikeJson(value)) visit(jsonOf(value), "raw", true, depth + 1);
    else if (textKeys.has(key)) {
      (quoted || key === "raw" ? quotedTexts : texts).push(value);
      if (key === "error") failed = true;
      // Short error strings are codes in disguise: {"error":"invalid_grant"}.
      if (key === "error" && /^[a-z_]{3,40}$/i.test(value)) codes.add(value.toLowerCase());
    }
  }

  const body = toBody(answer.body);
  const html = typeof body === "string" && /^\s*(?:<!doctype|<html|<head)/i.test(body);
  if (typeof body === "string") {
    texts.push(html ? pageTitle(body) : body);
  } else {
    for (const root of Array.isArray(body) ? body.slice(0, 4) : [body]) {
      if (typeof root !== "object" || root === null) continue;
      for (const [name, value] of Object.entries(root)) {
        const key = name.toLowerCase();
        if (typeof value !== "object" || containerKeys.has(key)) visit(failedPart(key, value), key, false, 1);
      }
    }
  }
  if (answer.errno !== undefined && !(answer.status !== undefined && answer.status >= 400)) {
    codes.add(answer.errno.toLowerCase());
    failed = true;
  }
  if ([...failureEvents].some((event) => codes.has(event)) || codes.has("content_filter")) failed = true;

  const began = answer.status === undefined || answer.status < 300;
  return {
    status: began ? bodyStatus : answer.status,
    codes,
    quotedCodes,
    text: joined(texts),
    quotedText: joined(quotedTexts),
    html,
    failed: failed || !began || (answer.status === undefined && answer.body !== undefined),
    hints,
  };
}

function joined(texts: readonly string[]): string {
  return texts.join("\n").slice(0, longestText);
}

function looksLikeJson(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

function toBody(body: unknown): unknown {
  if (typeof body !== "string") return body;
  const data = [...body.matchAll(/^data:\s*(.+)$/gm)].map((match) => jsonOf(match[1] ?? "")).filter(isFailureEvent);
  if (data.length > 0) return data.at(-1);
  return (looksLikeJson(body) ? jsonOf(body) : undefined) ?? body;
}

function isFailureEvent(event: unknown): boolean {
  if (typeof event !== "object" || event === null) return false;
  const { type, error } = event as { type?: unknown; error?: unknown };
  return (typeof type === "string" && failureEvents.has(type)) || (error !== undefined && error !== null);
}

/** Of a response and its choices only what failed: the rest is the model's own text. */
function failedPart(key: string, value: unknown): unknown {
  if (key === "choices" && Array.isArray(value)) return value.map((choice) => failedPart("choice", choice));
  if ((key !== "response" && key !== "choice") || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => /^(?:error|incomplete_details|finish_reason)$/.test(name)),
  );
}

function pageTitle(html: string): string {
  const title = /<title[^>]{0,200}>([^<]{0,200})/i.exec(html)?.[1];
  const heading = /<h1[^>]{0,200}>([^<]{0,200})/i.exec(html)?.[1];
  return [title, heading].filter((part) => part !== undefined).join(" ");
}
