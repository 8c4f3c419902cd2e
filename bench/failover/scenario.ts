/** What became of one message under a policy. */
export interface Outcome {
  readonly answeredBy: string | undefined;
  /** Requests that a dead account refused. */
  readonly failed: number;
}

/** A way to choose accounts. */
export interface Policy {
  message(session: string, at: number): Promise<Outcome>;
  close(): Promise<void>;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
export const begin = Date.parse("2026-11-03T00:00:00Z");
/** How long a provider keeps a prompt in its cache. */
const cacheLife = 5 * minute;

export const ids = ["anthropic:a", "anthropic:b", "anthropic:c", "anthropic:d"] as const;
export const keyOf = (id: string): string => `sk-ant-api03-${id.replace(":", "-")}`;

/** The same numbers every time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Outage {
  readonly from: number;
  readonly to: number;
  readonly kind: "stated" | "silent" | "overloaded";
}

/** Each account: limits that name their end, limits that do not, short overloads. */
function outagesOf(index: number, hours: number): readonly Outage[] {
  const roll = dice(1000 + index * 7919);
  const outages: Outage[] = [];
  let at = begin + roll() * hour;
  while (at < begin + hours * hour) {
    const kind = (["stated", "silent", "overloaded"] as const)[Math.floor(roll() * 3)] ?? "silent";
    const length = kind === "overloaded" ? (0.5 + roll() * 3) * minute : (3 + roll() * 40) * minute;
    outages.push({ from: at, to: at + length, kind });
    at += length + (0.5 + roll() * 2) * hour;
  }
  return outages;
}

/** The messages of ten conversations: bursts of a few minutes with pauses between, each longer than the last by a turn. */
export function* script(hours: number): Generator<{ at: number; session: string; tokens: number }> {
  const roll = dice(42);
  const tokens = new Map<string, number>();
  let at = begin;
  while (at < begin + hours * hour) {
    at += roll() * 40 * second;
    const session = `terminal:${Math.floor(roll() * 10)}`;
    const grown = Math.min(60_000, (tokens.get(session) ?? 1000) + 400);
    tokens.set(session, grown);
    yield { at: Math.round(at), session, tokens: grown };
  }
}

export function dryTimes(hours: number): { readonly messages: number; readonly outages: number } {
  return {
    messages: [...script(hours)].length,
    outages: ids.reduce((sum, _, index) => sum + outagesOf(index, hours).length, 0),
  };
}

const refusals = {
  stated: { status: 429, body: limit("This request would exceed your rate limit.") },
  silent: { status: 429, body: limit("This request would exceed your rate limit.") },
  overloaded: { status: 529, body: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } } },
};

function limit(message: string) {
  return { type: "error", error: { type: "rate_limit_error", message } };
}

/** The accounts of one run, each with its own cache. */
export function createAccounts(hours = 24 * 31) {
  return ids.map((id, index) => {
    const outages = outagesOf(index, hours);
    const kept = new Map<string, { at: number; tokens: number }>();
    const outageAt = (at: number) => outages.find(({ from, to }) => from <= at && at < to);
    const lastEnded = (at: number) => outages.findLast(({ to }) => to <= at);
    let announced = 0;
    return {
      id,
      key: keyOf(id),
      isFirst: index === 0,
      dryAt(at: number) {
        const outage = outageAt(at);
        if (!outage) return undefined;
        const headers = (now: number): Record<string, string> =>
          outage.kind === "stated" ? { "retry-after": String(Math.ceil((outage.to - now) / second)) } : {};
        return { ...refusals[outage.kind], headers };
      },
      recoveredAt: (at: number) => lastEnded(at)?.to ?? 0,
      /** Once per outage. */
      justRecovered(at: number): boolean {
        const ended = lastEnded(at)?.to ?? 0;
        if (ended <= announced) return false;
        announced = ended;
        return true;
      },
      cached(session: string, at: number, tokens: number): number {
        const known = kept.get(session);
        return known && at - known.at <= cacheLife ? Math.min(known.tokens, tokens) : 0;
      },
      used: (session: string, at: number, tokens: number) => kept.set(session, { at, tokens }),
    };
  });
}
