import type { HeldLeaf, PlanNode, TraitLeaf } from "../plan/plan.ts";
import type { Decay, PlanContext } from "./context.ts";
import { entryOf } from "./look-up.ts";
import { type Leaves, row } from "./nodes.ts";

/** True while a value that decays counts. */
export function countingLeaf({ saidBy, ms }: Decay): TraitLeaf {
  const window = { kind: "sliding", fromMs: ms, toMs: 0 } as const;
  return { kind: "trait", path: [saidBy], test: { kind: "when", window } };
}

/** True while the trait's value counts: always of one that does not decay. */
export function countingNode(trait: string, { decays }: PlanContext, leaves: Leaves): PlanNode {
  const decay = entryOf(decays, trait);
  return decay === null ? { kind: "always", value: true } : leaves.nodeOf(countingLeaf(decay));
}

/** A test of a trait that holds only while its value counts, so that what has decayed is absent to it. */
export function traitNode(leaf: TraitLeaf | HeldLeaf, context: PlanContext, leaves: Leaves): PlanNode {
  const trait = leaf.kind === "held" ? leaf.trait : (leaf.path[0] ?? "");
  return row("and", [leaves.nodeOf(leaf), countingNode(trait, context, leaves)]);
}
