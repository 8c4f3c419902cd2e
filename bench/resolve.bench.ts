import { join } from "node:path";
import { open } from "lmdb";
import { openBigHouse, pinEveryFifth, sessionOf, sizes } from "./big-house.js";
import { p50, p99, report, reportAgainst, type Sample, toSample, us } from "./measure.js";

// What a request is made with, decided for conversations picked at random, four of five of them without a pin.
const rounds = Number(process.argv[2] ?? 100_000);

interface Measured {
  readonly resolve: Sample;
  /** One get from the LMDB environment that the pins lie in, by turns with the resolves. */
  readonly get: Sample;
}

async function resolveAmong(conversations: number): Promise<Measured> {
  const house = await openBigHouse();
  try {
    await pinEveryFifth(house.auth, conversations);
    const bare = open<string, string>({ path: join(house.stateDir, "lmdb"), encoding: "string", useVersions: true });
    const resolves: number[] = [];
    const gets: number[] = [];
    let seed = 1;
    for (let round = -rounds / 5; round < rounds; round++) {
      seed = (seed * 48_271) % 2_147_483_647;
      const session = house.auth.session(sessionOf(seed % conversations));
      const from = performance.now();
      await session.resolve();
      const to = performance.now();
      bare.getEntry(`pins/${sessionOf((seed + 1) % conversations)}`);
      const got = performance.now();
      if (round < 0) continue;
      resolves.push(to - from);
      gets.push(got - to);
    }
    await bare.close();
    return { resolve: toSample(resolves), get: toSample(gets) };
  } finally {
    await house.close();
  }
}

const few = await resolveAmong(1000);
const many = await resolveAmong(sizes.conversations);
console.log(`resolve, ${sizes.profiles} profiles, ${sizes.models} models, ${sizes.pins} pins`);
for (const [name, { resolve, get }] of Object.entries({ "1 000": few, "100 000": many })) {
  console.log(`${name} conversations`);
  report("  one LMDB get, p50", us(p50(get)));
  report("  resolve, p50", us(p50(resolve)), { of: p50(resolve) / p50(get), to: "the get" });
  reportAgainst("  resolve, p50", p50(resolve), 0.005);
  reportAgainst("  resolve, p99", p99(resolve), 0.05);
}
report("p50, 100 000 conversations", us(p50(many.resolve)), { of: p50(many.resolve) / p50(few.resolve), to: "1 000" });
report("p99, 100 000 conversations", us(p99(many.resolve)), { of: p99(many.resolve) / p99(few.resolve), to: "1 000" });
