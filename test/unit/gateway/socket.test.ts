import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModelpinError } from "../../../src/domain/errors.js";
import { askGateway } from "../../../src/gateway/ask-gateway.js";
import { type GatewaySocket, openSocket } from "../../../src/gateway/socket.js";

let dir: string;
const open: GatewaySocket[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "modelpin-socket-"));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
  await rm(dir, { recursive: true, force: true });
});

const echo = { echo: (question: unknown) => ({ heard: question }) };
async function start(stateDir = dir, pid?: number): Promise<GatewaySocket> {
  const socket = await openSocket({ stateDir, answers: echo, ...(pid === undefined ? {} : { pid }) });
  open.push(socket);
  return socket;
}

/** A socket file whose process was killed. */
async function leaveStale(): Promise<void> {
  const script = `require("node:net").createServer().listen(process.argv[1], () => console.log("up"))`;
  const child = spawn(process.execPath, ["-e", script, join(dir, "gateway.sock")]);
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
}

test("a question is answered, and the door is its owner's alone", async () => {
  await start();
  expect(await askGateway(dir, { ask: "echo", question: { n: 1 } })).toEqual({ value: { heard: { n: 1 } } });
  expect((await stat(join(dir, "gateway.sock"))).mode & 0o777).toBe(0o600);
  expect(await readdir(dir)).toEqual(["gateway.sock"]);
});

test("where no gateway runs there is no answer, and asking makes nothing", async () => {
  expect(await askGateway(dir, { ask: "echo" })).toBeUndefined();
  expect(await askGateway(join(dir, "nowhere"), { ask: "echo" })).toBeUndefined();
  expect(await readdir(dir)).toEqual([]);
});

test("a second gateway refuses to start and names the process of the first", async () => {
  await start(dir, 4711);
  await expect(start()).rejects.toMatchObject({ code: "gateway_running", message: expect.stringContaining("4711") });
  expect(await askGateway(dir, { ask: "hello" })).toEqual({ value: { pid: 4711 } });
  expect(await readdir(dir)).toEqual(["gateway.sock"]);
});

test("of many that start at once exactly one becomes the gateway", async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => start()));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await askGateway(dir, { ask: "hello" })).toBeDefined();
});

test("the socket of a killed gateway is nobody's and is taken over, by one", async () => {
  await leaveStale();
  expect(await askGateway(dir, { ask: "hello" })).toBeUndefined();
  const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => start()));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await askGateway(dir, { ask: "echo", question: 1 })).toEqual({ value: { heard: 1 } });
});

test("closing takes the name away, and only its own", async () => {
  const socket = await start();
  await socket.close();
  expect(await readdir(dir)).toEqual([]);
  await start();
  await socket.close();
  expect(await askGateway(dir, { ask: "hello" })).toBeDefined();
});

test("a gateway that does not answer in time is said to be silent", async () => {
  const mute = createServer((socket) => socket.resume()).listen(join(dir, "gateway.sock"));
  await once(mute, "listening");
  await expect(askGateway(dir, { ask: "hello" }, { timeoutMs: 20 })).rejects.toMatchObject({ code: "gateway_silent" });
  mute.close();
});

test("an error comes back as it was meant; of an unexpected one nothing is told", async () => {
  const answers = {
    refuse: () => {
      throw new ModelpinError("unknown_agent", "There is no such agent.", { hint: "There are: main." });
    },
    crash: () => {
      throw new Error("sk-ant-secret");
    },
  };
  open.push(await openSocket({ stateDir: dir, answers }));
  await expect(askGateway(dir, { ask: "refuse" })).rejects.toMatchObject({
    code: "unknown_agent",
    hint: "There are: main.",
  });
  await expect(askGateway(dir, { ask: "crash" })).rejects.toMatchObject({ message: "The gateway could not answer." });
  await expect(askGateway(dir, { ask: "toString" })).rejects.toMatchObject({ code: "unknown_question" });
});

test("a state directory with a long path has a door as well", async () => {
  const long = join(dir, "d".repeat(120));
  await mkdir(long);
  await start(long);
  expect(await askGateway(long, { ask: "echo", question: 1 })).toEqual({ value: { heard: 1 } });
  await expect(start(long)).rejects.toMatchObject({ code: "gateway_running" });
});
