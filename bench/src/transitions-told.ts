import type { Transition } from "@habitus/contract";
import { apiOf } from "./bench-server.ts";

export type Following = { readonly stop: () => Promise<void> };

/** Reads the stream of a segment's transitions from now on. */
export function follow(url: URL, segment: string, onTransition: (transition: Transition) => void): Following {
  const over = new AbortController();
  const reading = (async () => {
    const stream = apiOf(url).streamTransitions({ query: { segment } }, { signal: over.signal });
    for await (const { data } of stream) onTransition(data);
  })().catch(() => undefined);
  return {
    async stop() {
      over.abort();
      await reading;
    },
  };
}
