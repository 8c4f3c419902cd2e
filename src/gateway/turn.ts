import type { ModelAuth } from "../auth/model-auth.js";
import type { TurnFailed } from "../auth/run-turn.js";
import type { Resolution } from "../auth/session-auth.js";
import type { AnswerEvent, Converse, IncomingMessage } from "../chat/conversation.js";
import { isModelpinError, ModelpinError } from "../domain/errors.js";
import type { HistoryStore } from "../models/history-store.js";
import type { Deadlines, ModelEvent } from "../models/model-call.js";
import { streamModel } from "../models/stream-model.js";
import { createChannel } from "./channel.js";

export interface TurnOptions {
  readonly auth: ModelAuth;
  readonly histories: HistoryStore;
  /** How long a provider may keep a turn waiting, in ms. */
  readonly deadlines?: Deadlines;
}

const patience: Deadlines = { firstTextMs: 60_000, idleMs: 60_000 };

type Ended = Extract<ModelEvent, { kind: "end" }>;

/** Answers messages: each is a turn through the resolver, with what was said before. */
export function createConverse({ auth, histories, deadlines = patience }: TurnOptions): Converse {
  return async function* converse(
    message: IncomingMessage,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, void, void> {
    const { place, person } = message;
    const agentId = auth.agentAt(place);
    const session = auth.session(place.session, {
      agentId,
      ...(place.parent === undefined ? {} : { parent: place.parent }),
    });
    const said = { role: "user" as const, content: message.text };
    const messages = [...histories.read(agentId, place.session), said];
    const shown = createChannel<string>();
    let answer = "";

    const ask = async (
      { model, endpoint, profileId, credential }: Resolution,
      stop: AbortSignal,
    ): Promise<Ended | undefined> => {
      let ended: Ended | undefined;
      const request = { model, endpoint, profileId, credential, messages, signal: stop, deadlines };
      for await (const event of streamModel(request)) {
        if (event.kind === "end") ended = event;
        else {
          answer += event.delta;
          shown.push(event.delta);
        }
      }
      return ended;
    };
    const stop = new AbortController();
    const turn = session
      .run(ask, { person, signal: AbortSignal.any([signal, stop.signal]) })
      .then(shown.end, shown.fail);
    try {
      for await (const delta of shown.read()) yield { kind: "text", delta };
    } catch (error) {
      throw answer === "" ? error : cutOff(error);
    } finally {
      // Whoever stops reading stops the request as well.
      stop.abort();
      await turn;
      histories.append(agentId, place.session, answer === "" ? [] : [said, { role: "assistant", content: answer }]);
    }
  };
}

/** What was shown stays; one line says that it is not all. */
function cutOff(error: unknown): ModelpinError {
  const why = isModelpinError(error, "turn_failed") ? (error as TurnFailed).failure.summary : "the connection broke";
  return new ModelpinError("answer_cut", `The answer was cut off here: ${why}.`, { cause: error });
}
