import { terminalPerson } from "../../src/domain/access.js";
import { streamModel } from "../../src/models/stream-model.js";
import type { openAuth } from "../../test/fixtures/auth-house.js";
import type { LoopbackProvider } from "../../test/loopback/provider/start-provider.js";
import { begin, ids, keyOf, type Policy } from "./scenario.js";

const messages = [{ role: "user" as const, content: "hello" }];
const deadlines = { firstTextMs: 60_000, idleMs: 60_000 };

/** The real resolver over the same accounts, with or without a written order. */
export async function modelpinPolicy(
  open: typeof openAuth,
  provider: LoopbackProvider,
  written: "order" | "none",
): Promise<Policy> {
  let now = begin;
  const config = {
    agents: {
      defaults: { model: "anthropic/claude-opus-4-5", models: { "anthropic/claude-opus-4-5": {} } },
    },
    auth: written === "order" ? { order: { anthropic: ids } } : {},
    models: { providers: { anthropic: { baseUrl: provider.origin, api: "anthropic-messages" } } },
  };
  const profiles = Object.fromEntries(
    ids.map((id) => [id, { type: "api_key", provider: "anthropic", key: keyOf(id) }]),
  );
  const house = await open(config, profiles, { now: () => now });
  return {
    async message(session, at) {
      now = at;
      let failed = 0;
      let answeredBy: string | undefined;
      const call = async (resolution: Parameters<Parameters<ReturnType<typeof house.auth.session>["run"]>[0]>[0]) => {
        try {
          const { signal } = new AbortController();
          for await (const event of streamModel({ ...resolution, messages, deadlines, signal })) {
            if (event.kind === "end") {
              answeredBy = resolution.profileId;
              return event;
            }
          }
          return undefined;
        } catch (error) {
          failed++;
          throw error;
        }
      };
      // Nobody waits here: a wait would move the simulated clock past the script.
      const wait = async () => undefined;
      await house.auth
        .session(session)
        .run(call, { person: terminalPerson, wait })
        .catch(() => undefined);
      await house.auth.usages.settled();
      return { answeredBy, failed };
    },
    close: () => house.close(),
  };
}
