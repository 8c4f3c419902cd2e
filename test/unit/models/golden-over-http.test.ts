import { readdirSync, readFileSync } from "node:fs";
import { toProviderAnswer } from "../../../src/auth/turn/provider-answer.js";
import { classifyFailure, type ProviderAnswer } from "../../../src/domain/failure.js";
import { refuse } from "../../loopback/provider/behaviour.js";
import { type LoopbackProvider, startProvider } from "../../loopback/provider/start-provider.js";
import { failureOf, key, remoteApis, requestTo } from "./calling.js";

interface Golden {
  readonly name: string;
  readonly answer: ProviderAnswer;
}

const now = Date.parse("2026-11-03T12:00:00Z");
const folder = new URL("../../fixtures/failures/", import.meta.url);
const golden = readdirSync(folder).flatMap(
  (file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Golden[],
);
/** What a server can say; `fetch` keeps a 407 to itself. */
const refusals = golden.filter(({ answer: { status = 0, stopped } }) => status >= 400 && status !== 407 && !stopped);

let provider: LoopbackProvider;
beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider.close());

test("what a provider refuses with is judged over the wire as it was written down", async () => {
  expect(refusals.length).toBeGreaterThan(200);
  const judged = (answer: ProviderAnswer) => {
    const { class: kind, retryAt, advice } = classifyFailure(answer, "acme", now);
    return { kind, retryAt, advice };
  };
  for (const [index, { name, answer }] of refusals.entries()) {
    const { status = 0, body, headers } = answer;
    const date = new Date(now).toUTCString();
    provider.account(key).next(refuse(status, body, { date, ...headers }));
    const { answer: seen } = await failureOf(requestTo(provider, remoteApis[index % 3] ?? "anthropic-messages"));
    expect({ name, ...judged(toProviderAnswer({ answer: seen })) }).toEqual({ name, ...judged(answer) });
  }
});
