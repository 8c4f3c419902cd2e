import { openModelAuth } from "../../../src/auth/open.js";
import type { Location } from "../../../src/config/locate.js";
import type { Finding } from "../../../src/doctor/finding.js";
import type { AgentId, ProfileId } from "../../../src/domain/ids.js";
import { look } from "../doctor/look.js";
import type { Io } from "../io.js";
import { probeProfiles } from "../models/status/probe.js";
import type { ProbeReport } from "../models/status/probe-report.js";

/** What the doctor finds once everything is stored; with `isOnline` the platforms are asked as well. */
export async function lookAfter(io: Io, location: Location, isOnline: boolean): Promise<readonly Finding[]> {
  return (await look(io, location, isOnline)).flatMap(({ findings }) => findings);
}

/** One tiny real request through each of these profiles: whether it is accepted at all. Books nothing. */
export async function probeNamed(
  io: Io,
  location: Location,
  agentId: AgentId,
  profiles: readonly ProfileId[],
): Promise<ProbeReport> {
  const env = { ...io.env, HOME: io.home };
  const auth = await openModelAuth({
    config: location.configFile,
    configMayBeAbsent: true,
    stateDir: location.stateDir,
    env,
    now: io.now,
    // What comes of the request is told anyway.
    onWarning: () => undefined,
  });
  try {
    const options = { providers: [], profiles, allModels: false, timeoutMs: 8000, concurrency: 2 };
    return await probeProfiles(auth, await auth.snapshot(agentId), io, options);
  } finally {
    await auth.close();
  }
}
