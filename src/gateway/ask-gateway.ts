import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import { errnoOf, ModelpinError } from "../domain/errors.js";
import { socketName, socketPlace } from "./socket-place.js";

/** A line of the private socket: a question, and what comes back. */
export interface SocketQuestion {
  readonly ask: string;
  readonly question?: unknown;
}
export type SocketAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string; readonly hint?: string } };

export interface AskOptions {
  /** How long the gateway may take, in ms; default 1000. */
  readonly timeoutMs?: number;
  /** Another file than the door itself. */
  readonly name?: string;
}

/** No answer is longer than this, in characters. */
const longestAnswer = 16 * 1024 * 1024;

/**
 * Asks the gateway that runs on a state directory, if one does.
 *
 * @returns its answer; nothing when no gateway runs there.
 * @throws {ModelpinError} `gateway_silent` when one runs and does not answer in time; whatever the gateway refused with.
 */
export async function askGateway(
  stateDir: string,
  { ask, question }: SocketQuestion,
  { timeoutMs = 1000, name = socketName }: AskOptions = {},
): Promise<{ readonly value: unknown } | undefined> {
  const answer = await exchange(stateDir, name, `${JSON.stringify({ ask, question })}\n`, timeoutMs);
  if (answer === undefined) return undefined;
  if (answer.ok) return { value: answer.value };
  const { code, message, hint } = answer.error;
  throw new ModelpinError(code, message, { hint });
}

async function exchange(
  stateDir: string,
  name: string,
  line: string,
  timeoutMs: number,
): Promise<SocketAnswer | undefined> {
  const place = await socketPlace(stateDir, name).catch(() => undefined);
  if (!place) return undefined;
  // What opens sockets is not loaded before there is one to open.
  const socket = existsSync(place.path) ? (await import("node:net")).createConnection(place.path) : undefined;
  try {
    if (!socket) return undefined;
    return await answerOf(socket, line, timeoutMs);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "ENOENT" || errno === "ECONNREFUSED" || errno === "ENOTSOCK") return undefined;
    throw silent(stateDir, error);
  } finally {
    socket?.destroy();
    await place.release();
  }
}

function answerOf(socket: Socket, line: string, timeoutMs: number): Promise<SocketAnswer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("timed out")), timeoutMs);
    let text = "";
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    socket.setEncoding("utf8");
    socket.once("error", (error) => settle(() => reject(error)));
    socket.once("close", () => settle(() => reject(new Error("closed"))));
    socket.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end < 0 && text.length <= longestAnswer) return;
      settle(() => {
        try {
          resolve(JSON.parse(text.slice(0, end)) as SocketAnswer);
        } catch (error) {
          reject(error);
        }
      });
    });
    socket.write(line);
  });
}

function silent(stateDir: string, cause: unknown): ModelpinError {
  return new ModelpinError("gateway_silent", `A gateway runs on ${stateDir} but does not answer.`, {
    hint: "It may be busy or stopped; look at its log, or restart it.",
    cause,
  });
}
