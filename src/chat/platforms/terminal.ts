import { clearLine, createInterface, cursorTo } from "node:readline";
import { terminalPerson } from "../../domain/access.js";
import { type Reply, text } from "../../domain/reply.js";
import type { Converse } from "../conversation.js";
import { createDispatcher, type Dispatcher } from "../dispatch.js";
import { createLanes } from "../lanes.js";
import { phrasesIn } from "../phrases/all.js";
import type { Connection, PlatformLog } from "../platform.js";
import { type Dialect, plainText, renderReply } from "../render.js";
import type { Gatekeeper, Place, SlashCommand } from "../slash.js";
import { isVisible } from "../split.js";

/** What a conversation at the terminal is made of. */
export interface TerminalOptions {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly gatekeeper: Gatekeeper;
  readonly commands: readonly SlashCommand[];
  readonly converse: Converse;
  readonly log: Pick<PlatformLog, "warn">;
  readonly now: () => number;
  /** The conversation's name: its key is `terminal:<name>`. Default `main`. */
  readonly name?: string;
  /** Whether bold type may be used. */
  readonly color?: boolean;
}

/** A conversation at the terminal that is under way. */
export interface TerminalConnection extends Connection {
  /** Settles when the input has ended and everything typed was answered. */
  readonly ended: Promise<void>;
  /** Lets somebody else write a line, a log; the prompt and what is being typed stand below it again. */
  aside(write: () => void): void;
}

/** A terminal scrolls, so only nonsense is cut. */
const limit = 100_000;
const prompt = "> ";

// What a model or a name says must not move the cursor or change the window's title.
const controls = /[\p{Cc}\p{Cf}]/gu;
const printable = (text: string): string =>
  text.replace(controls, (control) => (control === "\n" || control === "\t" ? control : ""));

function dialectOf(color: boolean): Dialect {
  const strong = (text: string): string => (color ? `\u001b[1m${printable(text)}\u001b[22m` : printable(text));
  return { ...plainText, escape: printable, code: printable, strong };
}

/**
 * A conversation at the terminal: commands and messages, one line each. Piped lines are answered strictly one after
 * another and end the conversation with their end; somebody who types gets a command answered while a turn runs.
 */
export function connectTerminal(options: TerminalOptions): TerminalConnection {
  const { input, output, commands, converse, now, name = "main", log } = options;
  const interactive = input.isTTY === true && output.isTTY === true;
  const dispatcher = createDispatcher({ ...options, commands });
  const dialect = dialectOf(options.color === true && interactive);
  const place: Place = { platform: "terminal", session: `terminal:${name}`, kind: "dm", peerId: name };
  const lines = createInterface({ input, output: interactive ? output : undefined, prompt, terminal: interactive });
  const lanes = createLanes();
  let running: AbortController | undefined;
  let closed = false;
  /** Whether a line of an answer is not at its end. */
  let open = false;
  /** Whether the cursor stands behind the prompt. */
  let prompting = false;
  /** How many lines are not answered yet. */
  let waiting = 0;

  const showPrompt = (): void => {
    if (!interactive || closed || running) return;
    prompting = true;
    lines.prompt();
  };
  const phrase = (name: "emptyAnswer" | "howToTalk" | "stopped"): Reply => {
    const language = dispatcher.languageOf(undefined);
    return { audience: "caller", language, blocks: [text(phrasesIn(language)[name])] };
  };
  const endLine = (): void => {
    if (open) output.write("\n");
    open = false;
  };
  const say = (reply: Reply): void => {
    endLine();
    output.write(`${renderReply(reply, dialect, { limit, now: now() })}\n`);
  };

  const scene = () => ({ place, person: terminalPerson, seenByCallerAlone: true, now: now() });

  async function answer(text: string): Promise<void> {
    const said = scene();
    const admission = dispatcher.admit(said);
    if (!admission.admitted) return admission.reply && say(admission.reply);
    running = new AbortController();
    const { signal } = running;
    let answered = false;
    try {
      for await (const event of converse({ ...said, text }, signal)) {
        answered ||= event.kind === "notice" || isVisible(event.delta);
        if (event.kind === "text") {
          output.write(printable(event.delta));
          open = true;
        } else say(event.reply);
      }
      endLine();
      if (signal.aborted) say(phrase("stopped"));
      else if (!answered) say(phrase("emptyAnswer"));
    } catch (error) {
      // Whoever stopped it knows why, and nobody rests for it.
      say(signal.aborted ? phrase("stopped") : dispatcher.failed(error, undefined, true));
    } finally {
      running = undefined;
    }
  }

  lines.on("line", (line) => {
    prompting = false;
    // What is piped in waits where it comes from.
    waiting++;
    if (!interactive) input.pause();
    const text = line.trim();
    const command = /^\/(\S+)\s*(.*)$/s.exec(text);
    const lane = command && interactive ? lanes.command : lanes.answer;
    lane(place.session, async () => {
      if (command) say(await runCommand(dispatcher, command[1] ?? "", { ...scene(), argument: command[2] ?? "" }));
      else if (text !== "") await answer(text);
    })
      .catch((error) => log.warn("terminal: a line could not be answered", error))
      .then(() => {
        waiting--;
        if (!interactive && waiting === 0) input.resume();
        showPrompt();
      });
  });
  // The first Ctrl-C stops a running answer, the next one ends the conversation.
  lines.on("SIGINT", () => (running ? running.abort() : lines.close()));
  const ended = new Promise<void>((resolve) => {
    lines.on("close", () => {
      closed = true;
      // What comes after the conversation begins on a line of its own.
      if (prompting) output.write("\n");
      prompting = false;
      lanes.idle().then(resolve);
    });
  });
  if (interactive) say(phrase("howToTalk"));
  showPrompt();

  return {
    account: place.session,
    ended,
    aside(write) {
      if (prompting) {
        cursorTo(output, 0);
        clearLine(output, 0);
      }
      write();
      if (prompting) lines.prompt(true);
    },
    async close() {
      running?.abort();
      lines.close();
      await ended;
    },
  };
}

async function runCommand(
  dispatcher: Dispatcher,
  name: string,
  said: Omit<Parameters<Dispatcher["dispatch"]>[1], "locale">,
): Promise<Reply> {
  const command = dispatcher.find(name);
  if (command) return dispatcher.dispatch(command, said);
  const known = dispatcher.commands.map((one) => `/${one.name}`).join(", ");
  const language = dispatcher.languageOf(undefined);
  return { audience: "caller", language, blocks: [text(phrasesIn(language).noSuchCommand(name, known))] };
}
