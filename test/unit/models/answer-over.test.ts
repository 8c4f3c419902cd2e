import { createEndFinder } from "../../../src/models/answer-over.js";
import { anthropicFormat } from "../../loopback/provider/anthropic.js";
import type { Format } from "../../loopback/provider/format.js";
import { completionsFormat, responsesFormat } from "../../loopback/provider/openai.js";
import { createScript } from "../../loopback/provider/script.js";
import { type LoopbackProvider, startProvider } from "../../loopback/provider/start-provider.js";
import { key, type RemoteApi, requestTo, run } from "./calling.js";

const formats: Readonly<Record<RemoteApi, Format>> = {
  "anthropic-messages": anthropicFormat,
  "openai-completions": completionsFormat,
  "openai-responses": responsesFormat,
};
const apis = Object.keys(formats) as RemoteApi[];
const endOf = (api: RemoteApi): string =>
  formats[api].end("claude-opus-4-5", { input: 12, cached: 5, output: 7 }) as string;

let provider: LoopbackProvider;
beforeEach(async () => {
  provider = await startProvider();
});
afterEach(() => provider.close());

test.each(apis)("%s: an answer that said that it is over is whole, also where nobody hangs up", async (api) => {
  const script = createScript();
  provider.account(key).always({ kind: "script", script });
  script.text("All of it.");
  script.raw(endOf(api));
  const { text, events, failure } = await run(
    requestTo(provider, api, { deadlines: { firstTextMs: 20_000, idleMs: 20_000 } }),
  );
  expect([text, failure]).toEqual(["All of it.", undefined]);
  expect(events.at(-1)).toMatchObject({ kind: "end", usage: { outputTokens: 7 } });
});

describe.each(apis)("the end of %s", (api) => {
  const end = endOf(api);

  test("is known by its last character, however it is cut into pieces", () => {
    for (const text of [end, end.replaceAll("\n", "\r\n")]) {
      const isOver = createEndFinder();
      expect([...text].map(isOver).lastIndexOf(true)).toBe(text.length - 1);
      expect([...text.slice(0, -1)].some(createEndFinder())).toBe(false);
      expect(createEndFinder()(text)).toBe(true);
    }
  });

  test("is not what an answer says of it", () => {
    const said = 'data: [DONE]\n\n{"type":"message_stop"}\n\nevent: response.completed\n\n';
    expect(createEndFinder()(`${formats[api].text(said)}${formats[api].text(said)}`)).toBe(false);
  });
});
