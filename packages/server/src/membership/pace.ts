/** How long one tick may hold up the records behind it, about, and how few or many deadlines it fires whatever was measured. */
export type PaceLimits = {
  readonly tickMs: number;
  readonly fewest: number;
  readonly most: number;
  /** While nothing was measured. */
  readonly first: number;
};

/** So much of what was known before goes into the next. */
const INERTIA = 0.5;

/** How many deadlines a tick should fire, by how long those took that were fired before. */
export class Pace {
  readonly #limits: PaceLimits;
  #share: number;

  constructor(limits: PaceLimits) {
    this.#limits = limits;
    this.#share = limits.first;
  }

  get share(): number {
    return Math.round(this.#share);
  }

  /** So many took so long. Few say little: what else was done meanwhile would count as theirs. */
  fired(count: number, ms: number): void {
    const { tickMs, fewest, most } = this.#limits;
    if (count < fewest) return;
    const fitting = Math.min(most, (count * tickMs) / Math.max(ms, Number.EPSILON));
    this.#share = Math.max(fewest, INERTIA * this.#share + (1 - INERTIA) * fitting);
  }
}
