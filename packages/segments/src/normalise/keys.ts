import type { EventKind, Filter, Leaf, PlanNode } from "../plan/plan.ts";

/** A text that two filters share exactly when they are written alike but for the order of "and" and "or". */
export function filterKey(filter: Filter): string {
  switch (filter.kind) {
    case "test":
      return JSON.stringify([filter.path, filter.test]);
    case "not":
      return `not(${filterKey(filter.of)})`;
    case "and":
    case "or":
      return `${filter.kind}(${filter.of.map(filterKey).sort().join()})`;
  }
}

function kindKey({ name, where, local }: EventKind): string {
  return JSON.stringify([name, filterKey(where), local]);
}

/** A text that equal leaves share. */
export function leafKey(leaf: Leaf): string {
  if (leaf.kind === "trait") return JSON.stringify(leaf);
  if (leaf.kind === "held") return JSON.stringify([leaf.trait, leaf.forMs]) + filterKey(leaf.where);
  if (leaf.kind === "changed") {
    const { trait, from, to, window } = leaf;
    return JSON.stringify([trait, window, filterKey(from), filterKey(to)]);
  }
  if (leaf.kind === "sequence") {
    const { events, following, same } = leaf;
    const steps = following.map((step) => [
      kindKey(step.event),
      step.withinMs,
      step.absent,
      step.without && kindKey(step.without),
    ]);
    return JSON.stringify([kindKey(events), events.window, steps, same]);
  }
  if (leaf.kind === "ratio") {
    const { part, events, op, value } = leaf;
    return JSON.stringify(["ratio", kindKey(part), kindKey(events), events.window, op, value]);
  }
  const { where, ...events } = leaf.events;
  if (leaf.kind === "outermost") {
    const { of, has } = leaf;
    return JSON.stringify([of, events, filterKey(where), filterKey(has)]);
  }
  const items = "items" in leaf && leaf.items !== undefined ? { items: filterKey(leaf.items) } : {};
  return JSON.stringify({ ...leaf, events, ...items }) + filterKey(where);
}

export function nodeKey(node: PlanNode): string {
  switch (node.kind) {
    case "always":
      return String(node.value);
    case "leaf":
      return String(node.leaf);
    case "not":
      return `not(${nodeKey(node.of)})`;
    case "and":
    case "or":
      return `${node.kind}(${node.of.map(nodeKey).sort().join()})`;
    case "some":
      return `some ${node.least}(${node.of
        .map((of, place) => `${node.weights?.[place] ?? 1}*${nodeKey(of)}`)
        .sort()
        .join()})`;
  }
}
