import type { SessionKey } from "../domain/ids.js";

/**
 * Who waits for whom in one conversation: commands are done in the order they came and never wait for an answer; an
 * answer waits for the commands and the answers before it. So `/model` is done at once while a turn runs, and the
 * message after it already sees what it chose. Conversations do not wait for each other.
 *
 * A press is a command. The place in the lane is taken when a method is called, so call it before anything is awaited.
 */
export interface Lanes {
  command<T>(session: SessionKey, work: () => Promise<T>): Promise<T>;
  answer<T>(session: SessionKey, work: () => Promise<T>): Promise<T>;
  /** Resolves when all that was begun so far has ended. */
  idle(): Promise<void>;
}

/**
 * Creates the lanes of one bot.
 *
 * @example
 * const lanes = createLanes();
 * void lanes.command("discord:1", async () => choose("opus"));
 * void lanes.answer("discord:1", async () => answer("hello")); // by opus
 */
export function createLanes(): Lanes {
  const commands = new Map<SessionKey, Promise<unknown>>();
  const answers = new Map<SessionKey, Promise<unknown>>();

  async function enter<T>(
    lane: Map<SessionKey, Promise<unknown>>,
    session: SessionKey,
    before: readonly (Promise<unknown> | undefined)[],
    work: () => Promise<T>,
  ): Promise<T> {
    const task = Promise.allSettled(before).then(work);
    lane.set(session, task);
    try {
      return await task;
    } finally {
      if (lane.get(session) === task) lane.delete(session);
    }
  }

  return {
    command: (session, work) => enter(commands, session, [commands.get(session)], work),
    answer: (session, work) => enter(answers, session, [commands.get(session), answers.get(session)], work),
    async idle() {
      await Promise.allSettled([...commands.values(), ...answers.values()]);
    },
  };
}
