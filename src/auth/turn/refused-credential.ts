import { ladders } from "../../domain/cooldown-ladder.js";
import type { RequestCredential } from "../../domain/credential.js";
import { ModelpinError } from "../../domain/errors.js";
import { classifyFailure, type FailureClass } from "../../domain/failure.js";
import type { ProfileId } from "../../domain/ids.js";
import type { ModelRef } from "../../domain/model-ref.js";
import type { Credentials } from "../credentials.js";
import type { AgentSnapshot } from "../snapshot.js";
import { textWasShown, toProviderAnswer } from "./provider-answer.js";

export interface CallWith {
  readonly credentials: Credentials;
  readonly snapshot: AgentSnapshot;
  readonly profileId: ProfileId;
  readonly model: ModelRef;
  readonly now: () => number;
}

/**
 * Calls with a profile's credential. When the provider refuses it, calls once more with the one that has taken its place
 * meanwhile, or with a refreshed one. A refusal of what is not stored any more is nobody's fault: it is thrown as
 * `credential_replaced`, which books nothing.
 */
export async function callWithCredential<T>(
  { credentials, snapshot, profileId, model, now }: CallWith,
  call: (credential: RequestCredential) => Promise<T>,
): Promise<T> {
  const first = await credentials.of(snapshot, profileId);
  try {
    return await call(first);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal || textWasShown(error)) throw error;
    const second = await credentials.afterRefusal(snapshot, profileId, first, { renew: refusal === "auth" });
    if (!second) throw error;
    // Another kind of account may be paid in another way: that is for the next turn to decide.
    if (second.type !== first.type) throw replaced();
    return await again(second);
  }

  async function again(second: RequestCredential): Promise<T> {
    try {
      return await call(second);
    } catch (error) {
      const isStored =
        refusalOf(error) === undefined ||
        (await credentials.afterRefusal(snapshot, profileId, second, { renew: false })) === undefined;
      if (isStored || textWasShown(error)) throw error;
      throw replaced();
    }
  }

  /** What would rest the whole profile is said of its credential: that it is not accepted, or that nobody pays for it. */
  function refusalOf(error: unknown): FailureClass | undefined {
    const { class: kind } = classifyFailure(toProviderAnswer(error), model.provider, now());
    return ladders[kind]?.scope === "profile" ? kind : undefined;
  }
}

const replaced = (): ModelpinError =>
  new ModelpinError("credential_replaced", "The credential was replaced while the provider refused it.", {
    hint: "Send the message again.",
  });
