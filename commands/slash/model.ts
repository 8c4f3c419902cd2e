import { LRUCache } from "lru-cache";
import type { ModelAuth } from "../../src/auth/model-auth.js";
import type { SessionAuth } from "../../src/auth/session-auth.js";
import type { ModelStatus } from "../../src/auth/status.js";
import type { Viewer } from "../../src/auth/visibility.js";
import type { Completion, Invocation, SlashCommand } from "../../src/chat/slash.js";
import type { Chosen } from "../../src/domain/choose.js";
import { type ModelTarget, parseModelTarget } from "../../src/domain/model-target.js";
import type { Reply } from "../../src/domain/reply.js";
import { isKnownModel } from "../../src/domain/resolve-model.js";
import { compactView, modelsPerPage } from "../../src/views/compact.js";
import { confirmation } from "../../src/views/confirmation.js";
import { consentAnswer } from "../../src/views/consent.js";
import { fullView } from "../../src/views/full.js";
import type { Reader } from "../../src/views/parts.js";
import { whyView } from "../../src/views/why.js";
import { english } from "../../src/views/words.js";
import { completeModel } from "./complete-model.js";

/** How long `/model 3` means the third entry of the list that somebody was shown: 15 min, in ms. */
const listTtlMs = 15 * 60 * 1000;

/**
 * `/model`: see the models, see why, pin model and credential for this conversation.
 *
 * @example
 * bot.use(telegram(auth, [model(auth)]));
 */
export function model(auth: ModelAuth): SlashCommand {
  /** The refs of the list last shown to a person in a conversation. */
  const shown = new LRUCache<string, readonly string[]>({
    max: 10_000,
    ttl: listTtlMs,
    ttlResolution: 0,
    perf: { now: auth.now },
  });

  async function list(session: SessionAuth, viewer: Viewer, reader: Reader, page?: string): Promise<Reply> {
    const status = await session.status(viewer);
    const reply = compactView(status, reader, page);
    shown.set(listKey(session, viewer), refsOf(status));
    return reply;
  }

  async function store(session: SessionAuth, viewer: Viewer, reader: Reader, target: Chosen): Promise<Reply> {
    const report = await session.pin(target, viewer);
    return confirmation({ ...report, kind: target.kind === "default" ? "default" : "pinned" }, reader);
  }

  async function entry(
    session: SessionAuth,
    viewer: Viewer,
    reader: Reader,
    { number, once, soft }: Extract<ModelTarget, { kind: "entry" }>,
  ): Promise<Reply> {
    const refs = shown.get(listKey(session, viewer));
    const ref = refs?.[number - 1];
    // Nothing is set by a number that stands for nothing; the list is shown instead, on the page where it would be.
    if (ref === undefined) {
      const pages = Math.ceil((refs?.length ?? 0) / modelsPerPage);
      return list(
        session,
        viewer,
        reader,
        String(Math.min(Math.max(1, Math.ceil(number / modelsPerPage)), Math.max(1, pages))),
      );
    }
    return store(session, viewer, reader, { kind: "choose", model: ref, once, soft });
  }

  return {
    name: "model",
    description: "See the models, or choose model and account for this conversation",
    argument: {
      name: "choice",
      description: "list · status · why · <model>[@<profile>] · @<profile> · @auto · default",
    },
    async run(invocation) {
      const { session, viewer, reader } = sceneOf(auth, invocation);
      const { catalog } = await auth.snapshot(session.agentId);
      const target = parseModelTarget(invocation.argument, (typed) => isKnownModel(catalog, typed));
      switch (target.kind) {
        case "list":
          return list(session, viewer, reader, target.page);
        case "status":
          return fullView(await session.status(viewer), reader);
        case "why": {
          const { status, trace } = await session.why(viewer);
          return whyView(status, trace, reader);
        }
        case "consent":
          return consentAnswer(await session.consent(target.profile, viewer), reader);
        case "entry":
          return entry(session, viewer, reader, target);
        case "choose":
        case "default":
          return store(session, viewer, reader, target);
      }
    },
    async complete(invocation): Promise<readonly Completion[]> {
      const { session, viewer } = sceneOf(auth, invocation);
      return completeModel(await auth.snapshot(session.agentId), invocation.argument, viewer, auth.may);
    },
  };
}

function listKey(session: SessionAuth, viewer: Viewer): string {
  return `${session.agentId} ${session.key} ${viewer.person.id}`;
}

function refsOf({ models }: ModelStatus): readonly string[] {
  return models.map(({ ref }) => ref);
}

/** Who asks, where, and in which words the answer is given. */
export function sceneOf(
  auth: ModelAuth,
  invocation: Invocation,
): { session: SessionAuth; viewer: Viewer; reader: Reader } {
  const { place, person, seenByCallerAlone } = invocation;
  const agentId = auth.agentAt(place);
  return {
    session: auth.session(place.session, { agentId, ...(place.parent === undefined ? {} : { parent: place.parent }) }),
    viewer: { person, seenByCallerAlone },
    reader: { words: english, id: person.id },
  };
}
