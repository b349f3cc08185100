import { HabitusError } from "@habitus/kernel";
import { leadsIn, type PlanContext } from "@habitus/segments";
import type { SegmentContent } from "./segment-store.ts";

/** The tag of a segment that reads the points of a lead and is meant to. */
const LEAD_TAG = "lead";

/**
 * Points of a lead say where to invest, so a segment is made of them only by whoever says so, with the tag.
 * @throws HabitusError `lead_as_segment` with the scores and the tag.
 */
export function refuseLead(
  { definition, tags }: Pick<SegmentContent, "definition" | "tags">,
  context: Pick<PlanContext, "leads" | "scores">,
): void {
  if (tags.includes(LEAD_TAG)) return;
  const names = leadsIn(definition, context).map(({ name }) => name);
  const [first] = names;
  if (first === undefined) return;
  const message = `"${first}" is a lead score: it says where to invest first, and people with as many points may have nothing in common.`;
  throw new HabitusError("lead_as_segment", message, {
    fix: `Say who belongs together by what they did or are; or, where a segment of it is meant, give it the tag "${LEAD_TAG}".`,
    details: { scores: [...new Set(names)], tag: LEAD_TAG },
  });
}
