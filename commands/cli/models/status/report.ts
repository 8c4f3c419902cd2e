import { findOAuthProvider } from "../../../../src/auth/oauth/provider.js";
import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import { variablesOf } from "../../../../src/config/provider-variables.js";
import type { Candidate } from "../../../../src/domain/candidate.js";
import { misfitWords } from "../../../../src/domain/misfit-words.js";
import { formatModelRef } from "../../../../src/domain/model-ref.js";
import { allOf } from "../../../../src/domain/profile-set.js";
import type { GatewayBeside } from "../../gateway/compare-gateway.js";
import type { Check } from "./check.js";
import type { AgentView, ProviderView } from "./gather.js";

/** Where what a provider would use comes from. */
export interface Effective {
  readonly kind: "profiles" | "env" | "config" | "missing";
  readonly detail: string;
}

/** Something in a file that must be mended. */
export interface Problem {
  readonly file: string;
  /** The field, where one is concerned. */
  readonly path?: string;
  /** What is wrong, or what belongs there. */
  readonly message: string;
}

/** Everything that `models status` says, before it has a form. */
export interface StatusReport {
  readonly view: AgentView;
  readonly configPath: string;
  readonly configExists: boolean;
  readonly storePath: string;
  readonly shellEnv: { readonly enabled: boolean; readonly appliedKeys: readonly string[] };
  readonly problems: readonly Problem[];
  readonly missing: readonly MissingAuth[];
  readonly check: Check;
  /** The running gateway's own view, or why it does not tell; absent where none runs. */
  readonly gateway?: GatewayBeside | { readonly silent: string };
  readonly now: number;
}

export interface MissingAuth {
  readonly provider: string;
  readonly message: string;
  readonly lookedIn: string;
  readonly commands: readonly string[];
}

const isAbsent = ({ state }: Candidate): boolean => state === "unknown_profile" || state === "missing_credential";

/** By the profile that is tried first; what is not usable still says where credentials are kept. */
export function effectiveOf({ provider, candidates }: ProviderView, snapshot: AgentSnapshot): Effective {
  const chosen = candidates.find(({ next }) => next) ?? candidates.find((candidate) => !isAbsent(candidate));
  const { source } = chosen ?? {};
  if (!source) {
    const isThere = untriedOf({ provider, candidates }, snapshot).length > 0;
    const detail = isThere
      ? "none of those that are tried holds a credential"
      : `no profile, none of ${variablesOf(provider).join(", ")}`;
    return { kind: "missing", detail };
  }
  if (source.kind === "environment") {
    return source.from === "config"
      ? { kind: "config", detail: source.variable }
      : { kind: "env", detail: `${source.variable} (${source.from})` };
  }
  const [own, main] = snapshot.files;
  return { kind: "profiles", detail: (source.kind === "main" ? main?.file : own?.file) ?? "" };
}

/** The profiles of a provider that only a pin takes: an order is complete. */
function untriedOf(
  { provider, candidates }: Pick<ProviderView, "provider" | "candidates">,
  { profiles }: AgentSnapshot,
): string[] {
  const tried = new Set(candidates.map(({ profileId }) => profileId));
  return allOf(profiles, provider)
    .map(({ id }) => id)
    .filter((id) => !tried.has(id));
}

/**
 * Providers in use for which no credential is tried at all, and what mends it: another order where there are some that
 * it does not name, since adding one more would not help; else the two commands that add one.
 */
export function missingAuthOf({ agent, snapshot, providers }: AgentView): MissingAuth[] {
  const files = snapshot.files.map(({ file }) => file).join(" and ");
  const suffix = agent.isDefault ? "" : ` --agent ${agent.id}`;
  return providers
    .filter(({ inUse, candidates }) => inUse && candidates.every(isAbsent))
    .map(({ provider, candidates }) => {
      const untried = untriedOf({ provider, candidates }, snapshot);
      if (untried.length > 0) {
        return {
          provider,
          message: `None of the profiles that ${provider} (agent ${agent.id}) is tried with holds a credential.`,
          lookedIn: `Through a pin only, since no order names them: ${untried.join(", ")}.`,
          commands: [`modelpin models auth order set --provider ${provider}${suffix} ${untried.join(" ")}`],
        };
      }
      const isLoggedInTo = findOAuthProvider(snapshot.config, provider) !== undefined;
      return {
        provider,
        message: `No credentials found for ${provider} (agent ${agent.id}).`,
        lookedIn: `Looked in ${files} and in the environment for ${variablesOf(provider).join(", ")}.`,
        commands: [isLoggedInTo ? "login" : "paste-api-key", "paste-token"].map(
          (word) => `modelpin models auth ${word} --provider ${provider}${suffix}`,
        ),
      };
    });
}

/** Files that cannot be read, and every entry that is skipped as it is written. */
export function problemsOf({ files }: AgentSnapshot): Problem[] {
  return files.flatMap(({ file, problem, document }) => [
    ...(problem ? [{ file, message: problem.message }] : []),
    ...document.problems.map(({ path, expected }) => ({ file, path, message: misfitWords(expected) })),
  ]);
}

export function aliasesOf({ catalog }: AgentSnapshot): Record<string, string> {
  return Object.fromEntries(
    catalog.entries.flatMap(({ alias, ref }) => (alias === undefined ? [] : [[alias, formatModelRef(ref)]])),
  );
}
