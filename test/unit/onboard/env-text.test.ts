import { parseEnv } from "node:util";
import fc from "fast-check";
import { Secret } from "../../../src/domain/secret.js";
import { withVariables } from "../../../src/onboard/env-text.js";

const set = (text: string, name: string, value: string): string =>
  withVariables(text, new Map([[name, new Secret(value)]]));

test.each([
  ["", "A=1\n"],
  ["B=2\n", "B=2\nA=1\n"],
  ["B=2", "B=2\nA=1\n"],
  ["# A=0\nexport A = 'old' # why\nB=2\n", "# A=0\nexport A=1\nB=2\n"],
  ["AA=0\n", "AA=0\nA=1\n"],
])("%j becomes %j", (before, after) => {
  expect(set(before, "A", "1")).toBe(after);
});

test("what is written is what is read, and nothing else changes; what cannot be written is refused", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (value) => {
      let text: string;
      try {
        text = set("B=2\n# note\n", "A", value);
      } catch (error) {
        expect(error).toMatchObject({ code: "variable_unwritable" });
        expect(String(error)).not.toContain(`${value}${value}`);
        return;
      }
      expect({ ...parseEnv(text) }).toEqual({ A: value, B: "2" });
    }),
  );
});
