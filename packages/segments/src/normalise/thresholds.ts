import { assert, HabitusError } from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import type { AccountCut, AccountPopulation, Cut, Population, RankedPopulation } from "../plan/population.ts";
import type { PlanContext, Threshold } from "./context.ts";
import { entryOf } from "./look-up.ts";

/** The people that something is worked out of, planned with the given thresholds. */
type Planned<P extends Population> = (thresholds: Thresholds) => Omit<P, "cuts">;

/** Where a plan gets what a refresh works out. */
export type Thresholds = {
  /** The value of a cut; null when nobody was ranked. */
  value(cut: Cut, population: Planned<RankedPopulation>): string | null;
  /** The accounts that pass, ascending. */
  accounts(cut: AccountCut, population: Planned<AccountPopulation>): readonly string[];
};

/** Any value will do for a look at what a plan reads. */
export const STAND_IN = "1";

/** The same of a whole population. */
export function standInFor({ kind }: Population): Threshold {
  return kind === "people" ? { value: STAND_IN } : { accounts: [STAND_IN] };
}

/** Takes them as the last refresh pinned them. */
export function pinnedThresholds({ thresholds }: PlanContext): Thresholds {
  const looked = overflowsIn(thresholds);
  return {
    value({ key }) {
      const pinned = entryOf(thresholds, key);
      if (pinned !== null && "value" in pinned) return pinned.value;
      throw missing(key, "A place among people is compared with a threshold");
    },
    accounts(cut, population) {
      looked.accounts(cut, population);
      const pinned = entryOf(thresholds, cut.key);
      if (pinned !== null && "accounts" in pinned) return withinLimit(pinned.accounts);
      throw missing(cut.key, "A refresh works out what the people of accounts are like");
    },
  };
}

/**
 * Throws where accounts that are pinned are too many, also inside the condition on others' people: what was worked out of those before is
 * no longer what the condition says.
 */
function overflowsIn(thresholds: PlanContext["thresholds"]): Thresholds {
  const looked: Thresholds = {
    value: () => STAND_IN,
    accounts({ key }, population) {
      population(looked);
      const pinned = entryOf(thresholds, key);
      return pinned !== null && "accounts" in pinned ? withinLimit(pinned.accounts) : [STAND_IN];
    },
  };
  return looked;
}

function withinLimit(accounts: readonly string[] | null): readonly string[] {
  if (accounts !== null) return accounts;
  throw new HabitusError(
    "too_many_accounts",
    `The people of more than ${LIMITS.pinnedAccounts} accounts are as the condition asks`,
    { fix: "Say it the other way round with `not`, so that fewer accounts are meant." },
  );
}

function missing(threshold: string, message: string): HabitusError {
  return new HabitusError("threshold_missing", message, {
    fix: "Refresh the thresholds of the definition first.",
    details: { threshold },
  });
}

/** Notes which are asked for. */
export class AskedThresholds implements Thresholds {
  readonly keys: string[] = [];

  value({ key }: Cut): string {
    this.keys.push(key);
    return STAND_IN;
  }

  accounts({ key }: AccountCut): readonly string[] {
    this.keys.push(key);
    return [STAND_IN];
  }
}

/** Gathers the populations of thresholds that are not pinned. */
export class MissingThresholds implements Thresholds {
  readonly #pinned: PlanContext["thresholds"];
  readonly #populations = new Map<string, Population>();
  /** Keys of the cuts whose populations were planned: the same cut is asked for wherever its condition is planned. */
  readonly #seen = new Set<string>();
  #missing = 0;

  constructor({ thresholds }: PlanContext) {
    this.#pinned = thresholds;
  }

  value(cut: Cut, population: Planned<RankedPopulation>): string | null {
    const pinned = this.#lookUp(cut, () => ({ ...population(this), cuts: [cut] }));
    return pinned !== null && "value" in pinned ? pinned.value : STAND_IN;
  }

  accounts(cut: AccountCut, population: Planned<AccountPopulation>): readonly string[] {
    const pinned = this.#lookUp(cut, () => ({ ...population(this), cuts: [cut] }));
    return pinned !== null && "accounts" in pinned ? withinLimit(pinned.accounts) : [STAND_IN];
  }

  populations(): readonly Population[] {
    return [...this.#populations.values()];
  }

  /** @param plan its population, the first time that it is asked for. */
  #lookUp({ key }: Pick<Cut, "key">, plan: () => Population): Threshold | null {
    const pinned = entryOf(this.#pinned, key);
    if (pinned !== null) return pinned;
    const before = ++this.#missing;
    if (this.#seen.has(key)) return null;
    this.#seen.add(key);
    const found = plan();
    // Where its audience lacks a threshold itself, that one comes first.
    if (this.#missing === before) {
      const known = this.#populations.get(found.key);
      this.#populations.set(found.key, known === undefined ? found : mergedPopulations(known, found));
    }
    return null;
  }
}

/** One population with the cuts of both. @param second of the same key. */
export function mergedPopulations(first: Population, second: Population): Population {
  if (first.kind === "people" && second.kind === "people")
    return { ...first, cuts: eachOnce([...first.cuts, ...second.cuts]) };
  assert(first.kind === "accounts" && second.kind === "accounts", "a key is of one kind of population");
  return { ...first, cuts: eachOnce([...first.cuts, ...second.cuts]) };
}

function eachOnce<C extends { readonly key: string }>(cuts: readonly C[]): readonly C[] {
  return [...new Map(cuts.map((cut) => [cut.key, cut])).values()];
}
