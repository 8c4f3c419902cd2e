import { StringDecoder } from "node:string_decoder";
import { ModelpinError } from "../../src/domain/errors.js";
import { createHiddenLine } from "./hidden-line.js";
import type { Io } from "./io.js";
import { cancelled } from "./questions.js";

/** No credential is longer; more is a file that was piped by mistake. */
const longest = 64 * 1024;

/**
 * A secret as somebody hands it over: typed or pasted unseen on a terminal, else all of standard input.
 * @throws {ModelpinError} `cancelled`, `secret_too_long`
 */
export async function readSecret(io: Io, question: string): Promise<string> {
  return io.stdin.isTTY === true ? promptHidden(io, question) : readAll(io);
}

function tooLong(): ModelpinError {
  return new ModelpinError("secret_too_long", `That is longer than any credential (${longest} characters).`, {
    hint: "Nothing was stored. Give only the token or key itself.",
  });
}

async function readAll({ stdin }: Io): Promise<string> {
  const decoder = new StringDecoder("utf8");
  let text = "";
  for await (const piece of stdin) {
    text += typeof piece === "string" ? piece : decoder.write(piece as Buffer);
    if (text.length > longest) throw tooLong();
  }
  return text + decoder.end();
}

/** Asks on standard error, so that standard output stays the answer alone. */
async function promptHidden({ stdin, stderr }: Io, question: string): Promise<string> {
  const feed = createHiddenLine();
  const decoder = new StringDecoder("utf8");
  stdin.setRawMode?.(true);
  // Asks the terminal to mark what is pasted.
  stderr.write(`\u001B[?2004h${question}`);
  try {
    return await new Promise<string>((resolve, reject) => {
      let length = 0;
      const leave = (): void => reject(cancelled());
      stdin.on("data", (piece: Buffer | string) => {
        const text = typeof piece === "string" ? piece : decoder.write(piece);
        length += text.length;
        if (length > longest) return reject(tooLong());
        const line = feed(text);
        if (line.kind === "done") resolve(line.text);
        if (line.kind === "cancelled") leave();
      });
      stdin.once("end", leave);
      stdin.resume();
    });
  } finally {
    stderr.write("\u001B[?2004l\n");
    stdin.removeAllListeners("data");
    stdin.removeAllListeners("end");
    stdin.setRawMode?.(false);
    stdin.pause();
  }
}
