/** A server has so long to hang up after the end of its answer, in ms; one that does keeps its connection for the next. */
const grace = 1000;
/** No more of a line is looked at: what ends an answer says so at once. In characters. */
const head = 200;

/** The last event of Anthropic's messages, OpenAI's chat completions and OpenAI's responses. */
const lastEvent =
  /^(?:event: ?(?:message_stop|response\.(?:completed|incomplete|failed))|data: ?\[DONE\]|data: ?\{ ?"type": ?"(?:message_stop|response\.(?:completed|incomplete|failed))")/;

/** Reads an event stream piece by piece and says when its last event has come to its end, which is an empty line. */
export function createEndFinder(): (piece: string) => boolean {
  let line = "";
  let isLast = false;
  return (piece) => {
    const [rest = "", ...begun] = piece.split("\n");
    line = (line + rest).slice(0, head);
    for (const next of begun) {
      if (isLast && line.trimEnd() === "") return true;
      isLast ||= lastEvent.test(line);
      line = next.slice(0, head);
    }
    return false;
  };
}

/**
 * Lets an event stream through and ends it soon after its last event. Some proxies never hang up; without this their
 * answers would be waited for until patience ends, and then called cut.
 */
export function answerOver(): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const isOver = createEndFinder();
  let timer: NodeJS.Timeout | undefined;
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      controller.enqueue(chunk);
      if (timer !== undefined || !isOver(decoder.decode(chunk, { stream: true }))) return;
      // Whoever stops reading meanwhile waits for nothing.
      timer = setTimeout(() => controller.terminate(), grace).unref();
    },
    flush() {
      clearTimeout(timer);
    },
  });
}
