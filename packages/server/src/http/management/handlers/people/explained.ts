import type { ExplainedCondition } from "@habitus/contract";
import { formatInstant, unreachable } from "@habitus/kernel";
import type { Evidence, ExplainedNode } from "@habitus/segments";

/** An explanation as the API tells it. */
export function toCondition(node: ExplainedNode): ExplainedCondition {
  const { truth } = node;
  switch (node.kind) {
    case "always":
      return { kind: "always", truth, says: [], because: null, of: [] };
    case "leaf":
      return { kind: "condition", truth, says: [...node.says], because: toEvidence(node.because), of: [] };
    case "not":
      return { kind: "not", truth, says: [], because: null, of: [toCondition(node.of)] };
    case "and":
    case "or":
      return { kind: node.kind, truth, says: [], because: null, of: node.of.map(toCondition) };
    case "some": {
      const says = [`at least ${node.least} of`];
      return { kind: "some", truth, says, because: null, of: node.of.map(toCondition) };
    }
    default:
      return unreachable(node);
  }
}

export function toEvidence(because: Evidence): ExplainedCondition["because"] {
  if (because.kind === "trait") return because;
  const newest = because.newest.map(({ time, ...event }) => ({
    ...event,
    time: formatInstant(time),
  }));
  return { ...because, newest };
}
