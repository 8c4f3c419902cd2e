import fc from "fast-check";
import { type CheckInput, clockProblem, toCheck } from "../../../../../../commands/cli/models/status/check.js";
import { type CandidateState, unusableStates, usableStates } from "../../../../../../src/domain/candidate.js";

type States = readonly CandidateState[];
const inUse = (...providers: readonly States[]): CheckInput["inUse"] =>
  providers.map((states, index) => ({
    agentId: "main",
    provider: `p${index}`,
    candidates: states.map((state, position) => ({ profileId: `p${index}:${position}`, state })),
  }));

/** States of the candidates, and what `--check` ends with. */
const table: readonly (readonly [string, States, number])[] = [
  ["one that is ready", ["ready"], 0],
  ["no candidate at all", [], 1],
  ["an expired one, although another is ready", ["ready", "expired"], 1],
  ["one that needs a login, although another is ready", ["ready", "needs_login"], 1],
  ["an id that does not exist, although another is ready", ["unknown_profile", "ready"], 1],
  ["an entry without a credential, although another is ready", ["missing_credential", "ready"], 1],
  ["a disabled one beside one that is ready", ["disabled", "ready"], 0],
  ["a disabled one beside one that expires", ["disabled", "expiring"], 2],
  ["a disabled one alone", ["disabled"], 1],
  ["a disabled one beside one that cools down", ["disabled", "cooldown"], 1],
  ["a cooldown alone", ["cooldown"], 0],
  ["all in cooldown", ["cooldown", "cooldown"], 0],
  ["a cooldown beside one that is ready", ["cooldown", "ready"], 0],
  ["one that expires", ["expiring"], 2],
  ["one that expires beside one that is ready", ["ready", "expiring"], 2],
  ["an expired and an expiring one", ["expiring", "expired"], 1],
  ["one that is being tried again", ["probing"], 0],
  ["another provider's profile alone", ["provider_mismatch"], 1],
  ["another provider's profile beside one that is ready", ["provider_mismatch", "ready"], 0],
  ["another type than configured, alone", ["mode_mismatch"], 1],
  ["another type than configured beside a cooldown", ["mode_mismatch", "cooldown"], 0],
  ["a secret that is not there", ["unresolved_ref", "ready"], 1],
];

describe("models status --check", () => {
  test.each(table)("a provider in use with %s", (_what, states, code) => {
    expect(toCheck({ unreadable: [], inUse: inUse(states) }).code).toBe(code);
  });

  test("nothing in use is nothing wrong", () => {
    expect(toCheck({ unreadable: [], inUse: [] })).toEqual({ code: 0, reasons: [] });
  });

  test("the worst counts: 1, then 3, then 2", () => {
    const unreadable = ["vault cannot be read"];
    expect(toCheck({ unreadable, inUse: inUse(["ready"]) }).code).toBe(3);
    expect(toCheck({ unreadable, inUse: inUse(["expiring"]) }).code).toBe(3);
    expect(toCheck({ unreadable, inUse: inUse(["expired"], ["expiring"]) }).code).toBe(1);
    expect(toCheck({ unreadable: [], inUse: inUse(["ready"], ["expiring"]) }).code).toBe(2);
  });

  test("a store that cannot be read is 1, whatever was known before", () => {
    const [provider] = inUse(["ready"]);
    const check = toCheck({ unreadable: [], inUse: provider ? [{ ...provider, storeProblem: "line 3: comma" }] : [] });
    expect(check).toEqual({ code: 1, reasons: ["p0 (agent main): its profiles cannot be read: line 3: comma"] });
  });

  test("every code but 0 says why, and 0 says nothing", () => {
    const state = fc.constantFrom<CandidateState>(...usableStates, ...unusableStates);
    const input = fc.record({
      states: fc.array(fc.array(state, { maxLength: 4 }), { maxLength: 4 }),
      broken: fc.boolean(),
    });
    fc.assert(
      fc.property(input, ({ states, broken }) => {
        const { code, reasons } = toCheck({ unreadable: broken ? ["clock"] : [], inUse: inUse(...states) });
        expect(reasons.length > 0).toBe(code !== 0);
      }),
    );
  });

  test("a provider more can only make it worse", () => {
    const severity = [0, 3, 1, 2];
    const state = fc.constantFrom<CandidateState>(...usableStates, ...unusableStates);
    const states = fc.array(state, { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(states, { maxLength: 3 }), states, (some, more) => {
        const before = toCheck({ unreadable: [], inUse: inUse(...some) }).code;
        const after = toCheck({ unreadable: [], inUse: inUse(...some, more) }).code;
        expect(severity[after]).toBeGreaterThanOrEqual(severity[before] ?? 0);
      }),
    );
  });

  test("a clock that starts in 1970 is named", () => {
    expect(clockProblem(1000)).toContain("clock");
    expect(clockProblem(Date.UTC(2027, 0, 1))).toBeUndefined();
    expect(clockProblem(Number.NaN)).toContain("clock");
  });
});
