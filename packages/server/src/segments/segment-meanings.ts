import type { Definition, PlanContext, SegmentMeaning } from "@habitus/segments";

type Named = { readonly key: string; readonly name: string; readonly definition: Definition };

/** Segments as definitions may name them. */
export function meaningsOf(records: readonly Named[]): PlanContext["segments"] {
  return Object.fromEntries(
    records.map(({ key, name, definition }): [string, SegmentMeaning] => {
      return [key, { name, definition, purpose: null }];
    }),
  );
}
