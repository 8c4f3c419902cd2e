/** No more of a body than this is ever kept, in bytes. */
export const keptBytes = 64 * 1024;

/** No answer in a chat needs more; a stream that goes on without an end is not read on, in bytes. */
const longestStream = 32 * 1024 * 1024;

/** Reads at most {@link keptBytes} of a body and lets go of the rest; what came before a broken connection counts. */
export async function readBounded(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  if (body === null) return text;
  try {
    let bytes = 0;
    // Leaving the loop cancels the stream, and with it the connection.
    for await (const chunk of body) {
      text += decoder.decode(chunk.subarray(0, keptBytes - bytes), { stream: true });
      bytes += chunk.length;
      if (bytes >= keptBytes) break;
    }
  } catch {
    // The status is known already; half of an explanation is better than none.
  }
  return text;
}

/**
 * A text that was cut through, without its last word: a secret that the cut leaves a piece of could be too short to be
 * known again. Read from the end, since a pattern would begin anew at each character of a long word.
 */
export function withoutLastWord(text: string): string {
  let end = text.length;
  while (end > 0 && /\S/.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/**
 * Lets a stream through and remembers its last {@link keptBytes}, so that an error event can be shown as it came. A
 * stream of more than {@link longestStream} breaks off.
 */
export function createTail(): { readonly through: TransformStream<Uint8Array, Uint8Array>; text(): string } {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let passed = 0;
  const through = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      passed += chunk.length;
      if (passed > longestStream) throw new Error("The stream goes on without an end.");
      chunks.push(chunk);
      bytes += chunk.length;
      for (let first = chunks[0]; first !== undefined && bytes - first.length >= keptBytes; first = chunks[0]) {
        bytes -= first.length;
        chunks.shift();
      }
      controller.enqueue(chunk);
    },
  });
  return { through, text: () => Buffer.concat(chunks).toString("utf8") };
}
