import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { childEnvironment } from "../../../../src/config/child-environment.js";
import type { Variables } from "../../../../src/config/environment.js";
import { errnoOf, ModelpinError } from "../../../../src/domain/errors.js";

/** Beside what every program gets: a browser, a proxy, and where claude keeps its own things. No credential. */
const names = [
  "BROWSER",
  "CLAUDE_CONFIG_DIR",
  "COLORTERM",
  "DBUS_SESSION_BUS_ADDRESS",
  "DISPLAY",
  "HTTPS_PROXY",
  "HTTP_PROXY",
  "NODE_EXTRA_CA_CERTS",
  "NO_PROXY",
  "SSH_CONNECTION",
  "WAYLAND_DISPLAY",
  "XAUTHORITY",
  "XDG_CONFIG_HOME",
  "XDG_RUNTIME_DIR",
  "https_proxy",
  "http_proxy",
  "no_proxy",
];

/** The program `claude`, if the PATH leads to it. A relative entry is passed over: it would be whatever lies around. */
export async function findClaude({ PATH = "" }: Variables): Promise<string | undefined> {
  for (const directory of PATH.split(delimiter).filter(isAbsolute)) {
    const file = join(directory, "claude");
    if (await isProgram(file)) return file;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/**
 * Runs `claude setup-token` on this terminal, to its end. No shell; its output is not read.
 * @throws {ModelpinError} `claude_failed`
 */
export async function runClaude(program: string, env: Variables): Promise<void> {
  // Ctrl-C goes to the whole terminal: it is claude's to decide what it means.
  const ignore = (): void => undefined;
  process.on("SIGINT", ignore);
  try {
    const child = spawn(program, ["setup-token"], { stdio: "inherit", env: childEnvironment(env, names) });
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    if (code !== 0) throw failed(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`);
  } catch (error) {
    if (error instanceof ModelpinError) throw error;
    throw failed(`cannot be run (${errnoOf(error) ?? "unknown"})`);
  } finally {
    process.removeListener("SIGINT", ignore);
  }
}

const failed = (how: string): ModelpinError =>
  new ModelpinError("claude_failed", `claude setup-token ${how}; nothing was stored.`, {
    hint: "Run it by itself and see what it says; then run this again and paste the token.",
  });
