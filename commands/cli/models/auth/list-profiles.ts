import type { AgentSnapshot } from "../../../../src/auth/snapshot.js";
import { relativeTime } from "../../../../src/chat/times.js";
import type { Candidate } from "../../../../src/domain/candidate.js";
import { allOf, type ProfileSource } from "../../../../src/domain/profile-set.js";
import { operatorEnglish } from "../../../../src/views/words/operator.js";
import { toPlainLine, toTable } from "../../plain.js";
import type { Call, FlagSpecs, Outcome } from "../../verb.js";
import { candidatesOf, readUsage } from "../status/gather.js";
import { problemsOf } from "../status/report.js";
import { toProvider } from "./provider.js";

const english = operatorEnglish();

type ListCall = Pick<Call<FlagSpecs>, "io" | "open" | "agent"> & {
  readonly flags: { readonly provider: string | undefined };
};

export async function listProfiles(call: ListCall): Promise<Outcome> {
  const { io, flags } = call;
  const auth = await call.open();
  const agent = await call.agent(auth);
  const snapshot = await auth.snapshot(agent.id);
  // An empty list would be a lie about a file that cannot be read.
  const broken = snapshot.files.find(({ problem }) => problem)?.problem;
  if (broken) throw broken;
  const only =
    flags.provider === undefined ? undefined : toProvider(flags.provider, snapshot.config, snapshot.profiles);
  const providers = new Set([...snapshot.profiles.byId.values()].map(({ provider }) => provider));
  const now = io.now();
  // Each by itself: an order that names all there is, and no consent that one would need because of another.
  const each = { orders: everything(snapshot), crossBilling: "allow" } as const;
  const found: Candidate[] = [];
  for (const provider of [...providers].sort()) {
    if (only !== undefined && provider !== only) continue;
    found.push(...candidatesOf(snapshot, provider, await readUsage(auth, agent.id, provider), now, each));
  }
  const skipped = problemsOf(snapshot).map(({ file, path, message }) => `Skipped: ${file}: ${path}: ${message}`);
  return { json: found.map(profileJson), text: table(found, agent.id, now), notes: skipped };
}

function everything({ profiles }: AgentSnapshot): AgentSnapshot["orders"] {
  const ids = (provider: string) => allOf(profiles, provider).map(({ id }) => id);
  return { stored: ids, config: () => undefined, named: () => undefined };
}

const profileJson = ({ profileId, provider, type, state, expires, billing, source }: Candidate) => ({
  profileId,
  provider,
  type: type ?? null,
  state,
  expires: expires ?? null,
  billing: billing ?? null,
  source: source ?? null,
});

function sourceText(source: ProfileSource | undefined, agentId: string): string {
  if (source?.kind === "environment") return `${source.variable} (${source.from})`;
  return source?.kind === "main" ? "agent main" : `agent ${agentId}`;
}

function table(found: readonly Candidate[], agentId: string, now: number): string[] {
  if (found.length === 0) {
    return [
      "There is no profile.",
      "Store one: modelpin models auth paste-api-key --provider <provider> (or paste-token)",
    ];
  }
  const rows = found.map(({ profileId, type, state, until, expires, refreshable, billing, source }) => [
    profileId,
    type ?? "-",
    toPlainLine(english.state(state, state === "expiring" ? undefined : until), now),
    refreshable ? "refreshed when due" : expires === undefined ? "-" : relativeTime(expires, now),
    billing ?? "-",
    sourceText(source, agentId),
  ]);
  return toTable(["PROFILE", "TYPE", "STATE", "EXPIRES", "BILLING", "FROM"], rows);
}
