import { readFileSync } from "node:fs";
import type { Metrics } from "../platform/metrics.ts";
import type { ThreadMemory } from "./pipeline-protocol.ts";
import { threadMemory } from "./thread-memory.ts";

export type MemoryMetricsDeps = {
  readonly metrics: Metrics;
  /** Null until the pipeline thread has told of itself. */
  readonly ofPipeline: () => ThreadMemory | null;
};

/**
 * What the process holds by itself. Its resident memory counts the pages of mapped files too, of which the system keeps as many as it has room
 * for: that figure grows with the data and says nothing about a leak.
 */
export function ownMemoryMetrics({ metrics, ofPipeline }: MemoryMetricsDeps): void {
  const own = metrics.gauge(
    "habitus_own_memory_bytes",
    "Resident memory without mapped files; nothing where the system does not tell it.",
    [],
  );
  const heap = metrics.gauge("habitus_thread_heap_bytes", "Objects of a thread.", ["thread"]);
  const external = metrics.gauge(
    "habitus_thread_external_bytes",
    "What the objects of a thread hold outside of its heap.",
    ["thread"],
  );
  metrics.beforeRead(() => {
    const held = ownMemory();
    if (held !== null) own.set({}, held);
    for (const [thread, memory] of Object.entries({ main: threadMemory(), pipeline: ofPipeline() })) {
      if (memory === null) continue;
      heap.set({ thread }, memory.heap);
      external.set({ thread }, memory.external);
    }
  });
}

function ownMemory(): number | null {
  try {
    const kib = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return kib === undefined ? null : Number(kib) * 1_024;
  } catch {
    return null;
  }
}
