const DRAIN_MS = 600_000;

type Stage = { readonly name: string; readonly lag: number };

/** Waits until every stage of the server has come to the end of the log. Gives the seconds that took. */
export async function drained(url: URL): Promise<number> {
  const begun = performance.now();
  while (performance.now() - begun < DRAIN_MS) {
    const { stages } = (await (await fetch(new URL("/health", url))).json()) as { readonly stages: Stage[] };
    if (stages.every((stage) => stage.lag === 0)) return (performance.now() - begun) / 1_000;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the lag did not drain within ${DRAIN_MS / 1_000} s`);
}
