/** Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
        swapped ? at(beforePrevious, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/**
 * The candidate a writer most likely meant, or null when none is near: a third of the letters may be wrong, two at the most.
 * Of candidates equally near, one of the same length goes first.
 */
export function nearestWord(word: string, candidates: Iterable<string>): string | null {
  return nearWords(word, candidates)[0] ?? null;
}

/** All candidates that are near in this sense, the nearest first. */
export function nearWords(word: string, candidates: Iterable<string>): readonly string[] {
  const written = word.toLowerCase();
  const allowed = Math.min(2, Math.max(1, Math.floor(word.length / 3)));
  const near: { readonly candidate: string; readonly score: number }[] = [];
  for (const candidate of candidates) {
    const distance = editDistance(written, candidate.toLowerCase());
    const score = distance + (candidate.length === word.length ? 0 : 0.5);
    if (distance <= allowed && distance < candidate.length) near.push({ candidate, score });
  }
  return near.toSorted((a, b) => a.score - b.score).map(({ candidate }) => candidate);
}
