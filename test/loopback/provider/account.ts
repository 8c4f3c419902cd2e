import { answer, type Behaviour, refuse } from "./behaviour.js";

/** What a credential's account does, as a test directs it. */
export interface Account {
  /** From now on, whenever nothing is queued. */
  always(behaviour: Behaviour): Account;
  /** For the next requests, one each. */
  next(...behaviours: readonly Behaviour[]): Account;
  /** Answers `count` more requests, then does `dry` until {@link Account.recover}. */
  runDryAfter(count: number, dry?: Behaviour): Account;
  recover(): Account;
  /** What the next request of this account gets. */
  take(): Behaviour;
}

/** A rate limit as Anthropic and OpenAI word it alike. */
const rateLimited = refuse(
  429,
  { type: "error", error: { type: "rate_limit_error", message: "This request would exceed your rate limit." } },
  { "retry-after": "30" },
);

export function createAccount(usual: Behaviour = answer("Hello.")): Account {
  let standing = usual;
  let left = Number.POSITIVE_INFINITY;
  let whenDry: Behaviour = rateLimited;
  const queue: Behaviour[] = [];
  const account: Account = {
    always(behaviour) {
      standing = behaviour;
      return account;
    },
    next(...behaviours) {
      queue.push(...behaviours);
      return account;
    },
    runDryAfter(count, dry = rateLimited) {
      left = count;
      whenDry = dry;
      return account;
    },
    recover() {
      left = Number.POSITIVE_INFINITY;
      return account;
    },
    take() {
      if (left <= 0) return whenDry;
      left -= 1;
      return queue.shift() ?? standing;
    },
  };
  return account;
}
