import type { ModelStatus, ProviderStatus, RouteStatus } from "../auth/status/status.js";
import type { AgentId } from "../domain/ids.js";
import type { Block, Line, Reply } from "../domain/reply.js";
import { candidateLine, headLines, list, modelSpans, problemList, profileSpans, type Reader } from "./parts.js";
import type { Words } from "./words.js";

/** What an operator types to see every provider and candidate. */
const statusCommand = (agentId: AgentId): string => `modelpin models status --agent ${agentId}`;

function providerBlocks(provider: ProviderStatus, agentId: AgentId, words: Words): Block[] {
  const seeAll = statusCommand(agentId);
  const { endpoint, orderLayer, candidates } = provider;
  const address = endpoint && [endpoint.baseUrl, endpoint.api].filter((part) => part !== undefined).join(" · ");
  const head = words.provider(provider.provider, orderLayer && words.source(orderLayer), address || undefined);
  if (candidates.length === 0) return [{ kind: "text", lines: [[], head, words.noCandidates] }];
  // A fallback of the same provider brings the same profiles once more.
  const isMixed = candidates.some(({ model }) => model !== candidates[0]?.model);
  const items = candidates.map((candidate, index) => ({
    line: [...candidateLine(candidate, index, words), isMixed ? ` · ${candidate.model}` : ""],
    current: candidate.next || candidate.pinned,
  }));
  return [
    { kind: "text", lines: [[], head] },
    { kind: "list", items, more: (hidden) => words.moreForOperators(hidden, seeAll) },
  ];
}

/** What the last turn asked for, tried and was answered by. */
export function routeLines(route: RouteStatus, words: Words): Line[] {
  const { lastRoute } = words;
  return [
    lastRoute.asked(modelSpans(route.asked, words), route.at),
    ...route.tried.map(({ profile, outcome }) => lastRoute.tried(profileSpans(profile, words), outcome)),
    ...(route.answeredBy
      ? [lastRoute.answered(profileSpans(route.answeredBy.profile, words), modelSpans(route.answeredBy.model, words))]
      : []),
    ...moveLines(route, words),
  ];
}

/** What a move to another account cost: the tokens of the conversation that the provider had to read anew. */
function moveLines({ movedFrom, tokens }: RouteStatus, words: Words): Line[] {
  const { inputTokens, cachedInputTokens = 0 } = tokens ?? {};
  if (!movedFrom || inputTokens === undefined) return [];
  return [words.why.moveCost(profileSpans(movedFrom, words), Math.max(0, inputTokens - cachedInputTokens))];
}

/** What an operator types to see every candidate of the conversation. */
export const explainCommand = ({ session, agentId }: ModelStatus): string =>
  `modelpin models explain ${session} --agent ${agentId}`;

function consentList(status: ModelStatus, { words, id }: Reader): Block[] {
  const lines = (status.consents ?? []).map(({ profile, by, at }) =>
    words.consent.inForce(profileSpans(profile, words), by === id ? [words.you] : [{ code: by }], at),
  );
  return list(lines, (hidden) => words.moreForOperators(hidden, explainCommand(status)));
}

/** The first one, which says what they are, always stays. */
function fallbackList({ fallbacks }: ModelStatus, words: Words): Block[] {
  const items = fallbacks.map((model, index) => {
    const spans = modelSpans(model, words);
    return { line: index === 0 ? words.fallbacks(spans) : ["  ", ...spans], current: index === 0 };
  });
  return items.length === 0 ? [] : [{ kind: "list", items, more: (hidden) => words.more(hidden, "/model list") }];
}

/** What `/model status` shows: everything, for whoever may see it. */
export function fullView(status: ModelStatus, reader: Reader): Reply {
  const { words } = reader;
  const about: Line[] = [
    [],
    words.agent(status.agentId),
    words.session(status.session),
    ...(status.default ? [words.defaultModel(modelSpans(status.default, words))] : []),
  ];
  const away = status.movedFrom ? [words.notice.awayFrom(profileSpans(status.movedFrom, words))] : [];
  const route = status.lastRoute ? [[], ...routeLines(status.lastRoute, words)] : [];
  return {
    audience: "caller",
    more: (hidden) => words.moreForOperators(hidden, statusCommand(status.agentId)),
    blocks: [
      { kind: "text", lines: headLines(status, reader) },
      ...problemList(status.problems, words),
      { kind: "text", lines: about },
      ...fallbackList(status, words),
      ...consentList(status, reader),
      { kind: "text", lines: away },
      ...status.providers.flatMap((provider) => providerBlocks(provider, status.agentId, words)),
      { kind: "text", lines: route },
    ],
  };
}
