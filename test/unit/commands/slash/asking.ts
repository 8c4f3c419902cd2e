import { fresh, model } from "../../../../commands/slash/index.js";
import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import type { Viewer } from "../../../../src/auth/status/visibility.js";
import { createDispatcher, type Dispatcher } from "../../../../src/chat/dispatch.js";
import { plainText, renderReply } from "../../../../src/chat/render.js";
import type { Invocation, SlashCommand } from "../../../../src/chat/slash.js";

/** A conversation in which somebody types commands, as a place without mark-up shows the answers. */
export interface Asking {
  /** What `/model <argument>` answers, refusals included. */
  ask(argument: string, viewer: Viewer): Promise<string>;
  /** What is suggested while somebody types, as `value → label`. */
  suggest(argument: string, viewer: Viewer): Promise<readonly string[]>;
  /** What `/new` answers. */
  startAfresh(viewer: Viewer): Promise<string>;
}

export function createAsking(auth: ModelAuth, session = "discord:10", parent?: string): Asking {
  const commands: SlashCommand[] = [model(auth), fresh(auth, () => undefined)];
  const dispatcher: Dispatcher = createDispatcher({
    gatekeeper: auth,
    commands,
    log: { warn: (message, error) => Promise.reject(new Error(message, { cause: error })) },
    now: auth.now,
  });
  const invocation = (argument: string, { person, seenByCallerAlone }: Viewer): Invocation => ({
    place: {
      platform: "discord",
      session,
      kind: parent === undefined ? "channel" : "thread",
      peerId: session.slice(session.indexOf(":") + 1),
      ...(parent === undefined ? {} : { parent }),
    },
    person,
    argument,
    seenByCallerAlone,
    now: auth.now(),
  });
  async function run(name: string, argument: string, viewer: Viewer): Promise<string> {
    const command = dispatcher.find(name);
    if (!command) throw new Error(name);
    const reply = await dispatcher.dispatch(command, invocation(argument, viewer));
    return renderReply(reply, plainText, { limit: 4096, now: auth.now() });
  }
  return {
    ask: (argument, viewer) => run("model", argument, viewer),
    startAfresh: (viewer) => run("new", "", viewer),
    async suggest(argument, viewer) {
      const command = dispatcher.find("model");
      if (!command) throw new Error("model");
      const found = await dispatcher.complete(command, invocation(argument, viewer));
      return found.map(({ value, label }) => `${value} → ${label}`);
    },
  };
}
