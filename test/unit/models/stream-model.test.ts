import { jest } from "@jest/globals";
import { streamModel } from "../../../src/models/stream-model.js";
import { answer } from "../../loopback/provider/behaviour.js";
import { createScript } from "../../loopback/provider/script.js";
import { type LoopbackProvider, startProvider } from "../../loopback/provider/start-provider.js";
import { credential, key, pathOf, remoteApis, requestTo, run } from "./calling.js";

let provider: LoopbackProvider;
const loose: unknown[] = [];
const catchLoose = (error: unknown): void => void loose.push(error);

beforeAll(() => process.on("unhandledRejection", catchLoose));
afterAll(() => {
  process.off("unhandledRejection", catchLoose);
  expect(loose).toEqual([]);
});
beforeEach(async () => {
  provider = await startProvider({ models: ["claude-opus-4-5"], accounts: { [key]: answer(["Hel", "lo", "."]) } });
});
afterEach(() => provider.close());

describe.each(remoteApis)("over %s", (api) => {
  test("the pieces of an answer come in order, then one end with usage", async () => {
    const { events } = await run(requestTo(provider, api));
    expect(events).toEqual([
      { kind: "text", delta: "Hel" },
      { kind: "text", delta: "lo" },
      { kind: "text", delta: "." },
      { kind: "end", usage: { inputTokens: 12, cachedInputTokens: 5, outputTokens: 7 }, limits: {} },
    ]);
    expect(provider.requests.map(({ path, credential }) => ({ path, credential }))).toEqual([
      { path: pathOf[api], credential: key },
    ]);
  });

  test("a piece is yielded when it arrives, not when the answer is complete", async () => {
    const script = createScript();
    provider.account(key).always({ kind: "script", script });
    const events = streamModel(requestTo(provider, api));
    script.text("first");
    expect((await events.next()).value).toEqual({ kind: "text", delta: "first" });
    script.text("second");
    expect((await events.next()).value).toEqual({ kind: "text", delta: "second" });
    script.end();
    expect((await events.next()).value).toMatchObject({ kind: "end" });
    expect((await events.next()).done).toBe(true);
  });

  test("an empty answer is an end without text", async () => {
    provider.account(key).always(answer([]));
    const { events, failure } = await run(requestTo(provider, api));
    expect(failure).toBeUndefined();
    expect(events.map((event) => event.kind)).toEqual(["end"]);
  });

  test("the whole conversation is sent, what the system says included, and nothing is added to it", async () => {
    await run(
      requestTo(provider, api, {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "One?" },
          { role: "assistant", content: "Two." },
          { role: "user", content: "Three?" },
        ],
        maxOutputTokens: 8,
      }),
    );
    const said = JSON.stringify(provider.requests[0]?.body).match(/Be brief\.|One\?|Two\.|Three\?/g);
    expect(new Set(said)).toEqual(new Set(["Be brief.", "One?", "Two.", "Three?"]));
    expect(JSON.stringify(provider.requests[0]?.body)).toContain(":8");

    await run(requestTo(provider, api));
    expect(JSON.stringify(provider.requests[1]?.body)).not.toMatch(/system|developer|instructions/);
  });

  test("headers of the endpoint are added and we say who we are", async () => {
    await run(requestTo(provider, api, { headers: { "X-Team": "blue" } }));
    expect(provider.requests[0]?.headers).toMatchObject({ "x-team": "blue" });
    expect(provider.requests[0]?.headers["user-agent"]).toMatch(/^modelpin /);
  });

  test("a credential among the endpoint's headers never replaces the resolved one", async () => {
    const headers = { Authorization: "Bearer sk-of-somebody-else", "X-Api-Key": "sk-of-somebody-else" };
    const { text } = await run(requestTo(provider, api, { headers }));
    expect(text).toBe("Hello.");
    expect(JSON.stringify(provider.requests[0]?.headers)).not.toContain("somebody-else");
  });

  test("tokens and OAuth access tokens go as bearer", async () => {
    provider.account("access-token-1");
    for (const type of ["token", "oauth"] as const) {
      await run(requestTo(provider, api, { credential: credential("access-token-1", type) }));
    }
    expect(provider.requests.map((request) => [request.header, request.credential, request.refused])).toEqual([
      ["authorization", "access-token-1", undefined],
      ["authorization", "access-token-1", undefined],
    ]);
  });

  test("white space around a pasted key is not sent", async () => {
    const { text } = await run(requestTo(provider, api, { credential: credential(`  ${key}\n`) }));
    expect(text).toBe("Hello.");
  });

  test("of the response's headers an end carries the rate limits alone", async () => {
    provider.account(key).always(
      answer("Hello.", {
        headers: {
          "X-RateLimit-Remaining-Requests": "9",
          "anthropic-ratelimit-tokens-reset": "2026-01-01T00:00:00Z",
          "x-codex-primary-used-percent": "42",
          "retry-after": "3",
          "set-cookie": "session=1",
          "request-id": "req_1",
        },
      }),
    );
    const { events } = await run(requestTo(provider, api));
    expect(events.at(-1)).toHaveProperty("limits", {
      "x-ratelimit-remaining-requests": "9",
      "anthropic-ratelimit-tokens-reset": "2026-01-01T00:00:00Z",
      "x-codex-primary-used-percent": "42",
      "retry-after": "3",
    });
  });

  test("who stops reading ends the request", async () => {
    const script = createScript();
    provider.account(key).always({ kind: "script", script });
    script.text("first");
    for await (const event of streamModel(requestTo(provider, api))) {
      expect(event).toEqual({ kind: "text", delta: "first" });
      break;
    }
    expect(await provider.requests[0]?.over).toBe("client-left");
  });
});

describe("the environment has no say", () => {
  const poison: Readonly<Record<string, string>> = {
    ANTHROPIC_BASE_URL: "http://127.0.0.1:9/v1",
    ANTHROPIC_API_KEY: "sk-ant-from-the-environment",
    ANTHROPIC_AUTH_TOKEN: "token-from-the-environment",
    OPENAI_BASE_URL: "http://127.0.0.1:9/v1",
    OPENAI_API_KEY: "sk-from-the-environment",
    OPENAI_ORGANIZATION: "org-from-the-environment",
    OPENAI_ORG_ID: "org-from-the-environment",
    OPENAI_PROJECT: "project-from-the-environment",
    AI_GATEWAY_API_KEY: "gateway-from-the-environment",
    ACME_API_KEY: "sk-acme-from-the-environment",
  };
  const before = { ...process.env };

  beforeEach(() => Object.assign(process.env, poison));
  afterEach(() => {
    for (const name of Object.keys(poison)) delete process.env[name];
    Object.assign(process.env, before);
  });

  test.each(remoteApis)("over %s address and credential are those of the request", async (api) => {
    const { text } = await run(requestTo(provider, api));
    expect(text).toBe("Hello.");
    expect(provider.requests[0]).toMatchObject({ credential: key, path: pathOf[api] });
    expect(JSON.stringify(provider.requests[0])).not.toContain("from-the-environment");
  });
});

describe("Anthropic's subscription tokens", () => {
  const token = `sk-ant-oat01-${"T0ken".repeat(20)}`;

  test.each(["api_key", "token", "oauth"] as const)(
    "one in a profile of type %s goes as bearer with its opt-in",
    async (type) => {
      provider.account(token);
      const { text } = await run(
        requestTo(provider, "anthropic-messages", {
          credential: credential(token, type),
          headers: { "anthropic-beta": "context-1m" },
        }),
      );
      expect(text).toBe("Hello.");
      const sent = provider.requests[0];
      expect(sent).toMatchObject({ header: "authorization", credential: token });
      expect(sent?.headers["anthropic-beta"]).toBe("context-1m,oauth-2025-04-20");
      expect(sent?.headers["x-api-key"]).toBeUndefined();
    },
  );

  test("an ordinary key goes as x-api-key without an opt-in", async () => {
    await run(requestTo(provider, "anthropic-messages"));
    expect(provider.requests[0]).toMatchObject({ header: "x-api-key", credential: key });
    expect(provider.requests[0]?.headers["anthropic-beta"]).toBeUndefined();
  });
});

test("an OAuth account of OpenAI is named beside its token", async () => {
  provider.account("access-token-1");
  const oauth = { ...credential("access-token-1", "oauth"), accountId: "acct_1" };
  await run(requestTo(provider, "openai-responses", { credential: oauth }));
  expect(provider.requests[0]?.headers["chatgpt-account-id"]).toBe("acct_1");
  expect(provider.requests[0]?.body.store).toBe(false);
});

test("an account that runs dry recovers when the test says so", async () => {
  provider.account(key).runDryAfter(1);
  const outcomes = [];
  for (let turn = 0; turn < 3; turn += 1)
    outcomes.push((await run(requestTo(provider, "anthropic-messages"))).failure?.answer.status);
  provider.account(key).recover();
  outcomes.push((await run(requestTo(provider, "anthropic-messages"))).text);
  expect(outcomes).toEqual([undefined, 429, 429, "Hello."]);
});

test.each(remoteApis)("what the SDK warns of over %s is not printed: the console is a conversation", async (api) => {
  const printed = [jest.spyOn(console, "warn"), jest.spyOn(console, "info")];
  const lenient = await startProvider({ accounts: { [key]: answer("Hello.") } });
  const { text } = await run(requestTo(lenient, api, { model: { provider: "acme", model: "stranger" } }));
  expect(text).toBe("Hello.");
  expect(printed.flatMap((spy) => spy.mock.calls)).toEqual([]);
  await lenient.close();
});

test.each([
  { of: "its error", choice: { finish_reason: "error", error: { code: 502, message: "Upstream error" } } },
  { of: "no reason", choice: { finish_reason: "error" } },
])("a choice that ends in an error, with $of, is a failure that keeps its 200", async ({ choice }) => {
  const script = createScript();
  provider.account(key).always({ kind: "script", script });
  script.text("Hel");
  script.raw(
    `data: ${JSON.stringify({ id: "gen-2", choices: [{ index: 0, delta: { content: "" }, ...choice }] })}\n\n`,
  );
  script.raw("data: [DONE]\n\n");
  script.cut();
  const { text, failure } = await run(requestTo(provider, "openai-completions"));
  expect(text).toBe("Hel");
  expect(failure).toMatchObject({ textShown: true, answer: { status: 200 } });
  expect(failure?.answer.body).toEqual(
    "error" in choice ? { choices: [expect.objectContaining(choice)], id: "gen-2" } : undefined,
  );
});
