import type { StreamProgram } from "@habitus/segments-stream";
import type { NamedSegment } from "./emitter.ts";
import { levelsOf } from "./levels.ts";
import type { Registry } from "./registry.ts";

/** The live segments. */
export type LiveSegments = {
  readonly byKey: ReadonlyMap<string, NamedSegment>;
  /** See `levelsOf`. */
  readonly levels: readonly (readonly string[])[];
  readonly levelOf: ReadonlyMap<string, number>;
  /** Those that hold of people who did nothing. */
  readonly ofNobody: readonly string[];
};

export function liveSegments(program: StreamProgram, registry: Registry): LiveSegments {
  const { live } = registry;
  const levels = levelsOf(live);
  return {
    byKey: new Map(live.map(({ key, version }) => [key, { key, version, number: registry.numberOf(key) }])),
    levels,
    levelOf: new Map(levels.flatMap((keys, level) => keys.map((key) => [key, level] as const))),
    ofNobody: program.keys.filter((key) => program.initialTruth(key)),
  };
}
