import { createInterface, type Interface } from "node:readline";
import type { LoginPerson } from "../../../../src/auth/oauth/login.js";
import { hasBrowser, openBrowser } from "../../../../src/auth/oauth/open-browser.js";
import type { Io } from "../../io.js";
import { sayAside } from "../../say.js";

/** Whoever sits at (or pipes into) this command line. What they are told goes to standard error. */
export interface PersonHere extends LoginPerson {
  /** Lets go of standard input, so that the process can end. */
  close(): void;
}

export function createPersonHere(io: Io, withBrowser: boolean): PersonHere {
  const waiting: string[] = [];
  let reader: Interface | undefined;
  let isOver = false;
  let wake = (): void => undefined;

  function open(): Interface {
    const lines = createInterface({ input: io.stdin, terminal: false });
    lines.on("line", (line) => {
      waiting.push(line);
      wake();
    });
    lines.on("close", () => {
      isOver = true;
      wake();
    });
    return lines;
  }

  return {
    tell: (lines) => sayAside(io, lines),
    async line(question, signal) {
      reader ??= open();
      if (io.stdin.isTTY === true) io.stderr.write(question);
      signal.addEventListener("abort", () => wake(), { once: true });
      while (waiting.length === 0 && !isOver && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return signal.aborted ? undefined : waiting.shift();
    },
    ...(withBrowser && hasBrowser(io.env, process.platform)
      ? { browser: (url: string) => openBrowser(url, io.env, process.platform) }
      : {}),
    close() {
      reader?.close();
      io.stdin.pause();
    },
  };
}
