import type { PlanNode, TraitLeaf } from "../plan/plan.ts";
import type { PlanContext } from "./context.ts";
import { entryOf } from "./look-up.ts";
import { type Leaves, row } from "./nodes.ts";

/** True while the trait's value counts: always of one that does not decay. */
export function countingNode(trait: string, { decays }: PlanContext, leaves: Leaves): PlanNode {
  const decay = entryOf(decays, trait);
  if (decay === null) return { kind: "always", value: true };
  const window = { kind: "sliding", fromMs: decay.ms, toMs: 0 } as const;
  return leaves.nodeOf({ kind: "trait", path: [decay.saidBy], test: { kind: "when", window } });
}

/** A test of a trait that holds only while its value counts, so that what has decayed is absent to it. */
export function traitNode(leaf: TraitLeaf, context: PlanContext, leaves: Leaves): PlanNode {
  const [trait = ""] = leaf.path;
  return row("and", [leaves.nodeOf(leaf), countingNode(trait, context, leaves)]);
}
