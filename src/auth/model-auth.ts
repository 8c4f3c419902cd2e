import type { KeyObject } from "node:crypto";
import { defaultAgentOf } from "../config/agents.js";
import { type May, may as mayByLists } from "../domain/access.js";
import { agentIdOf, type Binding, type BoundPlace, type Conversation } from "../domain/binding.js";
import { followGroups } from "../domain/group-upgrade.js";
import { type AgentId, parentFromKey, type SessionKey } from "../domain/ids.js";
import type { Consents } from "./consents.js";
import type { Credentials } from "./credentials.js";
import type { Deciding } from "./deciding.js";
import { type ExplainQuestion, type Explanation, explain } from "./explain.js";
import type { Pins } from "./pins.js";
import type { Refreshes } from "./refresh/refresh.js";
import { createSessionAuth, type SessionAuth } from "./session-auth.js";
import type { SessionMemories } from "./session-memory.js";
import type { AgentSnapshot } from "./snapshot.js";
import type { ConfigState, Sources } from "./sources.js";
import type { Usages } from "./usages.js";

/** What the rooms of the resolver are made of; handed in, so that tests can hand in others. */
export interface ModelAuthParts {
  /** Configuration, profiles and environment as they are read. For modelpin's own commands. */
  readonly sources: Sources;
  /** The durable records of choices. For modelpin's own commands; a host asks a {@link SessionAuth}. */
  readonly pins: Pins;
  /** The durable records of consents. For modelpin's own commands. */
  readonly consents: Consents;
  /** What was counted of accounts. For modelpin's own commands. */
  readonly usages: Usages;
  readonly memories: SessionMemories;
  /** Resolves a profile's secret. For modelpin's own commands; a host gets it in a {@link SessionAuth.run}. */
  readonly credentials: Credentials;
  /** Renews logins. For modelpin's own commands. */
  readonly refreshes: Refreshes;
  readonly deciding: Deciding;
  readonly may: May;
  readonly tokenKey: () => Promise<KeyObject>;
  readonly now: () => number;
  /** What the operator should know; never a secret. */
  readonly onWarning: (error: unknown) => void;
}

/** What the key of a conversation does not say, or something else than what its place says. */
export interface SessionOptions {
  /** Default: by the `bindings` for a place, the default agent for a key. */
  readonly agentId?: AgentId;
  /** The conversation whose pin applies where this one has none. Default: the place's, or a forum topic's group. */
  readonly parent?: SessionKey;
}

/** The resolver: one per process and state directory. */
export interface ModelAuth
  extends Pick<ModelAuthParts, "sources" | "pins" | "consents" | "usages" | "credentials" | "refreshes"> {
  /** Who may do what: the configuration's `access`, or the host's own. */
  readonly may: May;
  /** ms since the epoch. */
  readonly now: () => number;
  /**
   * One conversation. Cheap: make one whenever it is needed.
   *
   * **Name it by its place** (`placeOf(message)` of `modelpin/discord` and `modelpin/telegram`): then it has the agent
   * and inherits the pins that `/model` shows there. A key alone is the default agent's, and of a Discord thread it does
   * not tell the channel; `options` can.
   *
   * @example
   * auth.session(placeOf(ctx.message));
   * auth.session("terminal:main");
   */
  session(where: Conversation | SessionKey, options?: SessionOptions): SessionAuth;
  /** The agent that answers somewhere, by the configuration's `bindings`. */
  agentAt(place: BoundPlace): AgentId;
  /** What the next turn of a conversation would get, now or under other circumstances; see {@link explain}. */
  explain(question: ExplainQuestion): Promise<Explanation>;
  /** What people wrote, as the agent sees it. */
  snapshot(agentId?: AgentId): Promise<AgentSnapshot>;
  /** The configuration in force, and what is wrong with an edit that was refused. */
  config(): ConfigState;
  /** The conversation goes on under another key: what was chosen there follows. Doing it again changes nothing. */
  moved(from: SessionKey, to: SessionKey): Promise<void>;
  /** The language to speak to everybody; `auto` or nothing: each person's own. */
  language(): string | undefined;
  /** Signs what people can press; lives in the state directory, made when it is first needed. */
  tokenKey(): Promise<KeyObject>;
  /** Ends what is being written and lets go of the stores; afterwards everything throws `store_closed`. */
  close(): Promise<void>;
}

/** `access` of the configuration as a decision that follows edits of the file. */
export function mayByConfig(sources: Sources): May {
  return (person, action, resource) => mayByLists(sources.config().config.access ?? {}, person, action, resource);
}

export function createModelAuth(parts: ModelAuthParts, close: () => Promise<void>): ModelAuth {
  const { sources, pins, consents, usages, memories, may, tokenKey, now, credentials, refreshes } = parts;

  function agentAt(place: BoundPlace): AgentId {
    const { config, agents } = sources.config();
    const bindings = followGroups((config.bindings ?? []) as readonly Binding[], pins.keyOf);
    return agentIdOf(bindings, place) ?? defaultAgentOf(agents).id;
  }

  return {
    credentials,
    refreshes,
    tokenKey,
    language: () => sources.config().config.language,
    async moved(from, to) {
      memories.move(from, to);
      await Promise.all([pins.move(from, to), consents.move(from, to)]);
    },
    sources,
    pins,
    consents,
    usages,
    may,
    now,
    session(where, options = {}) {
      const place = typeof where === "string" ? undefined : where;
      const key = pins.keyOf(typeof where === "string" ? where : where.session);
      const parent = options.parent ?? (place ? place.parent : parentFromKey(key));
      return createSessionAuth(parts, {
        session: key,
        agentId: options.agentId ?? (place ? agentAt(place) : defaultAgentOf(sources.config().agents).id),
        ...(parent === undefined ? {} : { parent }),
      });
    },
    agentAt,
    explain: (question) => explain({ ...parts, agentAt }, { ...question, session: pins.keyOf(question.session) }),
    snapshot: (agentId) => sources.snapshot(agentId),
    config: () => sources.config(),
    close,
  };
}
