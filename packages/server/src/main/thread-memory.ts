import { getHeapStatistics } from "node:v8";
import type { ThreadMemory } from "./pipeline-protocol.ts";

/** Of the thread that asks. */
export function threadMemory(): ThreadMemory {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return { heap, external };
}
