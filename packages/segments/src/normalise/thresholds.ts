import { HabitusError } from "@habitus/kernel";
import type { Cut, Population } from "../plan/population.ts";
import type { PlanContext } from "./context.ts";
import { entryOf } from "./look-up.ts";

/** Where a plan gets the values of its thresholds. */
export type Thresholds = {
  /**
   * The value of a cut; null when nobody was ranked.
   * @param population The people it is of, planned with the given thresholds.
   */
  value(cut: Cut, population: (thresholds: Thresholds) => Omit<Population, "cuts">): string | null;
};

/** Any value will do for a look at what a plan reads. */
export const STAND_IN = "1";

/** Takes them as the last refresh pinned them. */
export function pinnedThresholds({ thresholds }: PlanContext): Thresholds {
  return {
    value({ key }) {
      const pinned = entryOf(thresholds, key);
      if (pinned !== null) return pinned.value;
      throw new HabitusError("threshold_missing", "A place among people is compared with a threshold", {
        fix: "Refresh the thresholds of the definition first.",
        details: { threshold: key },
      });
    },
  };
}

/** Notes which are asked for. */
export class AskedThresholds implements Thresholds {
  readonly keys: string[] = [];

  value({ key }: Cut): string {
    this.keys.push(key);
    return STAND_IN;
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

  value(cut: Cut, population: (thresholds: Thresholds) => Omit<Population, "cuts">): string | null {
    const pinned = entryOf(this.#pinned, cut.key);
    if (pinned !== null) return pinned.value;
    const before = ++this.#missing;
    if (this.#seen.has(cut.key)) return STAND_IN;
    this.#seen.add(cut.key);
    const found = population(this);
    // Where its audience lacks a threshold itself, that one comes first.
    if (this.#missing === before) this.#add(found, cut);
    return STAND_IN;
  }

  populations(): readonly Population[] {
    return [...this.#populations.values()];
  }

  #add(population: Omit<Population, "cuts">, cut: Cut): void {
    const { cuts } = this.#populations.get(population.key) ?? { cuts: [] };
    const all = cuts.some(({ key }) => key === cut.key) ? cuts : [...cuts, cut];
    this.#populations.set(population.key, { ...population, cuts: all });
  }
}
