import { HabitusError, type Instant, must, unreachable } from "@habitus/kernel";
import { type Condition, mergePlans, type Path, type Plan, type PlanNode } from "@habitus/segments";
import type { Question } from "../segments/plan-contexts.ts";
import type { Audience, ExploreDeps } from "./explore-queries.ts";

export type AskedAudience = {
  /** What is read, but for the trait: what people allow is asked of these data. It holds for nobody who has none of them. */
  readonly reads: Condition;
  readonly purpose: string | null;
  /** Key of the segment whose members are looked at; null for everybody. */
  readonly segment: string | null;
  /** Keys of the segments that make a group each. */
  readonly groups: readonly string[];
  readonly trait: Path | null;
  readonly at: Instant;
  /** Whether that is the workspace's now, whose thresholds are pinned. */
  readonly isNow: boolean;
};

export type PlannedAudience = {
  /** What is read, with its consent. */
  readonly plan: Plan;
  /** Of whom the data may be read, and who is a member; null where that is everybody. */
  readonly audience: (membersAt: Instant) => Promise<Audience | null>;
};

/** @throws HabitusError `not_found`, `definition_refused`, and what the event store throws. */
export async function planAudience(
  deps: ExploreDeps,
  asked: AskedAudience,
  signal: AbortSignal,
): Promise<PlannedAudience> {
  const { purpose, segment, groups, trait, at, isNow } = asked;
  const pinnedAt = (instant: Instant): Instant | null => (isNow && instant === at ? null : instant);
  const present = isNow ? at : undefined;
  const questionOf = (condition: Condition): Question => ({ definition: { version: 1, condition }, purpose });
  const inSegment = (key: string): Question => questionOf({ kind: "segment", segment: known(deps, key) });
  const reads = questionOf(trait === null ? asked.reads : withTrait(asked.reads, trait));
  const own = segment === null ? [] : [inSegment(segment)];
  const others = groups.map(inSegment);
  const planned = await deps.evaluator.planner([reads], pinnedAt(at), signal, present);
  const plan = planned(reads);
  return {
    plan,
    async audience(membersAt) {
      const consent: Plan = { ...plan, root: allowed(plan, plan.root) };
      const isEverybody = consent.root.kind === "always";
      if (isEverybody && segment === null && groups.length === 0 && trait === null) return null;
      const plannedThen = await deps.evaluator.planner(
        [...own, ...others],
        pinnedAt(membersAt),
        signal,
        present,
      );
      const lookedAt = [consent, ...own.map(plannedThen)];
      const merged = mergePlans([...lookedAt, ...others.map(plannedThen)]);
      const root: PlanNode = conjunction(merged.roots.slice(0, lookedAt.length));
      const plans = { leaves: merged.leaves, roots: [root, ...merged.roots.slice(lookedAt.length)] };
      return { plans, trait, at: membersAt, present: deps.workspace.logicalNow() };
    },
  };
}

/** Holds for whoever it held for, and reads the trait too. Nobody has a trait alone: who is looked at did something. */
function withTrait(reads: Condition, trait: Path): Condition {
  const has: Condition = { kind: "trait", path: [...trait], test: { op: "exists" } };
  return { kind: "or", of: [reads, { kind: "and", of: [reads, has] }] };
}

function known(deps: ExploreDeps, key: string): string {
  if (deps.segments.get(key) !== null) return key;
  throw new HabitusError("not_found", `There is no segment ${key}.`);
}

/** What a plan asks of what people allow, of whoever meets all else: such leaves alone are asked of what is in force. */
function allowed({ leaves }: Plan, node: PlanNode): PlanNode {
  const go = (each: PlanNode): PlanNode => allowed({ version: 1, root: each, leaves }, each);
  switch (node.kind) {
    case "leaf": {
      const leaf = must(leaves[node.leaf], "a plan names a leaf it has");
      return leaf.kind === "trait" && leaf.inForce === true ? node : { kind: "always", value: true };
    }
    case "and":
      return conjunction(node.of.map(go));
    case "or": {
      const parts = node.of.map(go);
      return parts.find((part) => part.kind === "always" && part.value) ?? { kind: "or", of: parts };
    }
    case "always":
    case "not":
    case "some":
      return node;
    default:
      return unreachable(node);
  }
}

function conjunction(parts: readonly PlanNode[]): PlanNode {
  const open = parts.filter((part) => part.kind !== "always" || !part.value);
  const [only] = open;
  if (only === undefined) return { kind: "always", value: true };
  return open.length === 1 ? only : { kind: "and", of: open };
}
