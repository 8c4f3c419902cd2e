import { parseEnv } from "node:util";
import { ModelpinError } from "../domain/errors.js";
import type { Secret } from "../domain/secret.js";

/**
 * Sets variables in the text of a `.env` file. A line that sets one is replaced where it stands (an `export` before it
 * stays), a new one goes to the end; comments and everything else stay.
 *
 * @throws {ModelpinError} `variable_unwritable` for a value that no such line can hold.
 */
export function withVariables(text: string, variables: ReadonlyMap<string, Secret>): string {
  let after = text;
  for (const [name, secret] of variables) {
    const value = secret.reveal();
    const text = written(name, value);
    const line = new RegExp(`^([ \\t]*(?:export[ \\t]+)?)${name}[ \\t]*=.*$`, "m");
    if (line.test(after)) after = after.replace(line, (_, start: string) => `${start}${name}=${text}`);
    else after = `${after}${after === "" || after.endsWith("\n") ? "" : "\n"}${name}=${text}\n`;
    if (parseEnv(after)[name] !== value) throw unwritable(name);
  }
  return after;
}

function written(name: string, value: string): string {
  if (/^[\w.:/+=@-]+$/.test(value)) return value;
  const quote = ['"', "'", "`"].find((mark) => !value.includes(mark));
  if (quote === undefined || /[\r\n\\]/.test(value)) throw unwritable(name);
  return `${quote}${value}${quote}`;
}

function unwritable(name: string): ModelpinError {
  return new ModelpinError("variable_unwritable", `The value of ${name} cannot be written into a .env file.`, {
    hint: "Line breaks, backslashes and all kinds of quotes at once do not fit there. Is it the right value?",
  });
}
