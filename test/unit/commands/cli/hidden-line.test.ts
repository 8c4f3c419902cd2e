import fc from "fast-check";
import { createHiddenLine } from "../../../../commands/cli/hidden-line.js";

function type(...pieces: readonly string[]) {
  const feed = createHiddenLine();
  let last = feed("");
  for (const piece of pieces) last = feed(piece);
  return last;
}

describe("a line that nobody sees", () => {
  test("ends with Enter", () => {
    expect(type("sk-", "abc", "\r")).toEqual({ kind: "done", text: "sk-abc" });
    expect(type("sk-abc")).toEqual({ kind: "typing" });
  });

  test("takes back what Backspace and Ctrl-U take back", () => {
    expect(type("abX\u007F", "c\r")).toEqual({ kind: "done", text: "abc" });
    expect(type("wrong\u0015right\r")).toEqual({ kind: "done", text: "right" });
    expect(type("\u007Fa\r")).toEqual({ kind: "done", text: "a" });
  });

  test("Ctrl-C, and Ctrl-D with nothing typed, cancel", () => {
    expect(type("abc\u0003")).toEqual({ kind: "cancelled" });
    expect(type("\u0004")).toEqual({ kind: "cancelled" });
    expect(type("abc\u0004")).toEqual({ kind: "done", text: "abc" });
  });

  test("a paste over several lines is one piece of text, with and without marks", () => {
    expect(type("\u001B[200~abc\rdef\u001B[201~")).toEqual({ kind: "typing" });
    expect(type("\u001B[200~abc\rdef\u001B[201~", "\r")).toEqual({ kind: "done", text: "abc\ndef" });
    expect(type("abc\rdef\r")).toEqual({ kind: "done", text: "abc\ndef" });
  });

  test("marks may arrive in halves", () => {
    const pasted = "\u001B[200~secret\u001B[201~\r";
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: pasted.length - 1 }), { maxLength: 5 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), pasted.length];
        const pieces = at.slice(1).map((end, index) => pasted.slice(at[index], end));
        // An escape alone is the Escape key: terminals do not cut there.
        fc.pre(!pieces.some((piece) => piece.endsWith("\u001B")));
        expect(type(...pieces)).toEqual({ kind: "done", text: "secret" });
      }),
    );
  });

  test("arrow keys and other keys without a character add nothing", () => {
    expect(type("a\u001B[Ab\u001B[1;5Cc\u001BOP\r")).toEqual({ kind: "done", text: "abc" });
    expect(type("a", "\u001B", "b\r")).toEqual({ kind: "done", text: "ab" });
  });
});
