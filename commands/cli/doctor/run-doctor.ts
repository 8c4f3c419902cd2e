import { checks } from "../../../src/doctor/checks.js";
import { type Examined, examine } from "../../../src/doctor/examine.js";
import { openGrounds } from "../../../src/doctor/grounds.js";
import { type Mended, mend } from "../../../src/doctor/mend.js";
import { exit } from "../exit.js";
import { usesColor } from "../io.js";
import { locationOf } from "../open.js";
import type { Call, Outcome } from "../verb.js";
import { askGatewayView } from "./ask-gateway.js";
import { doctorJson, doctorText } from "./report.js";

type DoctorFlags = {
  readonly json: { says: string };
  readonly fix: { says: string };
  readonly online: { says: string };
};

/** Looks, mends where asked to, and then looks again: what is reported is what is so at the end. */
export async function runDoctor({ io, flags, config }: Call<DoctorFlags>): Promise<Outcome> {
  const location = locationOf(io, config);
  const look = async (): Promise<Examined[]> => {
    const grounds = await openGrounds({
      location,
      env: { ...io.env, HOME: io.home },
      cwd: io.cwd,
      now: io.now,
      isOnline: flags.online,
      askGateway: () => askGatewayView(location.stateDir),
    });
    try {
      return await examine(grounds, checks);
    } finally {
      await grounds.close();
    }
  };
  let examined = await look();
  let mended: Mended[] = [];
  if (flags.fix) {
    mended = await mend(examined);
    if (mended.length > 0) examined = await look();
  }
  const isWrong = examined.some(({ findings }) => findings.some(({ level }) => level === "error"));
  return {
    exit: isWrong ? exit.failed : exit.ok,
    json: doctorJson(examined, mended, !isWrong),
    text: doctorText(examined, mended, { color: usesColor(io), wantsFix: flags.fix }),
  };
}
