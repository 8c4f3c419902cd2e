import { fileURLToPath } from "node:url";
import type { ModelAuth } from "../../src/auth/model-auth.js";
import { openModelAuth } from "../../src/auth/open.js";
import type { PlatformLog } from "../../src/chat/platform.js";
import type { TerminalConnection } from "../../src/chat/platforms.js";
import type { Invocation } from "../../src/chat/slash.js";
import { agentOf } from "../../src/config/agents.js";
import { isModelpinError, ModelpinError } from "../../src/domain/errors.js";
import type { AgentId } from "../../src/domain/ids.js";
import { demoPlace, storeDemoProfiles } from "../../src/gateway/demo.js";
import { openGateway } from "../../src/gateway/gateway.js";
import { fresh, help, model } from "../slash/index.js";
import { createFinishFirst } from "./finish-first.js";
import { type Io, usesColor } from "./io.js";
import { locationOf } from "./open.js";
import { printable, sayAside, toSayable } from "./say.js";

export interface RunGatewayOptions {
  readonly io: Io;
  readonly config: string | undefined;
  /** Run the shipped example where there is no configuration yet. */
  readonly demo: boolean;
  /** Leave Discord and Telegram alone. */
  readonly terminalOnly: boolean;
  /** The terminal conversation's name. */
  readonly name?: string;
  /** Who answers, whatever `bindings` say. */
  readonly agent?: AgentId;
}

// As far from the package's root in the sources as in the bundle.
const example = fileURLToPath(new URL("../../config.example.json", import.meta.url));

/** Lines beside the conversation; `around` keeps them from being written into what somebody types. */
function createLog(io: Io, around: (write: () => void) => void): PlatformLog {
  const note = (line: string): void => around(() => sayAside(io, [line]));
  return {
    info: note,
    warn: (message, error) => note(error === undefined ? message : `${message}: ${describe(error)}`),
  };
}

/** For the operator's eyes: our own errors whole, of others the kind and the place. */
function describe(error: unknown): string {
  const { message, hint } = toSayable(error);
  return printable(isModelpinError(error) && hint !== undefined ? `${message} ${hint}` : message);
}

async function open({ io, config, demo }: RunGatewayOptions, log: PlatformLog): Promise<ModelAuth> {
  const location = locationOf(io, config);
  const place = demo ? demoPlace(location, example, io.cwd, Boolean(io.env.MODELPIN_STATE_DIR)) : undefined;
  const auth = await openModelAuth({
    config: place?.config ?? location.configFile,
    configMayBeAbsent: true,
    stateDir: place?.stateDir ?? location.stateDir,
    env: { ...io.env, HOME: io.home },
    now: io.now,
    // It waits for what is under way when it is asked to end; a terminal that is closed asks nobody.
    onRefresh: createFinishFirst(io, ["SIGHUP"]),
    onWarning: (error) => log.warn(describe(error)),
  });
  if (place) {
    log.info(`No configuration at ${location.configFile} yet: this is the example, with the built-in echo.`);
    await storeDemoProfiles(auth);
  } else if (!auth.config().exists) {
    await auth.close();
    throw new ModelpinError("config_missing", `There is no configuration at ${location.configFile}.`, {
      hint: `Set it up: modelpin onboard, or write it by hand after ${example}. To look around first: modelpin gateway --demo`,
    });
  }
  return auth;
}

/** The same with one agent everywhere. @throws {ModelpinError} `unknown_agent` */
function answeredBy(auth: ModelAuth, agent: AgentId): ModelAuth {
  const { id } = agentOf(auth.config().agents, agent);
  return {
    ...auth,
    agentAt: () => id,
    session: (where, more) => auth.session(where, { ...more, agentId: id }),
  };
}

/** Until somebody or the system asks this process to end. Whoever asks again, in either way, ends it at once. */
function endSignal(): { readonly asked: Promise<void>; release(): void } {
  let end = (): void => undefined;
  const release = (): void => void process.removeListener("SIGINT", end).removeListener("SIGTERM", end);
  const asked = new Promise<void>((resolve) => {
    end = () => {
      release();
      resolve();
    };
  });
  process.on("SIGINT", end).on("SIGTERM", end);
  return { asked, release };
}

/**
 * Runs the channels until they end: at the end of what was typed if the terminal is the only one, else when the
 * terminal's person leaves or the process is asked to stop.
 */
export async function runGateway(options: RunGatewayOptions): Promise<void> {
  const { io, terminalOnly, name, agent } = options;
  let talking: TerminalConnection | undefined;
  const log = createLog(io, (write) => (talking ? talking.aside(write) : write()));
  const opened = await open(options, log);
  const signal = endSignal();
  try {
    const auth = agent === undefined ? opened : answeredBy(opened, agent);
    const gateway = await openGateway({
      auth,
      log,
      terminalOnly,
      commands: (histories) => {
        const forget = ({ place }: Invocation): void => histories.clear(auth.agentAt(place), place.session);
        const menu = [model(auth), fresh(auth, forget)];
        return [...menu, help(auth, menu)];
      },
      onTerminal: (terminal) => {
        talking = terminal;
      },
      terminal: { input: io.stdin, output: io.stdout, color: usesColor(io), ...(name === undefined ? {} : { name }) },
    });
    try {
      const { terminal } = gateway;
      const leaves = terminal && io.stdin.isTTY === true ? [terminal.ended] : [];
      await Promise.race([signal.asked, gateway.tried, ...leaves]);
      const { channels, awaited } = gateway;
      if (channels.length + awaited.length === 0) {
        throw new ModelpinError("no_channel", "No channel is up, so there is nothing to run.", {
          hint: "Set a token as said above, or channels.terminal.enabled in the configuration.",
        });
      }
      if (!terminalOnly && channels.length > 0) log.info(`Up: ${channels.join(", ")}`);
      const staysWithoutTerminal = channels.length + awaited.length > 1 && io.stdin.isTTY !== true;
      await Promise.race([signal.asked, ...(terminal && !staysWithoutTerminal ? [terminal.ended] : [])]);
    } finally {
      await gateway.close();
    }
  } finally {
    signal.release();
    await opened.close();
  }
}
