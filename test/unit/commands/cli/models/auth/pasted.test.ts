import fc from "fast-check";
import { toPasted } from "../../../../../../commands/cli/models/auth/pasted.js";
import { isModelpinError } from "../../../../../../src/domain/errors.js";
import { Secret } from "../../../../../../src/domain/secret.js";

const codeOf = (...args: Parameters<typeof toPasted>): string => {
  try {
    toPasted(...args);
    return "taken";
  } catch (error) {
    return isModelpinError(error) ? error.code : String(error);
  }
};
const key = "sk-proj-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";

describe("what somebody pastes", () => {
  test.each([
    ["as it is", key],
    ["with a line break at its end", `${key}\n`],
    ["from Windows", `${key}\r\n`],
    ["with spaces and empty lines around it", `\n\n  ${key}\t \n`],
    ["with a byte order mark", `\uFEFF${key}`],
    ["with spaces that do not break", `\u00A0${key}\u00A0`],
  ])("is taken %s", (_how, text) => {
    const { secret, lines } = toPasted(text, "api_key", "openai");
    expect(secret.equals(new Secret(key))).toBe(true);
    expect(lines).toBe(1);
  });

  test("lines of a terminal's width are one credential", () => {
    const { secret, lines } = toPasted(
      `${key.slice(0, 20)}\n${key.slice(20, 40)}\n${key.slice(40)}\n`,
      "api_key",
      "openai",
    );
    expect(secret.equals(new Secret(key))).toBe(true);
    expect(lines).toBe(3);
  });

  test.each([
    ["nothing", "", "secret_empty"],
    ["white space", " \n\t\n", "secret_empty"],
    ["two words", "my key", "secret_with_space"],
    ["a header", `Bearer ${key}`, "secret_with_space"],
    ["two credentials of one length", `${key}\n${key.replace("A", "B")}`, "secret_not_one_line"],
    ["a short line and a long one", `abc\n${key}`, "secret_not_one_line"],
    ["a control character", `sk-a\u0007b${key}`, "secret_with_strange_characters"],
    ["an invisible character", `sk-a\u200Bb${key}`, "secret_with_strange_characters"],
    ["a dash of a chat program", key.replace("-", "–"), "secret_with_strange_characters"],
    ["quotes", `"${key}"`, "secret_with_wrapping"],
    ["a line of a .env", `OPENAI_API_KEY=${key}`, "secret_with_wrapping"],
  ])("is refused when it is %s", (_what, text, code) => {
    expect(codeOf(text, "api_key", "openai")).toBe(code);
  });

  test("a subscription token is not an API key, nor the other way round", () => {
    const token = `sk-ant-oat01-${"a".repeat(90)}`;
    const apiKey = `sk-ant-api03-${"a".repeat(90)}`;
    expect(codeOf(token, "api_key", "anthropic")).toBe("secret_of_other_kind");
    expect(codeOf(token, "token", "anthropic")).toBe("taken");
    expect(codeOf(apiKey, "token", "Anthropic")).toBe("secret_of_other_kind");
    expect(codeOf(token, "api_key", "my-proxy")).toBe("taken");
  });

  test("a refusal never repeats any of it", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: "grapheme" }), fc.constantFrom("api_key", "token"), (text, kind) => {
        try {
          toPasted(text, kind as "token", "anthropic");
        } catch (error) {
          if (!isModelpinError(error)) throw error;
          const said = `${error.message} ${error.hint}`;
          if (text.trim().length >= 8) expect(said).not.toContain(text.trim());
        }
      }),
    );
  });
});
