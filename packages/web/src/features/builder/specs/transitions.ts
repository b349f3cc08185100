import type { TransitionCondition } from "@habitus/segments";
import { COUNTS } from "./counts.ts";
import type { Part } from "./spec.ts";
import { WINDOW } from "./windows.ts";

const CROSSED: readonly Part<TransitionCondition>[] = [
  { show: "reference", field: "segment", of: "segment" },
  {
    show: "variant",
    field: "count",
    tag: "op",
    label: "b.count",
    specs: COUNTS,
    absent: "b.count.absent",
  },
  WINDOW,
];

/** Rows of coming into a segment and of going out of it. */
export const TRANSITIONS = {
  entered: {
    lead: "b.lead.entered",
    leadNot: "b.lead.notEntered",
    name: "b.row.entered",
    example: "b.row.entered.example",
    group: "habit",
    blank: { kind: "entered", segment: "", window: { kind: "last", amount: 7, unit: "day" } },
    parts: CROSSED,
  },
  left: {
    lead: "b.lead.left",
    leadNot: "b.lead.notLeft",
    name: "b.row.left",
    example: "b.row.left.example",
    group: "habit",
    blank: { kind: "left", segment: "", window: { kind: "last", amount: 7, unit: "day" } },
    parts: CROSSED,
  },
} as const;
