// What a suggestion costs with 5 000 models: `/model` completing, against one bare pass over the same names.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { model } from "../commands/slash/model.js";
import { openModelAuth } from "../src/auth/open.js";
import { byTurns, inMs, p50, p99, report, reportAgainst } from "./measure.js";

const dir = await mkdtemp(join(tmpdir(), "modelpin-bench-"));
const refs = Array.from(
  { length: 5000 },
  (_, at) => `p${at % 40}/vendor-${at % 97}/model-${at}-${"x".repeat(at % 30)}`,
);
const models = Object.fromEntries(refs.map((ref, at) => [ref, at % 10 === 0 ? { alias: `a${at}` } : {}]));
await writeFile(
  join(dir, "config.json"),
  JSON.stringify({
    agents: { defaults: { model: refs[0], models } },
    models: {
      providers: Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [`p${at}`, { baseUrl: "https://x.test/v1" }]),
      ),
    },
    access: { admin: ["*"] },
  }),
);
const auth = await openModelAuth({ stateDir: dir, env: {} });
const command = model(auth);
const invocation = {
  place: { platform: "discord", session: "discord:1", kind: "dm", peerId: "1" },
  person: { id: "discord:2", principals: ["discord:2"] },
  seenByCallerAlone: true,
  now: Date.now(),
} as const;
const typed = ["", "m", "model-4", "vendor-9", "xyz", "p3/", "mdl99", "a120", "nothing at all like it"];
let turn = 0;
const next = (): string => typed[turn++ % typed.length] ?? "";
const names = refs.map((ref) => ref.toLowerCase());

const times = await byTurns(900, {
  suggestion: () => command.complete?.({ ...invocation, argument: next() }),
  pass: () => names.filter((name) => name.includes(next())).slice(0, 25),
});
report("one suggestion among 5 000 models, p50", inMs(p50(times.suggestion)), {
  of: p50(times.suggestion) / p50(times.pass),
  to: "one bare pass over the names",
});
reportAgainst("one suggestion among 5 000 models, p99", p99(times.suggestion), 100);
await auth.close();
await rm(dir, { recursive: true });
