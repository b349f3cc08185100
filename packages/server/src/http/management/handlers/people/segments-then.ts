import type { Instant } from "@habitus/kernel";
import { segmentsReadBy } from "@habitus/segments";
import type { Question } from "../../../../segments/plan-contexts.ts";
import type { NamedSegment } from "../../../../segments/segment-meanings.ts";
import type { SegmentRecord, SegmentStore } from "../../../../segments/segment-store.ts";

type Versions = Pick<SegmentStore, "versions">;

const VERSIONS_AT_ONCE = 100;

/** As it stood last in that version; null where that is not there. */
export function segmentInVersion(segments: Versions, key: string, version: number): SegmentRecord | null {
  return newestWhere(segments, key, (each) => each.version === version);
}

/** With all that the segment contains as it stood at an instant, also what was deleted since; what began later as it is now. */
export function questionThen(
  segments: Versions,
  segment: SegmentRecord,
  at: Instant,
): Question & SegmentRecord {
  const found = new Map<string, NamedSegment>();
  const reading = [segment.definition];
  for (let next = reading.pop(); next !== undefined; next = reading.pop()) {
    for (const key of segmentsReadBy(next)) {
      if (found.has(key)) continue;
      const then = newestWhere(segments, key, ({ updatedAt }) => updatedAt <= at);
      if (then === null) continue;
      found.set(key, then);
      reading.push(then.definition);
    }
  }
  return { ...segment, segments: [...found.values()] };
}

function newestWhere(
  segments: Versions,
  key: string,
  isMeant: (version: SegmentRecord) => boolean,
): SegmentRecord | null {
  for (let before: number | null = null; ; ) {
    const page = segments.versions(key, before, VERSIONS_AT_ONCE);
    const own = page.versions.find(isMeant);
    if (own !== undefined) return own;
    if (page.next === null) return null;
    before = page.next;
  }
}
