import { controlCharacter } from "../../../src/domain/control-character.js";

test("a control character is exactly what Unicode calls one", () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    if (controlCharacter.test(character) !== /\p{Cc}/u.test(character)) throw new Error(`U+${code.toString(16)}`);
  }
  expect(controlCharacter.test("a\u0007b")).toBe(true);
});
