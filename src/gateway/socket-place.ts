import { open } from "node:fs/promises";
import { join } from "node:path";

/** The name of the door in the state directory. */
export const socketName = "gateway.sock";

/** The longest path that every system takes for a socket, in bytes. */
const longestPath = 100;

/** A path by which a socket can be bound or reached now. */
export interface SocketPlace {
  readonly path: string;
  release(): Promise<void>;
}

/**
 * Where a socket of the state directory is. A path that is too long for a socket is reached through the open directory,
 * where the system offers that (Linux); elsewhere it is returned as it is and binding fails.
 */
export async function socketPlace(stateDir: string, name = socketName): Promise<SocketPlace> {
  const path = join(stateDir, name);
  if (Buffer.byteLength(path) <= longestPath || process.platform !== "linux") {
    return { path, release: async () => undefined };
  }
  const directory = await open(stateDir);
  return { path: `/proc/self/fd/${directory.fd}/${name}`, release: () => directory.close() };
}
