import { randomUUID } from "node:crypto";
import { endpointOf } from "../config/endpoints.js";
import { nobody, type Person } from "../domain/access.js";
import { candidateKey } from "../domain/candidate.js";
import type { Chosen } from "../domain/choose.js";
import type { Failure } from "../domain/failure.js";
import { type AgentId, providerKey, type SessionKey } from "../domain/ids.js";
import type { SessionPlace } from "./deciding.js";
import { type ConsentReport, giveConsent } from "./give-consent.js";
import type { ModelAuthParts } from "./model-auth.js";
import type { Resolution } from "./resolution.js";
import type { SessionMemory } from "./session-memory.js";
import { buildStatus } from "./status/build.js";
import { toCandidateStatus } from "./status/candidate.js";
import type { ModelStatus, WhyStatus } from "./status/status.js";
import { type Viewer, type Visibility, visibilityOf } from "./status/visibility.js";
import { type StoredChoice, storeChoice } from "./store-choice.js";
import { createBooking } from "./turn/booking.js";
import { type RunOptions, runTurn } from "./turn/run.js";
import { takeLayer } from "./turn/take-layer.js";
import { noUsableProfile } from "./turn/unusable.js";

/** What a choice did, read back from the durable record. */
export interface PinReport extends StoredChoice {
  /** What applies from now on, for the viewer who chose. */
  readonly status: ModelStatus;
  /** It is for the next turn alone. */
  readonly once: boolean;
  /** A turn of this conversation is under way; it ends as it began. */
  readonly turnRunning: boolean;
}

/** One conversation: what is pinned, what a request gets, and why. */
export interface SessionAuth {
  /** Under which pins are kept; the new one where a group became a supergroup. */
  readonly key: SessionKey;
  /** Whose default model, order and catalogue apply. */
  readonly agentId: AgentId;
  /**
   * Stores a person's choice, or drops the pin (`kind: "default"`). Everything is checked before anything is stored.
   * @throws {Refusal} what cannot be chosen, and the near names.
   */
  pin(target: Chosen, viewer: Viewer): Promise<PinReport>;
  /** Drops the whole pin of this conversation, like `/model default`. */
  unpin(viewer: Viewer): Promise<PinReport>;
  /**
   * Lets a metered profile answer here until the flat ones before it are back; see {@link giveConsent}.
   * @param profile its id or name; nothing: the one that is next.
   * @throws {Refusal} `may_not_switch`, `unknown_profile`. @throws {ModelpinError} `consent_denied`
   */
  consent(profile: string | undefined, viewer: Viewer): Promise<ConsentReport>;
  /**
   * What the next request is made with. For hosts that want the steps; {@link SessionAuth.run} does them all. It renews a
   * login that is due; to learn the model's name alone, ask {@link SessionAuth.status}: `status.current.model?.ref`.
   * @throws {NoUsableProfile} with the reason of each candidate. @throws {ConsentNeeded} only metered ones could answer.
   */
  resolve(person?: Person): Promise<Resolution>;
  /**
   * Calls a model through each usable candidate in turn, as the policy allows, and books what became of it.
   *
   * @param call one request. **Whatever it throws is taken as the provider's failure** and may let it be called again with
   * another account: switch your SDK's own retries off, and do your own work after `run`. An error with
   * `textShown: true` says that people have read a part of the answer already; then nobody else is asked.
   * What it gives back may hold a `CallReport`.
   *
   * @example
   * const answer = await session.run(({ model, credential, endpoint }) => callModel(model, credential, endpoint));
   *
   * @throws {TurnFailed} nobody answered, `cause` is what was thrown last. @throws {NoUsableProfile} nobody could be
   * asked. @throws {ConsentNeeded} only metered accounts could answer. All have a `code`, and words: `wordsOf(error)`.
   */
  run<T>(call: (resolution: Resolution, signal: AbortSignal) => Promise<T>, options?: RunOptions): Promise<T>;
  /**
   * Books what became of a request that was made with {@link SessionAuth.resolve}: the next decision knows it at once.
   * @param outcome `result`: what the call gave back; `error`: what it threw.
   * @returns how a failure is judged; nothing for a success.
   */
  report(
    resolution: Resolution,
    outcome: { readonly result: unknown } | { readonly error: unknown },
  ): Failure | undefined;
  /** Everything that `viewer` may know. Reads only. */
  status(viewer: Viewer): Promise<ModelStatus>;
  /** The last decision's candidates for `viewer`; before the first turn, what it would be now. */
  why(viewer: Viewer): Promise<WhyStatus>;
}

export function createSessionAuth(parts: ModelAuthParts, place: SessionPlace): SessionAuth {
  const { deciding, memories, credentials, sources, may, now } = parts;
  const { agentId, session: key } = place;

  /** What the process remembers here, unless it tells of what the viewer may not know. */
  function toldMemory(visibility: Visibility): SessionMemory | undefined {
    const memory = memories.peek(agentId, key);
    return memory?.lastRoute && !visibility.follows(memory.lastRoute.decision) ? undefined : memory;
  }

  async function statusFor(viewer: Viewer): Promise<ModelStatus> {
    const grounds = await deciding.grounds(place, viewer.person, { everyProvider: true });
    const visibility = visibilityOf(viewer, grounds.snapshot, may);
    const memory = toldMemory(visibility);
    const { problem } = sources.config();
    return buildStatus({
      ...grounds,
      session: key,
      visibility,
      ...(memory ? { memory } : {}),
      ...(problem ? { configProblem: problem } : {}),
    });
  }

  const session: SessionAuth = {
    key,
    agentId,
    unpin: (viewer) => session.pin({ kind: "default", once: false, soft: false }, viewer),
    async pin(target, viewer) {
      const stored = await storeChoice(parts, place, target, viewer);
      return {
        ...stored,
        status: await statusFor(viewer),
        once: target.once,
        turnRunning: (memories.peek(agentId, key)?.running ?? 0) > 0,
      };
    },
    async consent(profile, viewer) {
      const { profileId, given } = await giveConsent(parts, place, profile, viewer);
      const status = await statusFor(viewer);
      const { snapshot } = await deciding.grounds(place, viewer.person);
      return {
        status,
        given,
        ...(profileId === undefined ? {} : { profile: visibilityOf(viewer, snapshot, may).name(profileId) }),
      };
    },
    async resolve(person = nobody) {
      const { decision, snapshot, once } = await deciding.grounds(place, person);
      const { choice } = decision;
      if (!choice) throw noUsableProfile(decision, snapshot, now());
      return {
        ...(once ? { onceAt: once.pin.at } : {}),
        model: choice.model,
        profileId: choice.profileId,
        endpoint: endpointOf(snapshot.config, choice.model.provider),
        credential: await credentials.of(snapshot, choice.profileId),
        source: decision.source,
        decision,
      };
    },
    run: (call, options = {}) => runTurn(parts, place, call, options),
    report({ decision, profileId, model, credential, onceAt }, outcome) {
      const asked = { profileId, model };
      const candidate = decision.trace.find((one) => candidateKey(one) === candidateKey(asked));
      if (!candidate) return undefined;
      const booking = createBooking({ ...parts, agentId, holder: randomUUID() });
      const memory = memories.of(agentId, key);
      if (onceAt !== undefined) void takeLayer(parts, place, memory, onceAt);
      if ("error" in outcome) return booking.failed(candidate, outcome.error, credential);
      booking.succeeded(candidate, outcome.result);
      memory.lastProfile.set(providerKey(model.provider), profileId);
      return undefined;
    },
    status: statusFor,
    async why(viewer) {
      const grounds = await deciding.grounds(place, viewer.person);
      const visibility = visibilityOf(viewer, grounds.snapshot, may);
      const decision = toldMemory(visibility)?.lastRoute?.decision ?? grounds.decision;
      const shown = decision.trace.filter(
        ({ profileId, pinned }) => visibility.sees(profileId) || (pinned && !visibility.isPrivate),
      );
      const { choice, rule, source } = decision;
      return {
        status: await statusFor(viewer),
        trace: shown.map((candidate) => toCandidateStatus(candidate, visibility)),
        ...(choice ? { taken: visibility.name(choice.profileId) } : {}),
        ...(rule ? { rule } : {}),
        source,
      };
    },
  };
  return session;
}
