import { readFileSync } from "node:fs";
import type { ModelAuth } from "../../src/auth/model-auth.js";
import { type ExitCode, exit, exitCodeOf } from "./exit.js";
import { findVerb, unknownVerb } from "./find-verb.js";
import { groupHelp, verbHelp } from "./help.js";
import { type Io, usesColor } from "./io.js";
import { parseArguments } from "./parse-arguments.js";
import { printable, printableInColor, say, sayAside, sayError, sayJson } from "./say.js";
import type { Call, Outcome, Verb } from "./verb.js";

/** The argument asks for JSON, whatever else may be wrong with the command line. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return (end < 0 ? argv : argv.slice(0, end)).some((argument) => argument === "--json");
}

function version(): string {
  // As far from the package's root in the sources as in the bundle.
  const file = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

const help = (text: readonly string[]): Outcome => ({ text, json: { help: text.join("\n") } });

/** Runs one command line to its end. Never throws: what went wrong is said, and is the exit code. */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  const asJson = wantsJson(argv);
  try {
    const outcome = await outcomeOf(argv, io);
    if (asJson) sayJson(io, outcome.json);
    else say(io, linesOf(outcome, io));
    sayAside(io, outcome.notes ?? []);
    return outcome.exit ?? exit.ok;
  } catch (error) {
    sayError(io, error, asJson);
    return exitCodeOf(error);
  }
}

/** Says what went wrong in the form that the command line asks for. */
export function sayFailure(argv: readonly string[], io: Io, error: unknown): void {
  sayError(io, error, wantsJson(argv));
}

function linesOf({ text = [], verbatim = false }: Outcome, io: Io): readonly string[] {
  return verbatim ? text : text.map(usesColor(io) ? printableInColor : printable);
}

async function outcomeOf(argv: readonly string[], io: Io): Promise<Outcome> {
  const [first, ...others] = argv;
  if (first === "--version" || first === "-V" || first === "-v")
    return { text: [version()], json: { version: version() } };
  // What the shells' scripts ask; not a verb, since everything behind it is somebody else's command line.
  if (first === "completion" && others[0] === "reply") {
    const { reply } = await import("./completion/reply.js");
    const candidates = await reply(others.slice(others[1] === "--" ? 2 : 1), io);
    return { text: candidates.map(({ value, says }) => printable(says === undefined ? value : `${value}\t${says}`)) };
  }
  const found = findVerb(first === "help" ? [...others, "--help"] : argv);
  const { entry, group, rest, stranger } = found;
  const wantsHelp = rest.includes("--help") || rest.includes("-h");
  const isGroup = entry === undefined || entry.words.length > group.length;
  if (stranger === undefined && isGroup && (wantsHelp || argv.length === 0)) return help(groupHelp(group));
  if (entry === undefined || stranger !== undefined) throw unknownVerb(found);
  const { default: verb } = await entry.load();
  // Whatever else stands there: somebody who asks for help is not corrected first.
  if (wantsHelp) return help(verbHelp(entry.words, verb));
  return runVerb(verb, rest, io);
}

async function runVerb(verb: Verb, rest: readonly string[], io: Io): Promise<Outcome> {
  const { flags, words } = parseArguments(verb, rest);
  const config = flags.config;
  const opened: ModelAuth[] = [];
  const call: Call = {
    io,
    flags,
    words,
    config,
    async open(options = {}) {
      const { openForVerb } = await import("./open.js");
      const auth = await openForVerb(io, config, options);
      opened.push(auth);
      return auth;
    },
    async agent(auth) {
      const { agentOf } = await import("../../src/config/agents.js");
      const id = flags.agent;
      return agentOf(auth.config().agents, typeof id === "string" ? id : undefined);
    },
  };
  try {
    return await verb.run(call);
  } finally {
    await Promise.all(opened.map((auth) => auth.close()));
  }
}
