/** Below this an adjusted p is told: of all that is told, no more than that share is expected to be chance. */
export const ALARM = 0.05;

/**
 * p-values adjusted so that, of all that stay below a level, no larger share than that level is expected to be false alarms (Y. Benjamini, Y.
 * Hochberg: Controlling the false discovery rate, JRSS B 57, 1995). In the order given; holds for independent and for positively dependent tests.
 */
export function adjustForMany(p: readonly number[]): readonly number[] {
  const descending = p.map((value, place) => ({ value, place })).toSorted((a, b) => b.value - a.value);
  const adjusted: number[] = Array.from({ length: p.length }, () => 1);
  let least = 1;
  for (const [index, { value, place }] of descending.entries()) {
    least = Math.min(least, (value * p.length) / (p.length - index));
    adjusted[place] = least;
  }
  return adjusted;
}
