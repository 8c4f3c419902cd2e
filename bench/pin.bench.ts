import { join } from "node:path";
import { open } from "lmdb";
import { terminalPerson } from "../src/domain/access.js";
import { byTurns, inMs, p50, p99, report } from "./measure.js";
import { openSmallHouse } from "./small-house.js";

// A pin as somebody makes it: checked, stored by compare-and-swap, synced to the disk, read back, confirmed. Against one
// put of the same size into an environment of its own on the same disk, synced alike.
const house = await openSmallHouse();
const bare = open<string, string>({
  path: join(house.stateDir, "bare"),
  noSubdir: false,
  encoding: "string",
  overlappingSync: false,
});
const body = JSON.stringify({
  agentId: "main",
  pin: { model: "echo/large", profileId: "echo:work", strict: true, by: "terminal", at: Date.now() },
});
const viewer = { person: terminalPerson, seenByCallerAlone: true };
let puts = 0;
let pins = 0;
const times = await byTurns(2000, {
  bare: () => bare.put(`key-${++puts}`, `${body}${puts}`),
  pin: () =>
    house.auth
      .session(`terminal:${++pins}`)
      .pin({ kind: "choose", model: "large", profile: "work", once: false, soft: false }, viewer),
});
await bare.close();
await house.close();

report("bare LMDB put, p50", inMs(p50(times.bare)));
report("durable pin, p50", inMs(p50(times.pin)), { of: p50(times.pin) / p50(times.bare), to: "the put", aim: 1.5 });
report("durable pin, p99", inMs(p99(times.pin)), { of: p99(times.pin) / p99(times.bare), to: "the put" });
