import { must, unreachable } from "@habitus/kernel";
import type { PlanNode } from "@habitus/segments";

/** The truths of all leaves, 1 or 0 each. */
export type LeafTruths = Uint8Array;

/** A segment's truth from those of all leaves. */
export type SegmentTruth = (leaves: LeafTruths) => boolean;

/** `leafNumbers` maps the plan's own leaf numbers to the program's. */
export function compileTruth(node: PlanNode, leafNumbers: readonly number[]): SegmentTruth {
  switch (node.kind) {
    case "always": {
      const { value } = node;
      return () => value;
    }
    case "leaf": {
      const leaf = must(leafNumbers[node.leaf], "a plan's nodes name its own leaves");
      return (leaves) => leaves[leaf] === 1;
    }
    case "not": {
      const of = compileTruth(node.of, leafNumbers);
      return (leaves) => !of(leaves);
    }
    case "and": {
      const all = node.of.map((part) => compileTruth(part, leafNumbers));
      return (leaves) => {
        for (const part of all) if (!part(leaves)) return false;
        return true;
      };
    }
    case "or": {
      const any = node.of.map((part) => compileTruth(part, leafNumbers));
      return (leaves) => {
        for (const part of any) if (part(leaves)) return true;
        return false;
      };
    }
    case "some": {
      const { least, weights } = node;
      const parts = node.of.map((part, place) => ({
        holds: compileTruth(part, leafNumbers),
        weight: weights?.[place] ?? 1,
      }));
      return (leaves) => {
        let held = 0;
        for (const { holds, weight } of parts) if (holds(leaves)) held += weight;
        return held >= least;
      };
    }
    default:
      return unreachable(node);
  }
}
