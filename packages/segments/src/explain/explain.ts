import { DECIMAL_ONE, decimalToText, type Instant, type JsonValue, must, unreachable } from "@habitus/kernel";
import type { History, HistoryEvent } from "../history.ts";
import { LIMITS } from "../limits.ts";
import { describeLeaf } from "../plan/describe-plan.ts";
import type { EventMatch, Leaf, Plan, PlanNode, RatioLeaf, SessionsLeaf } from "../plan/plan.ts";
import { aggregateOf, daysOf, type Fraction, partOf } from "../reference/aggregate.ts";
import {
  heldWeight,
  homeZoneAt,
  leafTruth,
  matchingEvents,
  sessionsAt,
  traitsAt,
} from "../reference/evaluate.ts";
import { figureOf } from "../reference/sessions.ts";
import { valueAt } from "../reference/values.ts";
import { nextFlip } from "./next-flip.ts";

/** Why a person is a member or not at an instant. */
export type Explanation = {
  readonly at: Instant;
  readonly member: boolean;
  readonly root: ExplainedNode;
  /** When the membership changes if nothing more happens; null when it stays. */
  readonly nextFlip: Instant | null;
};

export type ExplainedNode =
  | { readonly kind: "always"; readonly truth: boolean }
  | { readonly kind: "not"; readonly truth: boolean; readonly of: ExplainedNode }
  | { readonly kind: "and" | "or"; readonly truth: boolean; readonly of: readonly ExplainedNode[] }
  | {
      readonly kind: "some";
      readonly truth: boolean;
      readonly least: number;
      readonly of: readonly ExplainedNode[];
      /** As in the plan. */
      readonly weights?: readonly number[];
    }
  | {
      readonly kind: "leaf";
      readonly truth: boolean;
      /** Index into the plan's leaves. */
      readonly leaf: number;
      /** As `describePlan` writes it. */
      readonly says: readonly string[];
      readonly because: Evidence;
    };

export type Evidence =
  | {
      readonly kind: "events";
      /** How many events match, of which the newest are listed. */
      readonly total: number;
      /** At most `LIMITS.explainedEvents`, newest first. */
      readonly newest: readonly MatchedEvent[];
      /** What an aggregate came to as decimal text (cut to 9 digits); null where it is absent or a count. */
      readonly value: string | null;
    }
  /** The current value of the trait; null when it is absent. */
  | { readonly kind: "trait"; readonly value: JsonValue };

export type MatchedEvent = {
  readonly name: string;
  readonly time: Instant;
  readonly idHash: string;
  /** What its sender calls it; null where the history does not say. */
  readonly id: string | null;
};

/** Built on the reference evaluator: the truth shown is the truth meant. */
export function explain(plan: Plan, history: History, now: Instant, present = now): Explanation {
  const root = explainRoot(plan, history, now, present);
  return { at: now, member: root.truth, root, nextFlip: nextFlip(plan, history, now, present) };
}

/** What `explain` says without looking for when it changes, which takes most of its time. */
export function explainRoot(plan: Plan, history: History, now: Instant, present = now): ExplainedNode {
  return explainNode(plan, plan.root, history, { now, present });
}

/** As `evaluateReference` takes them. */
type Instants = { readonly now: Instant; readonly present: Instant };

function explainNode(plan: Plan, node: PlanNode, history: History, at: Instants): ExplainedNode {
  switch (node.kind) {
    case "always":
      return { kind: "always", truth: node.value };
    case "leaf": {
      const leaf = must(plan.leaves[node.leaf], "a node names a leaf");
      return {
        kind: "leaf",
        truth: leafTruth(leaf, history, at.now, at.present),
        leaf: node.leaf,
        says: describeLeaf(leaf),
        because: evidenceOf(leaf, history, at),
      };
    }
    case "not": {
      const of = explainNode(plan, node.of, history, at);
      return { kind: "not", truth: !of.truth, of };
    }
    case "and":
    case "or": {
      const of = node.of.map((part) => explainNode(plan, part, history, at));
      const truths = of.map((part) => part.truth);
      return {
        kind: node.kind,
        truth: node.kind === "and" ? !truths.includes(false) : truths.includes(true),
        of,
      };
    }
    case "some": {
      const of = node.of.map((part) => explainNode(plan, part, history, at));
      const { least } = node;
      const weighed = node.weights === undefined ? { of } : { of, weights: node.weights };
      return { kind: "some", truth: heldWeight(weighed, (part) => part.truth) >= least, least, ...weighed };
    }
    default:
      return unreachable(node);
  }
}

function evidenceOf(leaf: Leaf, history: History, { now, present }: Instants): Evidence {
  if (leaf.kind === "trait") {
    const at = leaf.inForce === true ? present : now;
    return { kind: "trait", value: valueAt(traitsAt(history, at), leaf.path) };
  }
  if (leaf.kind === "held" || leaf.kind === "changed")
    return { kind: "trait", value: valueAt(traitsAt(history, now), [leaf.trait]) };
  const events = matchingEvents(leaf.events, history, now);
  const newest = events.toReversed().slice(0, LIMITS.explainedEvents).map(toMatched);
  return {
    kind: "events",
    total: events.length,
    newest,
    value:
      leaf.kind === "ratio"
        ? ratioText(matchingEvents(partOf(leaf), history, now).length, events.length)
        : leaf.kind === "sessions"
          ? fractionText(figureOf(leaf.of, sessionsAt(leaf, history, now)))
          : valueText(leaf, events, homeZoneAt(history, now)),
  };
}

export function toMatched({ name, time, idHash, id }: HistoryEvent): MatchedEvent {
  return { name, time, idHash, id: id ?? null };
}

function fractionText(value: Fraction | null): string | null {
  return value === null ? null : decimalToText(value.sum / BigInt(value.parts));
}

function ratioText(part: number, whole: number): string | null {
  return whole === 0 ? null : decimalToText((BigInt(part) * DECIMAL_ONE) / BigInt(whole));
}

function valueText(
  leaf: Exclude<Extract<Leaf, { readonly events: EventMatch }>, RatioLeaf | SessionsLeaf>,
  events: readonly HistoryEvent[],
  homeZone: JsonValue,
): string | null {
  switch (leaf.kind) {
    case "count":
    case "outermost":
    case "overdue":
    case "favourite":
    case "sequence":
      return null;
    case "days":
      return String(daysOf(leaf, events, homeZone));
    case "aggregate": {
      return fractionText(aggregateOf(leaf, events));
    }
    default:
      return unreachable(leaf);
  }
}
