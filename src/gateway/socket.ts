import { randomBytes } from "node:crypto";
import { chmod, link, rename, rm, stat } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { errnoOf, isModelpinError, ModelpinError } from "../domain/errors.js";
import { makeDirectories } from "../store/make-directories.js";
import { askGateway, type SocketAnswer, type SocketQuestion } from "./ask-gateway.js";
import { socketName, socketPlace } from "./socket-place.js";
import { inTurn } from "./socket-turn.js";

/** What a gateway answers to, by name. Questions come from this machine's owner, but are still checked. */
export type SocketAnswers = Readonly<Record<string, (question: unknown) => unknown>>;

export interface SocketOptions {
  readonly stateDir: string;
  readonly answers: SocketAnswers;
  /** Default: this process. */
  readonly pid?: number;
}

/** The private door of a running gateway. */
export interface GatewaySocket {
  close(): Promise<void>;
}

/** What everybody may ask: who is there. */
const helloAsk = "hello";

/** No question is longer than this, in characters; a connection that asks more is closed. */
const longestQuestion = 64 * 1024;
const attempts = 5;

/**
 * Opens `gateway.sock` in the state directory (0600; one JSON line asks, one answers) and with it makes this process the
 * gateway of that directory. A file that a dead gateway left is taken over.
 *
 * @throws {ModelpinError} `gateway_running` with the other's process id, `socket_unusable`.
 */
export async function openSocket({ stateDir, answers, pid = process.pid }: SocketOptions): Promise<GatewaySocket> {
  await makeDirectories(stateDir).catch((error) => {
    throw unusable(stateDir, error);
  });
  const guests = new Set<Socket>();
  const server = createServer((socket) => {
    guests.add(socket.once("close", () => guests.delete(socket)));
    serve(socket, { ...answers, [helloAsk]: () => ({ pid }) });
  });
  // Born under a name of its own with its final mode, then linked: nobody can reach it half-made, and of two that
  // start at once only one gets the name.
  const born = `.gateway-${pid}-${randomBytes(4).toString("hex")}.sock`;
  try {
    await listen(server, stateDir, born);
    await inTurn(stateDir, () => claim(stateDir, born));
  } catch (error) {
    server.close();
    await rm(join(stateDir, born), { force: true });
    throw error;
  }
  await rm(join(stateDir, born), { force: true });
  const mine = await stat(join(stateDir, socketName));
  server.unref();

  return {
    async close() {
      const path = join(stateDir, socketName);
      const now = await stat(path).catch(() => undefined);
      // Numbers of files are used again: the time tells ours from a successor's.
      if (now?.ino === mine.ino && now.ctimeMs === mine.ctimeMs) await rm(path, { force: true });
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const guest of guests) guest.destroy();
      await closed;
    },
  };
}

async function listen(server: Server, stateDir: string, name: string): Promise<void> {
  const place = await socketPlace(stateDir, name);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(place.path, resolve);
    });
    await chmod(place.path, 0o600);
  } catch (error) {
    throw unusable(stateDir, error);
  } finally {
    await place.release();
  }
}

const unusable = (stateDir: string, error: unknown): ModelpinError =>
  new ModelpinError("socket_unusable", `No socket can be opened in ${stateDir}: ${errnoOf(error)}.`, {
    hint: "Check that the directory is yours and not on a network file system.",
    cause: error,
  });

async function claim(stateDir: string, born: string): Promise<void> {
  const path = join(stateDir, socketName);
  for (let tries = 0; tries < attempts; tries++) {
    try {
      await link(join(stateDir, born), path);
      return;
    } catch (error) {
      if (errnoOf(error) !== "EEXIST") throw error;
    }
    await assertNobody(stateDir, socketName);
    await setAside(stateDir, path);
  }
  throw running(stateDir, undefined);
}

/** @throws {ModelpinError} `gateway_running` when somebody is behind that name. */
async function assertNobody(stateDir: string, name: string): Promise<void> {
  try {
    const found = await askGateway(stateDir, { ask: helloAsk }, { name });
    if (found) throw running(stateDir, (found.value as { pid?: number } | null)?.pid);
  } catch (error) {
    // Alive, though it cannot say who it is.
    if (isModelpinError(error, "gateway_silent")) throw running(stateDir, undefined);
    throw error;
  }
}

/** Removes what a dead gateway left. Between looking and removing another one may have come: then it gets its name back. */
async function setAside(stateDir: string, path: string): Promise<void> {
  const name = `.gateway-stale-${randomBytes(4).toString("hex")}.sock`;
  const aside = join(stateDir, name);
  try {
    await rename(path, aside);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return;
    throw error;
  }
  try {
    await assertNobody(stateDir, name);
  } catch (error) {
    await link(aside, path).catch(() => undefined);
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

function running(stateDir: string, pid: number | undefined): ModelpinError {
  const who = pid === undefined ? "" : ` (process ${pid})`;
  return new ModelpinError("gateway_running", `A gateway is already running on ${stateDir}${who}.`, {
    hint: `Stop it first${pid === undefined ? "" : `: kill ${pid}`}, or give this one a state directory of its own: MODELPIN_STATE_DIR`,
  });
}

function serve(socket: Socket, answers: SocketAnswers): void {
  let text = "";
  socket.setEncoding("utf8");
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: string) => {
    text += chunk;
    if (text.length > longestQuestion) return socket.destroy();
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      answer(line, answers).then((said) => socket.writable && socket.write(`${JSON.stringify(said)}\n`));
    }
  });
}

async function answer(line: string, answers: SocketAnswers): Promise<SocketAnswer> {
  try {
    const { ask, question } = JSON.parse(line) as SocketQuestion;
    const found = Object.hasOwn(answers, ask) ? answers[ask] : undefined;
    if (!found) throw new ModelpinError("unknown_question", "The gateway does not know this question.");
    return { ok: true, value: (await found(question)) ?? null };
  } catch (error) {
    if (!isModelpinError(error))
      return { ok: false, error: { code: "failed", message: "The gateway could not answer." } };
    const { code, message, hint } = error;
    return { ok: false, error: { code, message, ...(hint === undefined ? {} : { hint }) } };
  }
}
