import { type Mended, mend } from "../../../src/doctor/mend.js";
import { exit } from "../exit.js";
import { usesColor } from "../io.js";
import { locationOf } from "../open.js";
import type { Call, Outcome } from "../verb.js";
import { look } from "./look.js";
import { doctorJson, doctorText } from "./report.js";

type DoctorFlags = {
  readonly json: { says: string };
  readonly fix: { says: string };
  readonly online: { says: string };
};

/** Looks, mends where asked to, and then looks again: what is reported is what is so at the end. */
export async function runDoctor({ io, flags, config }: Call<DoctorFlags>): Promise<Outcome> {
  const location = locationOf(io, config);
  let examined = await look(io, location, flags.online);
  let mended: Mended[] = [];
  if (flags.fix) {
    mended = await mend(examined);
    if (mended.length > 0) examined = await look(io, location, flags.online);
  }
  const isWrong = examined.some(({ findings }) => findings.some(({ level }) => level === "error"));
  return {
    exit: isWrong ? exit.failed : exit.ok,
    json: doctorJson(examined, mended, !isWrong),
    text: doctorText(examined, mended, { color: usesColor(io), wantsFix: flags.fix }),
  };
}
