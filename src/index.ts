/**
 * modelpin: which model a conversation uses, on whose account, and why.
 *
 * Commonly used: {@link openModelAuth}, then `auth.session(placeOf(message)).run(call)`, and {@link wordsOf} where that
 * throws.
 *
 * @module
 */

export type { ModelAuth, SessionOptions } from "./auth/model-auth.js";
export { createMemoryStore, type OpenOptions, openModelAuth } from "./auth/open.js";
export type { Resolution } from "./auth/resolution.js";
export type { PinReport, SessionAuth } from "./auth/session-auth.js";
export type { ModelStatus } from "./auth/status/status.js";
export type { Viewer } from "./auth/status/visibility.js";
export type { CallReport, TokenCount } from "./auth/turn/call-report.js";

// What a turn throws beside ModelpinError itself; each has a `code` as well.
export { TurnFailed } from "./auth/turn/failed.js";
export type { RunOptions } from "./auth/turn/run.js";
export { ConsentNeeded, NoUsableProfile } from "./auth/turn/unusable.js";

// For a host's own session keys, log and commands.
export type { SessionKeyOf } from "./chat/own-keys.js";
export type { PlatformLog } from "./chat/platform.js";
export type { Gatekeeper, Invocation, Place, SlashCommand } from "./chat/slash.js";
export { type Reading, wordsOf } from "./chat/words-of.js";

// For a host's own access decision.
export type { Action, May, Person } from "./domain/access.js";
export type { Conversation } from "./domain/binding.js";
export type { Candidate } from "./domain/candidate.js";
export type { Endpoint, RequestCredential } from "./domain/credential.js";
export { isModelpinError, ModelpinError } from "./domain/errors.js";
export type { Failure } from "./domain/failure.js";
export type { AgentId, Principal, ProfileId, SessionKey } from "./domain/ids.js";
export type { ModelRef } from "./domain/model-ref.js";
// What a conversation is told when another account answers: `RunOptions.onNotice`.
export type { Notice } from "./domain/notice.js";
export { Refusal } from "./domain/refusal.js";
export type { Reply } from "./domain/reply.js";
export type { Secret } from "./domain/secret.js";
export type { Decision } from "./domain/select.js";
export { type NoticeReading, wordsOfNotice } from "./gateway/words-of-notice.js";
export { fetchWith } from "./models/fetch-with.js";
export type { Store } from "./store/store.js";
