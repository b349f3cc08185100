import type { PropertyCondition } from "@habitus/segments";
import type { Joiner } from "../rows.ts";
import type { Specs } from "./spec.ts";

export type PropertyLeaf = Exclude<PropertyCondition, { readonly kind: "not" | Joiner }>;

/** Every kind of test that a where clause is made of. */
export const PROPERTIES: Specs<PropertyLeaf, "kind"> = {
  property: {
    name: "b.where.property",
    blank: { kind: "property", path: [""], test: { op: "is", value: { kind: "text", value: "" } } },
    parts: [
      { show: "path", field: "path", of: "property", label: "b.property" },
      { show: "test", field: "test", of: "property" },
    ],
  },
};
