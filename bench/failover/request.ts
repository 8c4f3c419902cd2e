import type { Endpoint, RequestCredential } from "../../src/domain/credential.js";
import { Secret } from "../../src/domain/secret.js";
import { streamModel } from "../../src/models/stream-model.js";
import { keyOf } from "./scenario.js";

const model = { provider: "anthropic", model: "claude-opus-4-5" };
const messages = [{ role: "user" as const, content: "hello" }];
const deadlines = { firstTextMs: 60_000, idleMs: 60_000 };

/** One request of a rival policy: whether the account answered. */
export async function asks(origin: string, profileId: string): Promise<boolean> {
  const endpoint: Endpoint = { provider: "anthropic", api: "anthropic-messages", baseUrl: `${origin}/v1` } as Endpoint;
  const credential: RequestCredential = { type: "api_key", secret: new Secret(keyOf(profileId)) };
  const { signal } = new AbortController();
  try {
    for await (const event of streamModel({ model, endpoint, profileId, credential, messages, signal, deadlines })) {
      if (event.kind === "end") return true;
    }
    return false;
  } catch {
    return false;
  }
}
