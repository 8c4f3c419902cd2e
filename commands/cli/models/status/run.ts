import type { ModelAuth } from "../../../../src/auth/model-auth.js";
import { isModelpinError, ModelpinError } from "../../../../src/domain/errors.js";
import { formatModelRef } from "../../../../src/domain/model-ref.js";
import { exit } from "../../exit.js";
import { gatewayBeside } from "../../gateway/beside.js";
import { usesColor } from "../../io.js";
import { locationOf } from "../../open.js";
import { printable, toSayable } from "../../say.js";
import type { Call, Outcome } from "../../verb.js";
import { type Check, clockProblem, toCheck } from "./check.js";
import { type AgentView, type Records, readPins, viewAgent } from "./gather.js";
import { statusJson } from "./json.js";
import { type probeFlagSpecs, toProbeOptions } from "./probe-flags.js";
import { missingAuthOf, type Problem, problemsOf, type StatusReport } from "./report.js";
import { findingKey, findSecrets } from "./secrets.js";
import { statusText } from "./text.js";

type StatusFlags = {
  readonly json: { says: string };
  readonly plain: { says: string };
  readonly check: { says: string };
  readonly agent: { value: string; says: string };
} & typeof probeFlagSpecs;

export async function runStatus(call: Call<StatusFlags>): Promise<Outcome> {
  const { flags, io } = call;
  const probing = toProbeOptions(flags);
  let auth: ModelAuth;
  try {
    auth = await call.open();
  } catch (error) {
    if (isModelpinError(error)) return withoutConfig(call, error);
    throw error;
  }
  const report = await reportOf(call, auth);
  const code = flags.check ? report.check.code : exit.ok;
  const notes = flags.check ? report.check.reasons.map(reasonLine) : [];
  if (flags.plain) return { ...plain(report, code), notes };
  const { gateway, configPath, now } = report;
  const gatewayRows =
    gateway && !flags.json ? (await import("../../gateway/rows.js")).besideRows(gateway, configPath, now) : [];
  const probes = probing && (await (await import("./probe.js")).probeProfiles(auth, report.view.snapshot, io, probing));
  return {
    exit: code,
    // With hundreds of profiles either is long to make.
    ...(flags.json
      ? { json: { ...statusJson(report), ...(probes ? { probes: probes.json } : {}) } }
      : { text: statusText(report, gatewayRows, usesColor(io)).concat(probes?.text ?? []) }),
    notes,
  };
}

/** One line, by which the scripts of `ops/` know it. */
const reasonLine = (reason: string): string => `check: ${reason.replaceAll("\n", " ")}`;

async function reportOf({ io, ...call }: Call<StatusFlags>, auth: ModelAuth): Promise<StatusReport> {
  const now = io.now();
  const agent = await call.agent(auth);
  const records = await readPins(auth);
  const view = await viewAgent(auth, agent, records, now, { onlyInUse: false });
  const others: AgentView[] = [];
  for (const other of auth.config().agents) {
    if (other.id !== agent.id) others.push(await viewAgent(auth, other, records, now, { onlyInUse: true }));
  }
  const views = [view, ...others];
  const { configFile } = auth.sources.location;
  const secrets = await findSecrets(auth, views);
  const clock = clockProblem(now);
  const check = toCheck({
    unreadable: [...(clock === undefined ? [] : [clock]), ...secrets.unreadable],
    inUse: views.flatMap((one) => judgedOf(one, records, secrets.notThere)),
  });
  const environment = auth.sources.environment();
  const { stateDir } = auth.sources.location;
  const gateway = await gatewayBeside({
    stateDir,
    environment,
    config: auth.config().config,
    usages: auth.usages,
  });
  return {
    view,
    configPath: configFile,
    configExists: auth.config().exists,
    storePath: auth.sources.profiles(agent).file,
    shellEnv: {
      enabled: view.snapshot.config.env?.shellEnv?.enabled === true,
      appliedKeys: view.providers
        .flatMap(({ provider }) => environment.profilesOf(provider))
        .filter(({ source }) => source === "login shell")
        .map(({ variable }) => variable),
    },
    problems: [
      ...problemsOf(view.snapshot),
      ...recordProblems(records, stateDir),
      ...[...secrets.unreadable, ...secrets.notThere.values()].map((message) => ({ file: configFile, message })),
    ],
    missing: missingAuthOf(view),
    check,
    ...(gateway ? { gateway } : {}),
    now,
  };
}

function judgedOf({ agent, snapshot, providers }: AgentView, records: Records, notThere: ReadonlyMap<string, string>) {
  const broken = snapshot.files.find(({ problem }) => problem)?.problem?.message ?? records.problem;
  return providers
    .filter(({ inUse }) => inUse)
    .map(({ provider, candidates }) => ({
      agentId: agent.id,
      provider,
      ...(broken === undefined ? {} : { storeProblem: broken }),
      candidates:
        notThere.size === 0
          ? candidates
          : candidates.map(({ profileId, state }) => ({
              profileId,
              state: notThere.has(findingKey(agent.id, profileId)) ? ("unresolved_ref" as const) : state,
            })),
    }));
}

function recordProblems({ problem, unreadablePins }: Records, stateDir: string): Problem[] {
  const pins = unreadablePins.map((session) => ({
    file: stateDir,
    message: `The stored choice of ${session} cannot be read. Drop it: modelpin models pins clear --session ${session}`,
  }));
  return problem === undefined ? pins : [{ file: stateDir, message: problem }, ...pins];
}

function plain({ view, check }: StatusReport, code: Check["code"]): Outcome {
  const { primary } = view.snapshot.catalog;
  if (primary) return { exit: code, text: [printable(formatModelRef(primary))] };
  throw new ModelpinError("no_default_model", `No model is set for the agent ${view.agent.id}.`, {
    hint: `Set one: modelpin models set <provider/model>${check.code === 0 ? "" : " · see modelpin models status"}`,
  });
}

/** What can be said although the configuration cannot be used: where it is, and why. */
function withoutConfig({ flags, io, config }: Call<StatusFlags>, error: ModelpinError): Outcome {
  const { configFile, stateDir } = locationOf(io, config);
  const { code, message, hint } = toSayable(error);
  const json = {
    agentId: flags.agent ?? null,
    configPath: configFile,
    agentDir: null,
    defaultModel: null,
    resolvedDefault: null,
    fallbacks: [],
    aliases: {},
    allowed: [],
    auth: {
      storePath: null,
      missingProvidersInUse: [],
      providers: [],
      unusableProfiles: [],
      oauth: { profiles: [] },
    },
    problems: [{ file: configFile, message }],
    check: { code: exit.unjudged, reasons: [message] },
    error: { code, message, hint: hint ?? null },
  };
  return {
    exit: flags.check ? exit.unjudged : exit.failed,
    json,
    text: flags.plain ? [] : [`Config           ${configFile} (cannot be used)`, `State directory  ${stateDir}`],
    notes: [flags.check ? reasonLine(message) : message, ...(hint === undefined ? [] : [hint])],
  };
}
