import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GatewayBeside } from "../../commands/cli/gateway/compare-gateway.js";
import { refuse } from "../loopback/provider/behaviour.js";
import { dm } from "../loopback/telegram/people.js";
import { alice, onTelegram } from "./conversations.js";
import { buildHouse, type House, secrets } from "./house.js";

let house: House;
beforeEach(async () => {
  house = await buildHouse();
  await house.configure((config) => {
    config.auth = { order: { anthropic: ["anthropic:home", "anthropic:work"] } };
  });
});
afterEach(async () => {
  await house.close();
});
const limited = refuse(429, { type: "error", error: { type: "rate_limit_error" } }, { "retry-after": "3600" });

/** What both verbs tell of the gateway, once it is so: what was noted is written a moment later. */
async function told(isSo: (beside: GatewayBeside) => boolean): Promise<GatewayBeside> {
  for (let tries = 0; ; tries++) {
    const alone: GatewayBeside = JSON.parse((await house.cli(["gateway", "status", "--json"])).stdout);
    const { gateway } = JSON.parse((await house.cli(["models", "status", "--json"])).stdout);
    if (tries < 20 && !(isSo(alone) && isSo(gateway))) continue;
    expect(alone.usage?.rests).toEqual(gateway.usage?.rests);
    return gateway;
  }
}

test("what rests for a gateway is shown beside the command line's own view, as long as its database is the same", async () => {
  const gateway = await house.gateway();
  const talk = onTelegram(house, gateway, { chat: dm(alice), from: alice });
  expect(await talk.say("hello")).toBe("Paid by anthropic:home.");
  house.provider.account(secrets.home).always(limited);
  await talk.say("and now?", /metered/);
  const home = { agentId: "main", provider: "anthropic", profileId: "anthropic:home", model: "claude-opus-4-5" };
  expect(await told(({ usageDiffers }) => usageDiffers.length === 0)).toMatchObject({
    usage: { rests: [{ ...home, state: "cooldown", reason: "rate_limit" }], unwritten: [] },
    ...{ usageDiffers: [], usageProblem: null },
  });
  expect((await house.cli(["models", "status"])).stdout).toMatch(/^Its usage +1 at rest, as here$/m);
  expect(await house.leaks()).toEqual([]);
});

test("a gateway that cannot write what it counted obeys it, and both verbs say who does not know it and why", async () => {
  const gateway = await house.gateway();
  const talk = onTelegram(house, gateway, { chat: dm(alice), from: alice });
  expect(await talk.say("hello")).toBe("Paid by anthropic:home.");
  // What the turn counted is written, and so the database is open.
  expect(await told(({ usage }) => usage !== null)).toMatchObject({
    usage: { rests: [], unwritten: [] },
    usageDiffers: [],
  });
  await rename(join(house.stateDir, "lmdb"), join(house.dir, "set-aside"));
  house.provider.account(secrets.home).always(limited);
  await talk.say("and now?", /metered/);
  await talk.say("and now?", /metered/);
  expect(house.asked.filter((one) => one.startsWith("anthropic:home"))).toHaveLength(2);

  const replaced = expect.stringMatching(/^the gateway could not write it down: .* was replaced or removed/);
  expect(await told(({ usage }) => usage?.unwritten.length === 1)).toMatchObject({
    usageDiffers: [{ profileId: "anthropic:home", there: { reason: "rate_limit" }, here: null, why: replaced }],
  });
  const { stdout, code } = await house.cli(["models", "status", "--check"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Differs +anthropic:home · claude-opus-4-5: cooldown \(rate_limit\), back in .* for the gateway, does not rest here; /m,
  );
});

test("a key that was exchanged while a gateway ran is told without a character of either", async () => {
  await house.gateway({ OPENAI_API_KEY: secrets.environment });
  await writeFile(join(house.stateDir, ".env"), `OPENAI_API_KEY=${secrets.team}`);
  const { otherValues } = await told(({ otherValues }) => otherValues.length === 1);
  expect(otherValues).toEqual([{ name: "OPENAI_API_KEY", there: "process", here: "state .env" }]);
  const { stdout } = await house.cli(["models", "status", "--check"]);
  expect(stdout).toMatch(
    /^Differs +OPENAI_API_KEY: another value for the gateway \(process\) than here .*; restart it$/m,
  );
  expect(await house.leaks()).toEqual([]);
});
