/**
 * modelpin: which model a conversation uses, on whose account, and why.
 *
 * Commonly used: {@link openModelAuth}, then `auth.session(key).run(call)`.
 *
 * @module
 */
export type { CallReport } from "./auth/call-report.js";
export type { ModelAuth } from "./auth/model-auth.js";
export { type OpenOptions, openModelAuth } from "./auth/open.js";
export type { RunOptions } from "./auth/run-turn.js";
export type { PinReport, Resolution, SessionAuth } from "./auth/session-auth.js";
export type { ModelStatus } from "./auth/status.js";
export type { Viewer } from "./auth/visibility.js";

// For a host's own access decision and its own session keys.
export type { Action, May, Person } from "./domain/access.js";
export type { Candidate } from "./domain/candidate.js";
export type { Endpoint, RequestCredential } from "./domain/credential.js";
export { isModelpinError, ModelpinError } from "./domain/errors.js";
// What a conversation is told when another account answers: `RunOptions.onNotice`.
export type { Notice } from "./domain/notice.js";
export type { Secret } from "./domain/secret.js";
export type { Decision } from "./domain/select.js";
