import { createClient, type Transition } from "@habitus/contract";
import { ADMIN_TOKEN } from "./real-server.ts";

const RETRY_MS = 20;

export type Reader = {
  /** Everything it was told, in that order; what was told twice is there twice. */
  readonly told: readonly Transition[];
  stop(): Promise<void>;
};

/** Follows the stream of transitions over all kills of the server, and goes on behind the last that it was told. */
export function startReader(url: () => string): Reader {
  const told: Transition[] = [];
  let stopped = false;
  let reading = new AbortController();
  const follow = async (): Promise<void> => {
    reading = new AbortController();
    const api = createClient({ baseUrl: url(), fetch, token: ADMIN_TOKEN });
    const query = { after: String(told.at(-1)?.seq ?? 0) };
    const stream = api.streamTransitions({ query }, { signal: reading.signal });
    for await (const { data } of stream) told.push(data);
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      await follow().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  };
  const running = run();
  return {
    told,
    async stop() {
      stopped = true;
      reading.abort();
      await running;
    },
  };
}
