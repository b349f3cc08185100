import { assert, DAY_MS } from "@habitus/kernel";
import { type Claim, type Dedupe, DEDUPE_HORIZON_DAYS } from "./dedupe.ts";

type Place = { readonly offset: number; readonly index: number };
type Seen = Map<string, Place>;

/** Dedupe for tests: keeps the contract except that nothing outlives the process. */
export function createMemoryDedupe(options: { readonly horizonDays?: number } = {}): Dedupe {
  const horizonDays = options.horizonDays ?? DEDUPE_HORIZON_DAYS;
  const days = new Map<number, Seen>();
  const forever: Seen = new Map();
  let newest = 0;
  let closed = false;

  const dayOf = (claim: Claim): Seen => {
    const day = Math.floor(claim.at / DAY_MS);
    newest = Math.max(newest, day);
    for (const old of days.keys()) if (old < newest - horizonDays) days.delete(old);
    const seen = days.get(day) ?? new Map<string, Place>();
    days.set(day, seen);
    return seen;
  };
  const isFirst = (claim: Claim): boolean => {
    const day = dayOf(claim);
    for (const seen of [...days.values(), forever]) {
      const place = seen.get(claim.idHash);
      if (place !== undefined) return place.offset === claim.offset && place.index === claim.index;
    }
    (claim.forever === true ? forever : day).set(claim.idHash, claim);
    return true;
  };

  return {
    async claim(claims) {
      assert(!closed, "dedupe is open");
      return claims.map(isFirst);
    },
    keep: () => Promise.resolve(),
    async clear() {
      days.clear();
      forever.clear();
      newest = 0;
    },
    async close() {
      closed = true;
    },
  };
}
