import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { createAnthropic } from "@ai-sdk/anthropic";
import { generateText } from "ai";
import { Secret } from "../../../src/domain/secret.js";
import { fetchWith } from "../../../src/models/fetch-with.js";

const seen: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = [];
const server = createServer((request, response) => {
  seen.push({ path: request.url ?? "", headers: request.headers });
  if (request.url === "/moved") response.writeHead(307, { location: "/elsewhere" });
  response.end("{}");
});
let origin: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => void seen.splice(0));

const anthropic = (type: "api_key" | "token", value: string) => ({
  endpoint: {
    provider: "anthropic",
    api: "anthropic-messages" as const,
    baseUrl: `${origin}/v1`,
    headers: { "x-team": "tools" },
  },
  credential: { type, secret: new Secret(value) },
});

test("the resolved credential is the only one, however the request came about", async () => {
  const foreign = { authorization: "Bearer of-another", "x-api-key": "of-another", accept: "text/plain" };
  const own = fetchWith(anthropic("api_key", "sk-ant-api03-own\n"));
  await own(`${origin}/a`, { headers: foreign });
  await own(new Request(`${origin}/b`, { headers: foreign }));
  for (const { headers } of seen)
    expect(headers).toMatchObject({ "x-api-key": "sk-ant-api03-own", "x-team": "tools", accept: "text/plain" });
  expect(seen.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);

  const token = `sk-ant-oat01-${"t".repeat(80)}`;
  await fetchWith(anthropic("token", token))(`${origin}/c`);
  expect(seen[2]?.headers).toMatchObject({ authorization: `Bearer ${token}`, "anthropic-beta": "oauth-2025-04-20" });
});

test("an SDK with a key of its own in the environment asks with the resolved one", async () => {
  process.env.ANTHROPIC_API_KEY = "of-the-environment";
  try {
    const resolution = anthropic("api_key", "sk-ant-api03-own");
    const provider = createAnthropic({ baseURL: resolution.endpoint.baseUrl, fetch: fetchWith(resolution) });
    await generateText({ model: provider("m"), prompt: "Hi", maxRetries: 0 }).catch(() => undefined);
  } finally {
    delete process.env.ANTHROPIC_API_KEY;
  }
  expect(seen).toMatchObject([{ path: "/v1/messages", headers: { "x-api-key": "sk-ant-api03-own" } }]);
});

test("a redirect is an answer, not a place to carry a credential to", async () => {
  const response = await fetchWith(anthropic("api_key", "sk-ant-api03-own"))(`${origin}/moved`);
  expect(response.status).toBe(307);
  expect(seen).toHaveLength(1);
});

test("a credential that no header can carry is not sent and not shown", async () => {
  const resolution = anthropic("api_key", "sk-ant-“quotes”");
  const error = await fetchWith(resolution)(`${origin}/a`).catch((thrown) => thrown);
  expect(seen).toEqual([]);
  expect(JSON.stringify([String(error), error])).not.toContain("quotes");
  expect(error).toMatchObject({
    code: "model_call_failed",
    answer: { body: { error: { type: "invalid_credential" } } },
  });
});
