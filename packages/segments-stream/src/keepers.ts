import type { Instant } from "@habitus/kernel";
import type { EventKind, Leaf } from "@habitus/segments";
import { textOfPart } from "./canonical-text.ts";
import type { CellDraft } from "./cells.ts";
import type { Keeping, Operator } from "./operators/operator.ts";
import { inOneShape } from "./operators/one-shape.ts";
import { sharedTimes } from "./operators/shared-times.ts";
import { slidingCounts } from "./operators/sliding-counts.ts";

/** What is kept of a person for one leaf, or once for several that ask about the same events: one cell. */
export type Keeper = {
  /** Ascending. */
  readonly leaves: readonly KeptLeaf[];
  readonly keeping: Keeping;
  /** Leaves that are looked at in one go; null when there are none. */
  readonly counts: Counts | null;
  /** Those that are asked one by one, and which of the leaves each is. */
  readonly others: readonly { readonly index: number; readonly operator: Operator }[];
  /** True where nothing that comes can matter any more once its only leaf is true. */
  readonly staysTrue: boolean;
};

type Counts = { look(kept: unknown, now: Instant, draft: CellDraft): void };

export type KeptLeaf = { readonly leaf: number; readonly operator: Operator };

/** Keepers of the same event and condition side by side, so that an event finds their cells in one go. */
export function keepersOf(leaves: readonly Leaf[], operators: readonly Operator[]): readonly Keeper[] {
  const groups = new Map<string, KeptLeaf[]>();
  for (const [leaf, operator] of operators.entries()) {
    const key = shareOf(leaves[leaf], operator) ?? `leaf ${leaf}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push({ leaf, operator });
  }
  const keepers = [...groups.values()].map(
    (group) => [askedBy(leaves[group[0]?.leaf ?? 0]), keeperOf(group)] as const,
  );
  return keepers
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([, keeper]) => keeper);
}

function askedBy(leaf: Leaf | undefined): string {
  if (leaf === undefined || !("events" in leaf)) return "";
  return askedText(leaf.events);
}

/** One text for leaves that can read one list; null for a leaf that keeps its own. */
function shareOf(leaf: Leaf | undefined, operator: Operator): string | null {
  if (operator.outdated === undefined || leaf?.kind !== "count") return null;
  return `${operator.name} ${askedText(leaf.events)}`;
}

/** One text for events of the same name and condition, whenever they are. */
function askedText({ name, where }: EventKind): string {
  const named = typeof name === "string" ? JSON.stringify(name) : textOfPart(name);
  return `[${named},${textOfPart(where)}]`;
}

function keeperOf(leaves: readonly KeptLeaf[]): Keeper {
  const operators = leaves.map(({ operator }) => operator);
  const counts = slidingCounts(operators);
  const others = [...operators.entries()].flatMap(([index, operator]) =>
    operator.sliding === undefined ? [{ index, operator }] : [],
  );
  if (counts !== null && others.length === 0) {
    return { leaves, keeping: counts, counts, others, staysTrue: false };
  }
  const [first] = operators;
  if (first !== undefined && leaves.length === 1) {
    return { leaves, keeping: first, counts, others, staysTrue: first.staysTrue === true };
  }
  const keeping = inOneShape(sharedTimes(operators, first?.name ?? ""));
  return { leaves, keeping, counts, others, staysTrue: false };
}
