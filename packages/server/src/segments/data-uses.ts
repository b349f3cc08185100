import { HabitusError } from "@habitus/kernel";
import { type EventRead, eventsRead, type PlanContext } from "@habitus/segments";
import { type PlanContexts, leavesToRead } from "./plan-contexts.ts";
import type { SegmentRecord, SegmentStore } from "./segment-store.ts";

/** Which segments read which data, segments inside segments included. */
export type DataUses = {
  /** Keys of the segments that ask for the event, however they name it. */
  ofEvent(event: string): readonly string[];
  /** Keys of those that look at the field of such events. */
  ofField(event: string, field: string): readonly string[];
};

export type UsesDeps = { readonly segments: Pick<SegmentStore, "list">; readonly context: PlanContexts };

export function dataUses({ segments, context }: UsesDeps): DataUses {
  const present = context();
  const all = segments.list().map((segment) => ({ key: segment.key, reads: readsOf(segment, present) }));
  const using = (isUse: (read: EventRead) => boolean): readonly string[] =>
    all.filter(({ reads }) => reads.some(isUse)).map(({ key }) => key);
  return {
    ofEvent: (event) => using((read) => isEventRead(read, event)),
    ofField: (event, field) => using((read) => isEventRead(read, event) && read.fields.includes(field)),
  };
}

/** What a segment reads of events; nothing where it names what is no longer there. */
export function readsOf(segment: SegmentRecord, context: PlanContext): readonly EventRead[] {
  try {
    return eventsRead(leavesToRead(context, segment));
  } catch (error) {
    if (error instanceof HabitusError) return [];
    throw error;
  }
}

/** Whether events of the name are among what is read. */
export function isEventRead({ name }: EventRead, event: string): boolean {
  if (typeof name === "string") return name === event;
  return event.startsWith(name.startsWith) && name.except?.includes(event) !== true;
}
