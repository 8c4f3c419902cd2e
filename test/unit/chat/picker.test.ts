import { createSecretKey, randomBytes } from "node:crypto";
import fc from "fast-check";
import { createPicker, tokenLength, tokenLifeMs } from "../../../src/chat/picker.js";

const bytes = randomBytes(32);
const picker = createPicker(createSecretKey(bytes));
const now = Date.parse("2026-11-22T08:44:00Z");
const session = "telegram:-1001234567890:17";

/** 5 000 models with ids of up to 256 characters of any kind. */
const character = fc.constantFrom(..."abcxyz0189-_.:@/é漢😀ʼ");
const ids = fc
  .sample(fc.string({ unit: character, minLength: 1, maxLength: 240 }), { numRuns: 5000, seed: 6 })
  .map((id, index) => `p${index % 7}/${id}#${index}`);
const profiles = fc
  .sample(fc.string({ unit: character, minLength: 1, maxLength: 240 }), { numRuns: 300, seed: 7 })
  .map((id, index) => `@p${index % 7}:${id}#${index}`);
const lists = [["list", "status", "default", "@auto"], ids, profiles];
const index = fc.nat({ max: ids.length - 1 });
const names = fc.oneof(
  index.map((at) => [ids[at] ?? ""]),
  fc.tuple(index, fc.nat({ max: profiles.length - 1 })).map(([at, of]) => [ids[at] ?? "", profiles[of] ?? ""]),
  fc.constantFrom(["status"], ["@auto"]),
);
const sign = (of: readonly string[]) => picker.sign({ use: "press", names: of, session, now });
const open = (token: string, changes: { session?: string; use?: "press" | "type"; now?: number } = {}) =>
  picker.open(token, { use: "press", session, now, ...changes });

test("a token fits wherever it goes, whatever it stands for, and finds exactly that", () => {
  fc.assert(
    fc.property(names, (of) => {
      const token = sign(of);
      expect(token).toMatch(/^[\w-]+$/);
      expect(token).toHaveLength(tokenLength);
      expect(open(token)?.find(lists)).toEqual(of);
    }),
    { numRuns: 500 },
  );
});

test("a token outlives the process, and means nothing to one with another key", () => {
  const restarted = createPicker(createSecretKey(bytes));
  const stranger = createPicker(createSecretKey(randomBytes(32)));
  fc.assert(
    fc.property(names, (of) => {
      const expected = { use: "press", session, now } as const;
      expect(restarted.open(sign(of), expected)?.find(lists)).toEqual(of);
      expect(stranger.open(sign(of), expected)).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

test("one flipped bit, one other character, one more or one less: nothing", () => {
  fc.assert(
    fc.property(names, fc.nat({ max: 39 * 8 - 1 }), (of, bit) => {
      const token = sign(of);
      const flipped = Buffer.from(token, "base64url");
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(open(flipped.toString("base64url"))).toBeUndefined();
      for (const altered of [`${token}A`, token.slice(1), `${token.slice(0, -1)}=`, ` ${token.slice(1)}`, ""]) {
        expect(open(altered)).toBeUndefined();
      }
    }),
    { numRuns: 400 },
  );
});

test("every character of a token counts: no two texts are one token", () => {
  const token = sign(["status"]);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (let at = 0; at < token.length; at++) {
    const others = [...alphabet].filter((sign) => sign !== token[at]);
    expect(others.filter((other) => open(token.slice(0, at) + other + token.slice(at + 1)))).toEqual([]);
  }
});

test("in another conversation, for another use or after its time: nothing", () => {
  fc.assert(
    fc.property(names, fc.string(), (of, other) => {
      const token = sign(of);
      if (other !== session) expect(open(token, { session: other })).toBeUndefined();
      expect(open(token, { session: "telegram:-1001234567890" })).toBeUndefined();
      expect(open(token, { use: "type" })).toBeUndefined();
      expect(open(token, { now: now + tokenLifeMs - 1 })?.find(lists)).toEqual(of);
      expect(open(token, { now: now + tokenLifeMs })).toBeUndefined();
    }),
    { numRuns: 100 },
  );
});

test("re-ordered names change nothing; renamed and removed ones find nothing", () => {
  const shuffled = [ids.toReversed(), profiles.toReversed()];
  fc.assert(
    fc.property(index, fc.nat({ max: profiles.length - 1 }), (at, of) => {
      const wanted = [ids[at] ?? "", profiles[of] ?? ""];
      const opened = open(sign(wanted));
      expect(opened?.find(shuffled)).toEqual(wanted);
      expect(opened?.find([ids.map((id, i) => (i === at ? `${id}x` : id)), profiles])).toBeUndefined();
      expect(opened?.find([ids, profiles.filter((_, i) => i !== of)])).toBeUndefined();
    }),
    { numRuns: 10 },
  );
});

test("a pair is found in its own order only", () => {
  const [model = "", profile = ""] = [ids[0], profiles[0]];
  expect(open(sign([profile, model]))?.find(lists)).toEqual([profile, model]);
  expect(sign([profile, model])).not.toBe(sign([model, profile]));
});

test("no token is made of no name, or of more than two: it would find less than its label says", () => {
  for (const wrong of [[], ["opus", "@work", "list"]]) expect(() => sign(wrong)).toThrow(RangeError);
});
