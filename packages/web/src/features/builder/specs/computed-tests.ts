import type { ComputedTest } from "@habitus/segments";
import { COMPARISONS } from "./comparisons.ts";
import type { Specs } from "./spec.ts";

/** What a computed trait is compared by besides the order of numbers. */
export const COMPUTED_TESTS: Specs<ComputedTest, "op"> = {
  is: {
    name: "b.op.is",
    blank: { op: "is", value: { kind: "text", value: "" } },
    parts: [
      { show: "literal", field: "value", kinds: ["text", "boolean", "date"] },
      { show: "flag", field: "ignoreCase", text: "b.ignoreCase", sign: "Aa" },
    ],
  },
  in: COMPARISONS.in,
  exists: COMPARISONS.exists,
  contains: COMPARISONS.contains,
  "starts with": COMPARISONS["starts with"],
  "ends with": COMPARISONS["ends with"],
  matches: COMPARISONS.matches,
  between: COMPARISONS.between,
  before: COMPARISONS.before,
  after: COMPARISONS.after,
  "on or before": COMPARISONS["on or before"],
  "on or after": COMPARISONS["on or after"],
};
