import type { PlanNode } from "../plan/plan.ts";
import type { MembersCondition, RankedCondition, RfmCondition } from "../tree/definition.ts";
import type { LeafTable } from "./leaf-table.ts";
import { membersNode } from "./members.ts";
import { type Planner, rankedNode, rfmNode } from "./ranked.ts";

type Refreshed = RankedCondition | RfmCondition | MembersCondition;

/** What a person is compared with was worked out by a refresh. */
export function refreshedNode(condition: Refreshed, planner: Planner, leaves: LeafTable): PlanNode {
  switch (condition.kind) {
    case "ranked":
      return rankedNode(condition, planner, leaves);
    case "rfm":
      return rfmNode(condition, planner, leaves);
    case "members":
      return membersNode(condition, planner, leaves);
  }
}
