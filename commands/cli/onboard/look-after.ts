import type { Location } from "../../../src/config/locate.js";
import { checks } from "../../../src/doctor/checks.js";
import { examine } from "../../../src/doctor/examine.js";
import type { Finding } from "../../../src/doctor/finding.js";
import { openGrounds } from "../../../src/doctor/grounds.js";
import { askGatewayView } from "../doctor/ask-gateway.js";
import type { Io } from "../io.js";

/** What the doctor finds once everything is stored; with `isOnline` the platforms are asked as well. */
export async function lookAfter(io: Io, location: Location, isOnline: boolean): Promise<readonly Finding[]> {
  const grounds = await openGrounds({
    location,
    env: { ...io.env, HOME: io.home },
    cwd: io.cwd,
    now: io.now,
    isOnline,
    askGateway: () => askGatewayView(location.stateDir),
  });
  try {
    return (await examine(grounds, checks)).flatMap(({ findings }) => findings);
  } finally {
    await grounds.close();
  }
}
