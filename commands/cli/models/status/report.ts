import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import { variablesOf } from "../../../../src/config/provider-variables.js";
import type { Candidate } from "../../../../src/domain/candidate.js";
import { formatModelRef } from "../../../../src/domain/model-ref.js";
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
  if (!source) return { kind: "missing", detail: `no profile, none of ${variablesOf(provider).join(", ")}` };
  if (source.kind === "environment") {
    return source.from === "config"
      ? { kind: "config", detail: source.variable }
      : { kind: "env", detail: `${source.variable} (${source.from})` };
  }
  const [own, main] = snapshot.files;
  return { kind: "profiles", detail: (source.kind === "main" ? main?.file : own?.file) ?? "" };
}

/** Providers in use for which there is no credential at all, and the two commands that mend it. */
export function missingAuthOf({ agent, snapshot, providers }: AgentView): MissingAuth[] {
  const files = snapshot.files.map(({ file }) => file).join(" and ");
  const suffix = agent.isDefault ? "" : ` --agent ${agent.id}`;
  return providers
    .filter(({ inUse, candidates }) => inUse && candidates.every(isAbsent))
    .map(({ provider }) => ({
      provider,
      message: `No credentials found for ${provider} (agent ${agent.id}).`,
      lookedIn: `Looked in ${files} and in the environment for ${variablesOf(provider).join(", ")}.`,
      commands: ["paste-api-key", "paste-token"].map(
        (word) => `modelpin models auth ${word} --provider ${provider}${suffix}`,
      ),
    }));
}

/** Files that cannot be read, and every entry that is skipped as it is written. */
export function problemsOf({ files }: AgentSnapshot): Problem[] {
  return files.flatMap(({ file, problem, document }) => [
    ...(problem ? [{ file, message: problem.message }] : []),
    ...document.problems.map(({ path, expected }) => ({ file, path, message: expected })),
  ]);
}

export function aliasesOf({ catalog }: AgentSnapshot): Record<string, string> {
  return Object.fromEntries(
    catalog.entries.flatMap(({ alias, ref }) => (alias === undefined ? [] : [[alias, formatModelRef(ref)]])),
  );
}
