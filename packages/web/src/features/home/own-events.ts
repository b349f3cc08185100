import type { Overview } from "@habitus/contract";

/** Whether more came in than the demo, which nobody has sent. */
export function hasOwnEvents({ totals, demo }: Pick<Overview, "totals" | "demo">): boolean {
  const ofDemo = demo.state === "loaded" ? demo.job?.result?.["events"] : 0;
  return (totals.events ?? 0) > (typeof ofDemo === "number" ? ofDemo : 0);
}
