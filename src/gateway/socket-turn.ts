import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { errnoOf } from "../domain/errors.js";

const tries = 100;
const pauseMs = 30;

/**
 * Runs `act` while no other process of this machine does so for the same directory. The right to it is a socket without
 * a file, which the kernel takes back from whoever dies; only Linux has that, elsewhere `act` runs at once. After three
 * seconds of somebody else's turn it runs as well: nobody can keep a gateway from starting.
 */
export async function inTurn<T>(directory: string, act: () => Promise<T>): Promise<T> {
  const held = process.platform === "linux" ? await take(await realpath(directory)) : undefined;
  try {
    return await act();
  } finally {
    if (held) await new Promise<void>((resolve) => held.close(() => resolve()));
  }
}

async function take(directory: string): Promise<Server | undefined> {
  const name = createHash("sha256").update(directory).digest("hex").slice(0, 32);
  for (let count = 0; count < tries; count++) {
    const server = createServer((socket) => socket.destroy());
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(`\0modelpin-${name}`, resolve);
      });
      return server;
    } catch (error) {
      if (errnoOf(error) !== "EADDRINUSE") return undefined;
      await wait(pauseMs);
    }
  }
  return undefined;
}
