import type { Location } from "../../../src/config/locate.js";
import { checks } from "../../../src/doctor/checks.js";
import { type Examined, examine } from "../../../src/doctor/examine.js";
import { openGrounds } from "../../../src/doctor/grounds.js";
import type { Io } from "../io.js";
import { askGatewayView } from "./ask-gateway.js";

/** What every check finds as things stand; with `isOnline` the platforms are asked as well. */
export async function look(io: Io, location: Location, isOnline: boolean): Promise<Examined[]> {
  const grounds = await openGrounds({
    location,
    env: { ...io.env, HOME: io.home },
    cwd: io.cwd,
    now: io.now,
    isOnline,
    askGateway: () => askGatewayView(location.stateDir),
  });
  try {
    return await examine(grounds, checks);
  } finally {
    await grounds.close();
  }
}
