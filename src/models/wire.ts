import { errnoWithin } from "../domain/errors.js";
import type { ProviderAnswer } from "../domain/failure.js";
import { answerOver } from "./answer-over.js";
import { createTail, keptBytes, readBounded, withoutLastWord } from "./bounded-body.js";
import { requestHeaders } from "./credential-headers.js";
import type { ModelRequest } from "./model-call.js";
import { rateLimitHeaders } from "./rate-limit-headers.js";
import { createScrubber } from "./scrub.js";
import { createSieve, type Sieve } from "./sieve.js";
import { findErrorEvent } from "./sse.js";

/**
 * The wire of one request: the only place where a credential enters it, and the witness of what came back. The model
 * SDK gets {@link Wire.fetch} and never sees the credential, so that none of its errors, warnings and records can hold
 * one, and none of its environment variables can replace it.
 */
export interface Wire {
  readonly fetch: typeof fetch;
  /** What is known of a call that failed with `error`; scrubbed. */
  answer(error: unknown): ProviderAnswer;
  /** The rate-limit headers of the response; scrubbed. */
  limits(): Record<string, string>;
  /** For the answer's text: what the request itself carried must not come back into a conversation. */
  readonly sieve: Sieve;
}

/** Configured headers with such names hold secrets too. */
const secretHeader = /auth|key|token|secret|cookie|password/i;
/** A page or a document where a stream was asked for: a proxy's login page, a gateway's error with status 200. */
const document = /^(text\/html|application\/(xhtml\+xml|json|problem\+json))\b/i;
/** Cookies are credentials of their own. */
const withheld = new Set(["set-cookie", "set-cookie2"]);

export const unsendable = {
  error: {
    type: "invalid_credential",
    message: "Invalid API key: it holds characters that no request can carry. Nothing was sent.",
  },
};

export function createWire(request: Pick<ModelRequest, "endpoint" | "credential">): Wire {
  const { endpoint, credential } = request;
  const secret = credential.secret.reveal();
  const configured = Object.entries(endpoint.headers ?? {}).filter(([name]) => secretHeader.test(name));
  const secrets = [secret.trim(), ...configured.map(([, value]) => value)];
  const scrubber = createScrubber(secrets);
  const tail = createTail();
  let status: number | undefined;
  let headers: Record<string, string> | undefined;
  let body: unknown;

  return {
    async fetch(url, init) {
      let sent: Headers;
      try {
        sent = requestHeaders(endpoint.api, { ...credential, secret }, init?.headers, endpoint.headers);
      } catch {
        body = unsendable;
        throw new Error("The request could not be made.");
      }
      // A redirect is an answer like any other: followed, it would carry the credential to another address.
      const response = await fetch(url, { ...init, headers: sent, redirect: "manual" });
      status = response.status;
      headers = Object.fromEntries(
        [...response.headers]
          .filter(([name]) => !withheld.has(name))
          .map(([name, value]) => [name, scrubber.text(value)]),
      );
      if (response.ok && !document.test(response.headers.get("content-type") ?? "")) {
        const through = response.body?.pipeThrough(answerOver()).pipeThrough(tail.through) ?? null;
        return new Response(through, { status, headers: response.headers });
      }
      body = parsedOrText(await readBounded(response.body), scrubber.value);
      throw new Error("The provider did not answer with a stream.");
    },

    answer(error) {
      body ??= scrubber.value(findErrorEvent(tail.text()));
      const errno = body === undefined ? errnoWithin(error) : undefined;
      return {
        ...(status === undefined ? {} : { status }),
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : { body }),
        ...(errno === undefined ? {} : { errno }),
      };
    },

    limits: () => rateLimitHeaders(headers ?? {}),
    sieve: createSieve(secrets),
  };
}

function parsedOrText(text: string, scrub: (value: unknown) => unknown): unknown {
  if (text === "") return undefined;
  try {
    return scrub(JSON.parse(text));
  } catch {
    const isCut = Buffer.byteLength(text) >= keptBytes - 3;
    return scrub(isCut ? withoutLastWord(text) : text);
  }
}
