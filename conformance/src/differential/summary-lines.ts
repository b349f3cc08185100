import type { RunSummary } from "./run.ts";

/** What a run did, for people to read. */
export function summaryLines(summary: RunSummary, seed: number, ms: number): readonly string[] {
  const { pairs, sqlAnswers, flips, edges, coverage, failures } = summary;
  const percent = (part: number, whole: number): string =>
    `${Math.round((100 * part) / whole)} %`.padStart(6);
  const kinds = [...coverage.kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `seed ${seed}: ${pairs} pairs, ${sqlAnswers} answers of SQL, ${flips} flips, ${edges} at an edge, ${failures.length} failures, ${(ms / 1_000).toFixed(1)} s`,
    "kind                            pairs   flip   edge",
    ...kinds.map(
      ([kind, { pairs: of, flipped, edged }]) =>
        `${kind.padEnd(28)} ${String(of).padStart(8)} ${percent(flipped, of)} ${percent(edged, of)}`,
    ),
  ];
}
