import { HabitusError, type Instant, MINUTE_MS, SECOND_MS } from "@habitus/kernel";

export type SignInLimit = {
  /**
   * Counts a try before the password is looked at, so tries at the same time cannot slip past.
   * @throws HabitusError `too_many_sign_ins` with `details.retryAfterSeconds`.
   */
  begin(account: string, address: string): void;
  /** The password was right: the account's tries from this address and this one try of the address are forgotten. */
  succeeded(account: string, address: string): void;
};

export type SignInLimits = {
  readonly windowMs: number;
  readonly perAccountAndAddress: number;
  readonly perAddress: number;
  /** Counters kept at most; beyond, the oldest is given up. */
  readonly counters: number;
};

export const SIGN_IN_LIMITS: SignInLimits = {
  windowMs: 15 * MINUTE_MS,
  perAccountAndAddress: 10,
  perAddress: 100,
  counters: 20_000,
};

type Counter = { readonly since: Instant; readonly tries: number };

/** Counts in memory: a restart forgives. The account is never locked as such, so a stranger cannot lock its owner out. */
export function createSignInLimit(now: () => Instant, limits: SignInLimits = SIGN_IN_LIMITS): SignInLimit {
  const byPair = new Map<string, Counter>();
  const byAddress = new Map<string, Counter>();
  const pair = (account: string, address: string): string => `${address} ${account}`;

  const current = (counters: Map<string, Counter>, key: string): Counter => {
    const found = counters.get(key);
    const isOver = found === undefined || now() - found.since >= limits.windowMs;
    return isOver ? { since: now(), tries: 0 } : found;
  };
  const refuseAbove = (counter: Counter, most: number): void => {
    if (counter.tries < most) return;
    const retryAfterSeconds = Math.max(1, Math.ceil((counter.since + limits.windowMs - now()) / SECOND_MS));
    throw new HabitusError("too_many_sign_ins", "Too many failed sign-ins. Wait before the next try.", {
      details: { retryAfterSeconds },
    });
  };
  const count = (counters: Map<string, Counter>, key: string, counter: Counter): void => {
    // Set anew at the end: the map's first entry is then the one that was quiet longest.
    counters.delete(key);
    counters.set(key, { ...counter, tries: counter.tries + 1 });
    const oldest = counters.size > limits.counters ? counters.keys().next().value : undefined;
    if (oldest !== undefined) counters.delete(oldest);
  };

  return {
    begin(account, address) {
      const key = pair(account, address);
      const tries = current(byPair, key);
      const fromAddress = current(byAddress, address);
      refuseAbove(tries, limits.perAccountAndAddress);
      refuseAbove(fromAddress, limits.perAddress);
      count(byPair, key, tries);
      count(byAddress, address, fromAddress);
    },
    succeeded(account, address) {
      byPair.delete(pair(account, address));
      const fromAddress = current(byAddress, address);
      byAddress.set(address, { ...fromAddress, tries: Math.max(0, fromAddress.tries - 1) });
    },
  };
}
