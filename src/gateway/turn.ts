import type { ModelAuth } from "../auth/model-auth.js";
import type { Resolution } from "../auth/resolution.js";
import { TurnFailed } from "../auth/turn/failed.js";
import type { AnswerEvent, Converse, IncomingMessage } from "../chat/conversation.js";
import { type Language, toLanguage } from "../domain/language.js";
import type { Notice } from "../domain/notice.js";
import { type Reply, text } from "../domain/reply.js";
import { Setback } from "../domain/setback.js";
import { setbackIn } from "../domain/setbacks/all.js";
import type { HistoryStore } from "../models/history-store.js";
import type { Deadlines, ModelEvent } from "../models/model-call.js";
import { streamModel } from "../models/stream-model.js";
import { wordsIn } from "../views/words/all.js";
import { createTurnNotices } from "./notices.js";
import { createQueue } from "./queue.js";

export interface TurnOptions {
  readonly auth: ModelAuth;
  readonly histories: HistoryStore;
  /** How long a provider may keep a turn waiting, in ms. */
  readonly deadlines?: Deadlines;
}

/** What is said meanwhile waits for the answer; one that trickles must not keep a conversation for days. */
const patience: Deadlines = { firstTextMs: 60_000, idleMs: 60_000, wholeMs: 30 * 60_000 };
/** Nobody reads on in a chat; a model that never stops would fill the memory and the conversation. In UTF-16 units. */
const longestAnswer = 200_000;

type Ended = Extract<ModelEvent, { kind: "end" }>;

/** Answers messages: each is a turn through the resolver, with what was said before. */
export function createConverse({ auth, histories, deadlines = patience }: TurnOptions): Converse {
  return async function* converse(
    message: IncomingMessage,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, void, void> {
    const { place, person } = message;
    const session = auth.session(place);
    const { agentId } = session;
    const said = { role: "user" as const, content: message.text };
    const before = histories.read(agentId, place.session);
    const messages = [...before, said];
    const viewer = { person, seenByCallerAlone: message.seenByCallerAlone };
    const spoken = wordsIn(toLanguage(message.roomLocale ?? message.locale, auth.language()));
    const notices = createTurnNotices(auth, agentId, viewer, spoken);
    const shown = createQueue<string>();
    let answer = "";
    let tooLong = false;
    let transition: Notice | undefined;

    const ask = async (
      { model, endpoint, profileId, credential, firstTextBy = Number.POSITIVE_INFINITY }: Resolution,
      stop: AbortSignal,
    ): Promise<Ended | undefined> => {
      let ended: Ended | undefined;
      const firstTextMs = Math.max(1, Math.min(deadlines.firstTextMs, firstTextBy - auth.now()));
      const patient = { ...deadlines, firstTextMs };
      const request = { model, endpoint, profileId, credential, messages, signal: stop, deadlines: patient };
      for await (const event of streamModel(request)) {
        if (event.kind === "end") ended = event;
        else {
          const delta = event.delta.slice(0, longestAnswer - answer.length);
          answer += delta;
          shown.push(delta);
          tooLong = delta.length < event.delta.length;
        }
        // Leaving the loop ends the request.
        if (tooLong) break;
      }
      return ended;
    };
    const stop = new AbortController();
    const turn = session
      .run(ask, {
        person,
        signal: AbortSignal.any([signal, stop.signal]),
        onNotice: (notice) => {
          transition = notice;
        },
      })
      .then(shown.end, shown.fail);
    try {
      for await (const delta of shown.read()) yield { kind: "text", delta };
      if (tooLong) yield { kind: "notice", reply: cutAt(longestAnswer, spoken.language) };
      // The answer is complete: a notice that cannot be made must not call it cut.
      const told = transition && (await notices.notice(transition).catch(() => undefined));
      if (told) yield { kind: "notice", reply: told };
    } catch (error) {
      const question = await notices.question(error);
      if (!question) throw answer === "" ? error : cutOff(error);
      yield { kind: "notice", reply: question };
    } finally {
      // Whoever stops reading stops the request as well.
      stop.abort();
      await turn;
      const kept = answer === "" ? [] : [said, { role: "assistant" as const, content: answer }];
      histories.append(agentId, place.session, kept, before);
    }
  };
}

/** The account did nothing wrong, so nothing is booked for it. */
function cutAt(characters: number, language: Language): Reply {
  const { message } = setbackIn(language, { kind: "answer_too_long", data: { characters } });
  return { audience: "room", language, blocks: [text(message)] };
}

/** What was shown stays; one line says that it is not all. */
function cutOff(error: unknown): Setback {
  const story = error instanceof TurnFailed ? error.failure.story : undefined;
  return new Setback("answer_cut", { story }, { cause: error });
}
