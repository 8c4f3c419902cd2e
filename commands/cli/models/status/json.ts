import type { Candidate } from "../../../../src/domain/candidate.js";
import { expiringMs } from "../../../../src/domain/judge.js";
import { formatModelRef } from "../../../../src/domain/model-ref.js";
import type { Profile } from "../../../../src/domain/profile-set.js";
import { usageOf } from "../../../../src/domain/usage-document.js";
import { aliasesOf, effectiveOf, type StatusReport } from "./report.js";

/** One candidate as every `--json` of the command line shows it. */
export function candidateJson({ profileId, type, state, reason, until, next, billing, source }: Candidate) {
  return {
    profileId,
    type: type ?? null,
    state,
    reason: reason ?? null,
    until: until ?? null,
    next,
    billing: billing ?? null,
    source: source ?? null,
  };
}

/** `models status --json`: the key names that scripts know, times in ms since the epoch. */
export function statusJson(report: StatusReport) {
  const { view, now } = report;
  const { agent, snapshot, providers } = view;
  const { catalog, profiles } = snapshot;
  const candidates = providers.flatMap((provider) => provider.candidates);
  const stored = providers.flatMap(({ provider }) => profiles.stored(provider));
  const expirable = [...stored, ...providers.flatMap(({ provider }) => profiles.fromEnvironment(provider))].filter(
    ({ type }) => type !== "api_key",
  );
  return {
    agentId: agent.id,
    gateway: report.gateway ?? null,
    configPath: report.configPath,
    agentDir: agent.agentDir,
    defaultModel: agent.primary ?? null,
    resolvedDefault: catalog.primary ? formatModelRef(catalog.primary) : null,
    fallbacks: catalog.fallbacks.map(formatModelRef),
    aliases: aliasesOf(snapshot),
    allowed: agent.allow ?? catalog.entries.map(({ ref }) => formatModelRef(ref)),
    auth: {
      storePath: report.storePath,
      shellEnvFallback: report.shellEnv,
      providersWithOAuth: providers.flatMap(({ provider }) => {
        const count = expirable.filter((profile) => profile.provider === provider).length;
        return count === 0 ? [] : [`${provider} (${count})`];
      }),
      missingProvidersInUse: report.missing.map(({ provider }) => provider),
      providers: providers.map((provider) => ({
        provider: provider.provider,
        inUse: provider.inUse,
        effective: effectiveOf(provider, snapshot),
        orderSource: provider.orderLayer ?? null,
        profiles: countsOf(profiles.stored(provider.provider)),
        candidates: provider.candidates.map((candidate) => ({
          ...candidateJson(candidate),
          limits: usageOf(provider.usage, candidate.profileId)?.limits ?? null,
        })),
      })),
      unusableProfiles: candidates
        .filter(({ state }) => state === "cooldown" || state === "disabled")
        .map(({ profileId, provider, state, reason, until }) => ({
          profileId,
          provider,
          kind: state,
          reason: reason ?? null,
          until: until ?? null,
          remainingMs: until === undefined ? null : Math.max(0, until - now),
        })),
      oauth: {
        warnAfterMs: expiringMs,
        profiles: expirable.map((profile) => expiryJson(profile, now, snapshot.lastRefresh(profile.id))),
      },
    },
    problems: report.problems,
    check: report.check,
  };
}

function countsOf(profiles: readonly Profile[]) {
  const count = (type: Profile["type"]): number => profiles.filter((profile) => profile.type === type).length;
  return {
    count: profiles.length,
    oauth: count("oauth"),
    token: count("token"),
    apiKey: count("api_key"),
    labels: profiles.map(labelOf),
  };
}

const labelOf = ({ id, email }: Profile): string =>
  email === undefined || id.includes(email) ? id : `${id} (${email})`;

function expiryJson(profile: Profile, now: number, refreshedAt: number | undefined) {
  const { id, provider, type, expires, refreshable, source, fault } = profile;
  const left = expires === undefined ? undefined : expires - now;
  const status =
    fault === "invalid_expires"
      ? "unknown"
      : fault === "needs_login"
        ? "needs_login"
        : left === undefined
          ? "static"
          : refreshable
            ? "ok"
            : left <= 0
              ? "expired"
              : left < expiringMs
                ? "expiring"
                : "ok";
  return {
    profileId: id,
    provider,
    type,
    status,
    ...(expires === undefined ? {} : { expiresAt: expires, remainingMs: Math.max(0, expires - now) }),
    refreshable,
    ...(refreshedAt === undefined ? {} : { refreshedAt }),
    source: source.kind === "environment" ? source.variable : "store",
    label: labelOf(profile),
  };
}
