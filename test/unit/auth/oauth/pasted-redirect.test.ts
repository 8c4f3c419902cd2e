import fc from "fast-check";
import { parsePastedRedirect } from "../../../../src/auth/oauth/pasted-redirect.js";
import { isModelpinError } from "../../../../src/domain/errors.js";

const redirect = "http://localhost:1455/auth/callback";
const state = "the-state";

function read(pasted: string): string {
  try {
    const { searchParams } = parsePastedRedirect(pasted, redirect, state);
    return searchParams.get("code") ?? `error ${searchParams.get("error")}`;
  } catch (error) {
    return isModelpinError(error) ? error.code : String(error);
  }
}

test.each([
  [`${redirect}?code=abcd&state=the-state`, "abcd"],
  [`  "${redirect}?code=abcd&state=the-state"\n`, "abcd"],
  [`http://127.0.0.1:9/other?scope=x&state=the-state&code=ab%2Fcd`, "ab/cd"],
  ["?code=abcd&state=the-state", "abcd"],
  ["code=abcd&state=the-state", "abcd"],
  ["abcd#the-state", "abcd"],
  ["abcd", "abcd"],
  ["4/0Ab-cd_ef==", "4/0Ab-cd_ef=="],
  [`${redirect}?error=access_denied&state=the-state`, "error access_denied"],
  [`${redirect}?code=abcd`, "wrong_state"],
  [`${redirect}?code=abcd&state=other`, "wrong_state"],
  ["abcd#other", "wrong_state"],
  [`${redirect}?state=the-state`, "no_code"],
  ["http://[", "wrong_state"],
  ["what is this", "no_code"],
  ["abc", "no_code"],
  ["abcd#the-state#more", "no_code"],
  ["", "no_code"],
  ["ab\u0000cd", "no_code"],
])("%j gives %s", (pasted, expected) => {
  expect(read(pasted)).toBe(expected);
});

test("whatever is pasted, another login's state never passes, and no error repeats it", () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (code, other) => {
      fc.pre(other !== state);
      const query = new URLSearchParams({ code, state: other });
      expect(read(`${redirect}?${query}`)).toBe("wrong_state");
    }),
  );
  fc.assert(
    fc.property(fc.string({ minLength: 8 }), (text) => {
      try {
        parsePastedRedirect(text, redirect, state);
      } catch (error) {
        if (!isModelpinError(error)) throw error;
        expect(`${error.message} ${error.hint}`).not.toContain(text);
      }
    }),
  );
});
