import { requestTo, run } from "./calling.js";

test("the echo says what it is and answers with model, profile and text, without a network", async () => {
  const { text, events } = await run(
    requestTo({ baseUrl: "" }, "echo", {
      model: { provider: "echo", model: "parrot" },
      profileId: "echo:work",
      messages: [
        { role: "user", content: "First" },
        { role: "assistant", content: "…" },
        { role: "user", content: "Hello there" },
      ],
    }),
  );
  expect(text).toBe(
    "This is modelpin's built-in echo; no model was asked.\nModel echo/parrot, profile echo:work.\nYou said: Hello there",
  );
  expect(events.at(-1)).toEqual({ kind: "end", usage: {}, limits: {} });
});

test("the echo can be stopped", async () => {
  const { failure } = await run(requestTo({ baseUrl: "" }, "echo", { signal: AbortSignal.abort() }));
  expect(failure).toMatchObject({ textShown: false, answer: { stopped: "abort" } });
});
