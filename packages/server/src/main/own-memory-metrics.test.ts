import { expect, test } from "vitest";
import { createMetrics } from "../platform/metrics.ts";
import { ownMemoryMetrics } from "./own-memory-metrics.ts";
import type { ThreadMemory } from "./pipeline-protocol.ts";

test("what each thread holds stands in the metrics, that of the pipeline once it has told of itself", async () => {
  const metrics = createMetrics();
  let told: ThreadMemory | null = null;
  ownMemoryMetrics({ metrics, ofPipeline: () => told });
  const before = await metrics.text();
  expect(before).toMatch(/^habitus_thread_heap_bytes\{thread="main"\} [1-9]/m);
  expect(before).not.toContain('thread="pipeline"');
  if (process.platform === "linux") expect(before).toMatch(/^habitus_own_memory_bytes [1-9]/m);
  told = { heap: 12, external: 34 };
  const after = await metrics.text();
  expect(after).toContain('habitus_thread_heap_bytes{thread="pipeline"} 12\n');
  expect(after).toContain('habitus_thread_external_bytes{thread="pipeline"} 34\n');
});
