import { compareUsage } from "../../../../../commands/cli/gateway/compare-usage.js";
import type { RestSeen, UsageSeen } from "../../../../../src/gateway/usage-seen.js";

const rest: RestSeen = {
  agentId: "main",
  provider: "anthropic",
  profileId: "anthropic:work",
  model: "opus",
  state: "cooldown",
  reason: "rate_limit",
  until: 100,
};
const seen = (rests: readonly RestSeen[], unwritten: UsageSeen["unwritten"] = []): UsageSeen => {
  return { at: 0, agents: ["main"], rests, unwritten };
};
const facts = ({ state, reason, until }: RestSeen) => ({ state, reason, until });
const scope = ({ agentId, provider, profileId, model }: RestSeen) => ({ agentId, provider, profileId, model });
const longer = { ...rest, until: 200 };
const billing: RestSeen = { ...rest, state: "disabled", reason: "billing" };
const sonnet = { ...rest, model: "sonnet" };
const whole = { ...rest, model: null };
const research = { ...rest, agentId: "research" };

const table: readonly (readonly [what: string, there: RestSeen[], here: RestSeen[], differs: unknown[]])[] = [
  ["nothing rests", [], [], []],
  ["the same rests, in another sequence", [rest, sonnet], [sonnet, rest], []],
  ["it rests there alone", [rest], [], [{ ...scope(rest), there: facts(rest), here: null }]],
  ["it rests here alone", [], [rest], [{ ...scope(rest), there: null, here: facts(rest) }]],
  ["it rests longer there", [longer], [rest], [{ ...scope(rest), there: facts(longer), here: facts(rest) }]],
  ["for another reason", [billing], [rest], [{ ...scope(rest), there: facts(billing), here: facts(rest) }]],
  [
    "another model of it",
    [sonnet],
    [rest],
    [
      { ...scope(sonnet), there: facts(rest), here: null },
      { ...scope(rest), there: null, here: facts(rest) },
    ],
  ],
  ["the whole of it beside one model", [rest, whole], [rest], [{ ...scope(whole), there: facts(rest), here: null }]],
  ["another agent's", [rest, research], [rest], [{ ...scope(research), there: facts(rest), here: null }]],
];

test.each(table)("where %s, what differs is that", (_what, there, here, differs) => {
  expect(compareUsage(seen(there), seen(here))).toEqual(differs.map((one) => expect.objectContaining(one)));
});

test.each([
  ["it could not write that record", "anthropic", "/elsewhere", "the gateway could not write it down: No room."],
  ["it keeps its records elsewhere", "openai", "/elsewhere", "the gateway keeps its records in /elsewhere"],
  ["nothing is known", "openai", undefined, "they were asked a moment apart; where it stays so, restart the gateway"],
])("why they differ where %s", (_what, provider, elsewhere, why) => {
  const unwritten = [{ agentId: "main", provider, why: "No room." }];
  expect(compareUsage(seen([rest], unwritten), seen([]), elsewhere)).toMatchObject([{ why }]);
});
