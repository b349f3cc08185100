/** Seed and number of runs of a property test, from the environment or as given. */
export function settings(runs: number): { readonly numRuns: number; readonly seed?: number } {
  const seed = process.env["HABITUS_SEED"];
  const numRuns = Number(process.env["HABITUS_RUNS"] ?? runs);
  return seed === undefined ? { numRuns } : { numRuns, seed: Number(seed) };
}
