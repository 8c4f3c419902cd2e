import { openBigHouse, pinEveryFifth, sessionOf, sizes } from "./big-house.js";
import { p50, p99, report, reportAgainst, type Sample, toSample, us } from "./measure.js";

// What a request is made with, decided for conversations picked at random, four of five of them without a pin.
const rounds = Number(process.argv[2] ?? 100_000);

async function resolveAmong(conversations: number): Promise<Sample> {
  const house = await openBigHouse();
  try {
    await pinEveryFifth(house.auth, conversations);
    const times: number[] = [];
    let seed = 1;
    for (let round = -rounds / 5; round < rounds; round++) {
      seed = (seed * 48_271) % 2_147_483_647;
      const session = house.auth.session(sessionOf(seed % conversations));
      const from = performance.now();
      await session.resolve();
      if (round >= 0) times.push(performance.now() - from);
    }
    return toSample(times);
  } finally {
    await house.close();
  }
}

const few = await resolveAmong(1000);
const many = await resolveAmong(sizes.conversations);
console.log(`resolve, ${sizes.profiles} profiles, ${sizes.models} models`);
reportAgainst("  p50, 100 000 conversations", p50(many), 0.005);
reportAgainst("  p99, 100 000 conversations", p99(many), 0.05);
report("  p50, 1 000 conversations", us(p50(few)));
report("  p99, 1 000 conversations", us(p99(few)));
report("  p50, 100 000 conversations", us(p50(many)), { of: p50(many) / p50(few), to: "1 000" });
report("  p99, 100 000 conversations", us(p99(many)), { of: p99(many) / p99(few), to: "1 000" });
