import type { Source, Sources } from "./sources.ts";

/** The sources of tests, by write key. */
export function createMemorySources(sources: Readonly<Record<string, Source>>): Sources {
  const known = new Map(Object.entries(sources));
  return { findSource: (writeKey) => known.get(writeKey) ?? null };
}
