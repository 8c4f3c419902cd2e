import { answer, type Behaviour, refuse } from "../../../loopback/provider/behaviour.js";
import { type LoopbackProvider, startProvider } from "../../../loopback/provider/start-provider.js";
import { digest, openStage, type Stage } from "./stage.js";

const keyOf = (name: string): string => `sk-canary-${name}-0123456789abcdef`;
const secretWords = /canary|0123456789abcdef/;

const errors: Readonly<Record<string, readonly [Behaviour, string, RegExp | null]>> = {
  good: [answer("ok"), "ok", null],
  empty: [answer([]), "ok", null],
  limited: [refuse(429, { error: { type: "rate_limit_error" } }), "rate_limit", /has reached a limit/],
  unpaid: [refuse(402, { error: { message: "Insufficient credits" } }), "billing", /asks for payment/],
  refused: [
    refuse(401, { error: { message: `Incorrect API key provided: ${keyOf("refused")}` } }),
    "auth",
    /did not accept/,
  ],
  strange: [refuse(422, { error: { message: "no idea" } }), "format", /./],
  silent: [{ kind: "silence" }, "timeout", /No answer within|did not answer in time/],
};

let provider: LoopbackProvider;
let stage: Stage;
beforeEach(async () => {
  provider = await startProvider();
  for (const [name, [behaviour]] of Object.entries(errors)) provider.account(keyOf(name)).always(behaviour);
  stage = openStage({
    config: {
      agents: { defaults: { model: "acme/big", models: { "acme/big": {}, "acme/small": {} } } },
      models: { providers: { acme: { baseUrl: provider.baseUrl }, other: { baseUrl: provider.baseUrl } } },
    },
    profiles: {
      ...Object.fromEntries(
        Object.keys(errors).map((name) => [`acme:${name}`, { type: "api_key", provider: "acme", key: keyOf(name) }]),
      ),
      "acme:expired": { type: "token", provider: "acme", token: keyOf("expired"), expires: 1 },
      "acme:hollow": { type: "api_key", provider: "acme" },
      "other:lost": { type: "api_key", provider: "other", key: keyOf("lost") },
    },
  });
});
afterEach(async () => {
  await provider.close();
  stage.remove();
});

interface Probes {
  readonly probes: {
    readonly estimate: object;
    readonly results: readonly { profileId: string; status: string; error: string | null }[];
  };
}

describe("models status --probe", () => {
  test("asks once per profile and tells what came of it, in the words that scripts know, without a secret", async () => {
    const before = digest(stage.dir);
    const { json, out, err, exit } = await stage.run(
      "models status --probe --probe-timeout 5000 --probe-concurrency 8 --json",
    );
    expect(exit).toBe(0);
    const { estimate, results } = (json as Probes).probes;
    expect(Object.fromEntries(results.map(({ profileId, status }) => [profileId, status]))).toEqual({
      ...Object.fromEntries(Object.entries(errors).map(([name, [, status]]) => [`acme:${name}`, status])),
      "acme:expired": "auth",
      "acme:hollow": "auth",
      "other:lost": "no_model",
    });
    for (const { profileId, error } of results) {
      const expected = errors[profileId.slice("acme:".length)];
      if (expected?.[2]) expect(error).toMatch(expected[2]);
      else if (expected) expect(error).toBeNull();
    }
    expect(estimate).toEqual({ requests: 7, metered: 7, inputTokens: 140, outputTokens: 112 });
    expect(provider.requests).toHaveLength(7);
    expect(new Set(provider.requests.map(({ body }) => body.model))).toEqual(new Set(["big"]));
    expect(out).not.toMatch(secretWords);
    expect(err).toBe(
      "Probing sends 7 requests (about 140 tokens in, at most 112 out; 7 of them metered, each below 0.01 USD at list prices).\n",
    );
    expect(digest(stage.dir)).toBe(before);
  });

  test("only what was asked for is probed, flags may be repeated", async () => {
    const { out } = await stage.run("models status --probe --probe-profile acme:good --probe-profile acme:limited");
    expect(out.slice(out.indexOf("Probes"))).toBe(
      [
        "Probes",
        "PROFILE       MODEL     STATUS      TIME",
        "acme:good     acme/big  ok          0 ms",
        "acme:limited  acme/big  rate_limit  0 ms  acme has reached a limit for this account (HTTP 429, rate_limit_error).",
        "1 ok, 1 rate_limit",
        "",
      ].join("\n"),
    );
    expect(provider.requests.map(({ credential }) => credential).toSorted()).toEqual([keyOf("good"), keyOf("limited")]);
  });

  test("every model of the catalogue with a flag", async () => {
    const { json } = await stage.run("models status --probe --probe-profile acme:good --probe-models --json");
    expect((json as Probes).probes.results).toMatchObject([{ model: "acme/big" }, { model: "acme/small" }]);
  });

  test("a provider that is not there is a timeout, and the others are asked all the same", async () => {
    await provider.close();
    const { json } = await stage.run("models status --probe --probe-profile acme:good --json");
    expect((json as Probes).probes.results).toMatchObject([
      { status: "timeout", error: expect.stringContaining("could not be reached") },
    ]);
  });

  test("without --probe no request is made", async () => {
    await stage.run("models status --check");
    expect(provider.requests).toHaveLength(0);
  });

  test.each([
    ["models status --probe --plain", "! --probe and --plain exclude each other.\n! Say which one you want.\n= 64"],
    [
      "models status --probe-timeout 5",
      "! --probe-timeout goes with --probe.\n! Add it: --probe --probe-timeout …\n= 64",
    ],
    [
      "models status --probe --probe-timeout 0",
      "! --probe-timeout needs a whole number from 1 to 600000.\n! For example: --probe-timeout 8000\n= 64",
    ],
    [
      "models status --probe --probe-concurrency x",
      "! --probe-concurrency needs a whole number from 1 to 64.\n! For example: --probe-concurrency 2\n= 64",
    ],
    [
      "models status --probe --probe-provider acne",
      '! There is no provider "acne" to probe. No request was made.\n! Did you mean acme?\n= 1',
    ],
    [
      "models status --probe --probe-profile acme:goood",
      '! There is no profile "acme:goood" to probe. No request was made.\n! Did you mean acme:good?\n= 1',
    ],
  ])("%s is refused, and nothing is sent", async (line, seen) => {
    expect(await stage.see(line)).toBe(seen);
    expect(provider.requests).toHaveLength(0);
  });
});
