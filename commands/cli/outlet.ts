import { fstatSync, writeSync } from "node:fs";
import type { Writable } from "node:stream";

/** Where a verb's words go, a whole answer at a time. */
export interface Outlet {
  readonly isTTY: boolean;
  write(text: string): void;
}

export type Sink = Writable & { readonly isTTY?: boolean };

/**
 * The process's own output. A pipe or a file takes the text in one call: Node's stream for it, and all that streams are
 * made of, cost more than most verbs do. What cannot be written at once (a full pipe, an error) goes on through the
 * stream, and so does everything after it.
 *
 * @param fd 1 or 2.
 * @param open opens Node's stream for it.
 */
export function openOutlet(fd: number, open: () => Sink): Outlet {
  // A terminal is a character device.
  let direct = !fstatSync(fd).isCharacterDevice();
  return {
    get isTTY() {
      return !direct && open().isTTY === true;
    },
    write(text) {
      let rest = Buffer.from(text);
      try {
        while (direct && rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
      } catch {
        direct = false;
      }
      if (rest.length > 0) open().write(rest);
    },
  };
}
