/** What has come of a hidden line so far. */
export type HiddenLine =
  | { readonly kind: "typing" }
  | { readonly kind: "done"; readonly text: string }
  | { readonly kind: "cancelled" };

const pasteStarts = "\u001B[200~";
const pasteEnds = "\u001B[201~";
/** Arrow keys and the like: they move nothing in a line that nobody sees. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const escapeSequence = /^\u001B(?:\[[0-9;?]*[ -/]*[@-~]|O.|.)?/;

/**
 * What a terminal in raw mode sends while somebody types or pastes something that must not be seen. A line break ends
 * the line, but not inside a paste: a token that was copied over several lines arrives whole. A terminal that does not
 * mark pastes sends them in one piece, so a line break with more text behind it in the same piece is part of the paste.
 *
 * @returns feeds the next piece.
 */
export function createHiddenLine(): (piece: string) => HiddenLine {
  let text = "";
  let waiting = "";
  let inPaste = false;

  return (piece) => {
    let rest = waiting + piece;
    waiting = "";
    while (rest !== "") {
      const mark = inPaste ? pasteEnds : pasteStarts;
      if (rest.startsWith(mark)) {
        inPaste = !inPaste;
        rest = rest.slice(mark.length);
      } else if (mark.startsWith(rest) && rest.length > 1) {
        // Half a mark: the other half comes with the next piece.
        waiting = rest;
        return { kind: "typing" };
      } else if (rest.startsWith("\u001B")) {
        rest = rest.slice(escapeSequence.exec(rest)?.[0].length ?? 1);
      } else {
        const [character = ""] = rest;
        rest = rest.slice(character.length);
        if (!inPaste && (character === "\u0003" || (character === "\u0004" && text === "")))
          return { kind: "cancelled" };
        if (
          !inPaste &&
          (character === "\u0004" || ((character === "\r" || character === "\n") && rest.trim() === ""))
        ) {
          return { kind: "done", text };
        }
        if (character === "\u007F" || character === "\b") text = [...text].slice(0, -1).join("");
        else if (character === "\u0015") text = "";
        else text += character === "\r" ? "\n" : character;
      }
    }
    return { kind: "typing" };
  };
}
