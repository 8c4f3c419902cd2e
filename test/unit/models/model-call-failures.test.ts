import { inspect } from "node:util";
import { jest } from "@jest/globals";
import fc from "fast-check";
import type { ModelRequest } from "../../../src/models/model-call.js";
import { streamModel } from "../../../src/models/stream-model.js";
import { refuse } from "../../loopback/provider/behaviour.js";
import { createScript } from "../../loopback/provider/script.js";
import { type LoopbackProvider, startProvider } from "../../loopback/provider/start-provider.js";
import { credential, failureOf, key, remoteApis, requestTo, run } from "./calling.js";

let provider: LoopbackProvider;
const loose: unknown[] = [];
const printed = [jest.spyOn(console, "error"), jest.spyOn(console, "warn"), jest.spyOn(console, "info")];
const catchLoose = (error: unknown): void => void loose.push(error);

beforeAll(() => process.on("unhandledRejection", catchLoose));
afterAll(() => {
  process.off("unhandledRejection", catchLoose);
  expect(loose).toEqual([]);
  expect(printed.flatMap((spy) => spy.mock.calls)).toEqual([]);
});
beforeEach(async () => {
  provider = await startProvider({ models: ["claude-opus-4-5"] });
  provider.account(key);
});
afterEach(async () => {
  jest.useRealTimers();
  await provider.close();
});

describe.each(remoteApis)("over %s", (api) => {
  const request = (changes: Partial<ModelRequest> = {}): ModelRequest => requestTo(provider, api, changes);

  test("a refusal is data: status, headers in lower case, the body parsed", async () => {
    const body = { error: { type: "rate_limit_error", message: "Slow down.", extra: [1, null, true] } };
    provider
      .account(key)
      .always(refuse(429, body, { "Retry-After": "7", "X-RateLimit-Remaining": "0", "set-cookie": "a=b" }));
    const failure = await failureOf(request());
    expect(failure).toMatchObject({ code: "model_call_failed", textShown: false });
    expect(failure.message).toBe("acme refused the request (HTTP 429).");
    expect(failure.answer).toMatchObject({
      status: 429,
      body,
      headers: { "retry-after": "7", "x-ratelimit-remaining": "0" },
    });
    expect(failure.answer.headers).not.toHaveProperty("set-cookie");
    expect(failure.cause).toBeUndefined();
  });

  test("one call is one request, whatever the answer", async () => {
    provider.account(key).always(refuse(503, "busy"));
    expect((await failureOf(request())).answer).toMatchObject({ status: 503, body: "busy" });
    expect(provider.requests).toHaveLength(1);
  });

  test("an unknown model is the provider's 404", async () => {
    const failure = await failureOf(request({ model: { provider: "acme", model: "claude-none" } }));
    expect(failure.answer.status).toBe(404);
    expect(JSON.stringify(failure.answer.body)).toContain("claude-none");
  });

  test("of a key that the provider refuses and masks, neither end is shown", async () => {
    const failure = await failureOf(request({ credential: credential("qz-wrong-0123456789-wxyz") }));
    expect(failure.answer.status).toBe(401);
    expect(JSON.stringify(failure.answer)).not.toMatch(/qz-|wxyz/);
  });

  test("no more than 64 KiB of a body are kept, and no half word at its end", async () => {
    provider.account(key).always(refuse(500, `${"word ".repeat(13_106)}${key}${"x".repeat(100_000)}`));
    const { body } = (await failureOf(request())).answer;
    expect(typeof body === "string" && body.length <= 64 * 1024 && body.endsWith("word ")).toBe(true);
  });

  test("a page where a stream was asked for is a failure with the page as body", async () => {
    provider.account(key).always(refuse(200, "<html><body>Sign in</body></html>"));
    const failure = await failureOf(request());
    expect(failure.answer).toMatchObject({ status: 200, body: "<html><body>Sign in</body></html>" });
    expect(failure.message).toBe("acme broke off its answer.");
  });

  test("a redirect is reported and never followed", async () => {
    const other = await startProvider();
    provider.account(key).always(refuse(307, undefined, { location: `${other.origin}/v1/messages` }));
    const failure = await failureOf(request());
    expect(failure.answer.status).toBe(307);
    expect(failure.message).toBe(
      `acme redirected the request to ${new URL(other.origin).host} (HTTP 307); a credential is never sent on.`,
    );
    expect(other.requests).toEqual([]);
    await other.close();
  });

  test.each([[[]], [["Hel", "lo"]]])("an error event after %j keeps its 200 and is the body", async (pieces) => {
    const error = { type: "overloaded_error", message: `Overloaded (${key}).`, code: "overloaded" };
    provider.account(key).always({ kind: "error-event", pieces, error });
    const { text, failure } = await run(request());
    expect(text).toBe(pieces.join(""));
    expect(failure).toMatchObject({
      textShown: pieces.length > 0,
      answer: { status: 200, body: { error: { type: "overloaded_error", message: "Overloaded ([secret])." } } },
    });
  });

  test.each([[[]], [["Hel", "lo"]]])(
    "a stream that ends after %j without its closing event is a failure",
    async (pieces) => {
      provider.account(key).always({ kind: "cut", pieces, how: "end" });
      const { text, events, failure } = await run(request());
      expect(text).toBe(pieces.join(""));
      expect(events.some((event) => event.kind === "end")).toBe(false);
      expect(failure).toMatchObject({ textShown: pieces.length > 0, answer: { status: 200 } });
      expect(failure?.answer.body).toBeUndefined();
    },
  );

  test("a connection torn amid the answer keeps its 200 and says what Node called it", async () => {
    const script = createScript();
    provider.account(key).always({ kind: "script", script });
    const events = streamModel(request());
    script.text("Hel");
    expect((await events.next()).value).toEqual({ kind: "text", delta: "Hel" });
    script.reset();
    await expect(events.next()).rejects.toMatchObject({
      textShown: true,
      answer: { status: 200, errno: expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/) },
    });
  });

  test("no answer at all is an errno without a status", async () => {
    provider.account(key).always({ kind: "reset" });
    const torn = await failureOf(request());
    expect(torn.answer).toEqual({ errno: expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/) });

    const gone = await startProvider();
    await gone.close();
    const refused = await failureOf(requestTo(gone, api));
    expect(refused.answer).toEqual({ errno: "ECONNREFUSED" });
    expect(refused.message).toBe("acme could not be reached (ECONNREFUSED).");
  });

  test("an abort before the call sends nothing", async () => {
    const failure = await failureOf(request({ signal: AbortSignal.abort() }));
    expect(failure.answer).toEqual({ stopped: "abort" });
    expect(provider.requests).toEqual([]);
  });

  test("an abort while nothing comes, and one amid the answer, end the request", async () => {
    provider.account(key).always({ kind: "silence" });
    const first = new AbortController();
    const waiting = failureOf(request({ signal: first.signal }));
    const silent = await provider.request(0);
    first.abort();
    expect(await waiting).toMatchObject({ textShown: false, answer: { stopped: "abort" } });
    expect(await silent.over).toBe("client-left");

    const script = createScript();
    provider.account(key).always({ kind: "script", script });
    const second = new AbortController();
    const events = streamModel(request({ signal: second.signal }));
    script.text("Hel");
    await events.next();
    second.abort();
    await expect(events.next()).rejects.toMatchObject({ textShown: true, answer: { status: 200, stopped: "abort" } });
    expect(await provider.requests[1]?.over).toBe("client-left");
  });

  test("no text within the first deadline stops the request", async () => {
    provider.account(key).always({ kind: "silence" });
    const failure = await failureOf(request({ deadlines: { firstTextMs: 20, idleMs: 60_000 } }));
    expect(failure).toMatchObject({ textShown: false, answer: { stopped: "deadline" } });
    expect(failure.message).toBe("acme did not answer in time.");
  });

  test("a stream that falls silent stops at the idle deadline", async () => {
    const script = createScript();
    provider.account(key).always({ kind: "script", script });
    script.text("Hel");
    const { text, failure } = await run(request({ deadlines: { firstTextMs: 60_000, idleMs: 20 } }));
    expect(text).toBe("Hel");
    expect(failure).toMatchObject({ textShown: true, answer: { status: 200, stopped: "deadline" } });
  });

  test("a stream that goes on word by word without an end stops when the whole answer is due", async () => {
    const script = createScript();
    provider.account(key).always({ kind: "script", script });
    const deadlines = { firstTextMs: 60_000, idleMs: 60_000, wholeMs: 100_000 };
    jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick", "queueMicrotask", "performance", "Date"] });
    const events = streamModel(request({ deadlines }));
    for (const passed of [0, 50_000]) {
      jest.advanceTimersByTime(passed);
      script.text("on ");
      expect((await events.next()).value).toEqual({ kind: "text", delta: "on " });
    }
    const next = events.next();
    jest.advanceTimersByTime(50_000);
    await expect(next).rejects.toMatchObject({ textShown: true, answer: { status: 200, stopped: "deadline" } });
    expect(await provider.requests[0]?.over).toBe("client-left");
  });

  test("a stream that says nothing without an end is not read on", async () => {
    const script = createScript();
    provider.account(key).always({ kind: "script", script });
    const nothing = `: ${"x".repeat(1024 * 1024)}\n\n`;
    for (let written = 0; written < 33; written += 1) script.raw(nothing);
    // The provider never ends it, and no deadline is near.
    const failure = await failureOf(request());
    expect(failure).toMatchObject({ textShown: false, answer: { status: 200 } });
    expect(await provider.requests[0]?.over).toBe("client-left");
  });

  test("a reader who takes their time is not a silent provider", async () => {
    const script = createScript();
    provider.account(key).always({ kind: "script", script });
    jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
    const events = streamModel(request());
    for (const piece of ["Hel", "lo", "."]) {
      script.text(piece);
      expect((await events.next()).value).toEqual({ kind: "text", delta: piece });
      jest.advanceTimersByTime(120_000);
    }
    script.end();
    expect((await events.next()).value).toMatchObject({ kind: "end" });
    jest.useRealTimers();
  });

  test("a credential that no header can carry is a failure without a request and without its text", async () => {
    const failure = await failureOf(request({ credential: credential("sk-smart-“quotes”-1234") }));
    expect(failure.answer.status).toBeUndefined();
    expect(failure.answer.body).toMatchObject({ error: { type: "invalid_credential" } });
    expect(inspect(failure)).not.toContain("quotes");
    expect(provider.requests).toEqual([]);
  });

  test("whatever a provider echoes, no secret of the request is in the failure", async () => {
    const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/"];
    const letters = fc.array(fc.constantFrom(...alphabet), { minLength: 16, maxLength: 60 });
    const secrets = letters.map((each) => each.join(""));
    const forms: readonly ((secret: string) => unknown)[] = [
      (secret) => secret,
      (secret) => `Incorrect API key provided: ${secret.slice(0, 12)}. See the docs.`,
      (secret) => ({ error: { [secret]: [`Bearer ${secret}`, { deep: secret.toUpperCase() }] } }),
      (secret) => ({ message: Buffer.from(`user:${secret}`).toString("base64") }),
      (secret) => `<html>${encodeURIComponent(secret)} ${Buffer.from(secret).toString("hex")}</html>`,
      (secret) => ({ message: secret.replace(/(.{8})/g, "$1\n") }),
      (secret) => ({ message: JSON.stringify({ authorization: secret }) }),
    ];
    await fc.assert(
      fc.asyncProperty(
        secrets,
        fc.constantFrom(...forms),
        fc.constantFrom(200, 400, 401, 500),
        async (secret, form, status) => {
          provider
            .account(secret)
            .always(refuse(status, form(secret), { "x-echo": `key=${encodeURIComponent(secret)}` }));
          const failure = await failureOf(request({ credential: credential(secret) }));
          expect(inspect(failure, { depth: 20 })).not.toContain(secret);
          const letters = (text: string): string => text.replaceAll(/[^a-z0-9]/gi, "").toLowerCase();
          const shown = letters(failure.message + JSON.stringify(failure.answer));
          const known = letters(secret);
          const leaks = [];
          for (let at = 0; at + 8 <= known.length; at += 1) {
            if (shown.includes(known.slice(at, at + 8))) leaks.push(known.slice(at, at + 8));
          }
          expect(leaks).toEqual([]);
          expect(shown).not.toContain(Buffer.from(secret).toString("hex").slice(0, 16));
        },
      ),
      { numRuns: 40 },
    );
  });
});
