import type { Definition, PlanContext, SegmentMeaning } from "@habitus/segments";

export type NamedSegment = {
  readonly key: string;
  readonly name: string;
  readonly definition: Definition;
  readonly purpose: string;
};

/** Segments as definitions may name them. */
export function meaningsOf(
  records: readonly NamedSegment[],
  purposes: PlanContext["purposes"],
): PlanContext["segments"] {
  return Object.fromEntries(
    records.map(({ key, name, definition, purpose }): [string, SegmentMeaning] => {
      return [key, { name, definition, purpose: knownPurpose(purpose, purposes) }];
    }),
  );
}

/** A segment may be run for something that is no purpose of the workspace (yet); then nobody is asked for it. */
export function knownPurpose(purpose: string | null, purposes: PlanContext["purposes"]): string | null {
  return purpose !== null && Object.hasOwn(purposes, purpose) ? purpose : null;
}
