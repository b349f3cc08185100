import type { Overview } from "@habitus/contract";

/** Whether more came in than the demo, which nobody has sent. */
export function hasOwnEvents({ totals, demo }: Pick<Overview, "totals" | "demo">): boolean {
  return (totals.events ?? 0) > (demo.events ?? totals.events ?? 0);
}
