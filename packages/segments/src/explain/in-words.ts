import type { Instant } from "@habitus/kernel";
import type { History, HistoryEvent } from "../history.ts";
import { LIMITS } from "../limits.ts";
import type { Leaf, Plan } from "../plan/plan.ts";
import { matchingEvents } from "../reference/evaluate.ts";
import { printDefinition } from "../text/print-definition.ts";
import type { Condition, Definition } from "../tree/definition.ts";
import { type Evidence, type ExplainedNode, explainRoot, toMatched } from "./explain.ts";

/** A definition as it was written, each line in its own words with whether it holds. */
export type ExplainedWords =
  | { readonly kind: "and" | "or"; readonly truth: boolean; readonly of: readonly ExplainedWords[] }
  | {
      readonly kind: "line";
      readonly truth: boolean;
      readonly text: string;
      /** Null where it rests on several things that are no events. */
      readonly because: Evidence | null;
    };

type Asked = {
  readonly definition: Definition;
  /** Plans a line as the whole is planned, but for the purpose of the segment. */
  readonly planOf: (line: Definition) => Plan;
  readonly history: History;
  readonly now: Instant;
  readonly present: Instant;
};

/** What `explainRoot` says of the plan, said of what was written. */
export function explainWords(asked: Asked): ExplainedWords {
  return wordsOf(asked.definition.condition, asked);
}

function wordsOf(condition: Condition, asked: Asked): ExplainedWords {
  if (condition.kind !== "and" && condition.kind !== "or") return lineOf(condition, asked);
  const of = condition.of.map((part) => wordsOf(part, asked));
  const truths = of.map(({ truth }) => truth);
  return {
    kind: condition.kind,
    truth: condition.kind === "and" ? !truths.includes(false) : truths.includes(true),
    of,
  };
}

function lineOf(condition: Condition, { planOf, history, now, present }: Asked): ExplainedWords {
  const line: Definition = { version: 1, condition };
  const plan = planOf(line);
  const root = explainRoot(plan, history, now, present);
  return {
    kind: "line",
    truth: root.truth,
    text: printDefinition(line),
    because: becauseOf(plan, root, history, now),
  };
}

/** Of one leaf its own evidence; of several leaves over events all the events that any of them matches. */
function becauseOf(plan: Plan, root: ExplainedNode, history: History, now: Instant): Evidence | null {
  // What people allow is asked beside every line.
  const asked = leavesOf(root).filter(({ leaf }) => !isConsent(plan.leaves[leaf]));
  const [first, ...others] = asked;
  if (first === undefined) return null;
  if (others.every(({ leaf }) => leaf === first.leaf)) return first.because;
  const own = asked.flatMap(({ leaf }) => plan.leaves[leaf] ?? []);
  const matches = own.flatMap((leaf) => ("events" in leaf ? [leaf.events] : []));
  if (matches.length < own.length) return null;
  const events = new Map<string, HistoryEvent>();
  for (const match of matches)
    for (const event of matchingEvents(match, history, now)) events.set(event.idHash, event);
  const newest = [...events.values()]
    .sort((a, b) => b.time - a.time || (a.idHash < b.idHash ? 1 : -1))
    .slice(0, LIMITS.explainedEvents)
    .map(toMatched);
  return { kind: "events", total: events.size, newest, value: null };
}

function isConsent(leaf: Leaf | undefined): boolean {
  return leaf?.kind === "trait" && leaf.inForce === true;
}

type ExplainedLeaf = Extract<ExplainedNode, { readonly kind: "leaf" }>;

function leavesOf(node: ExplainedNode): readonly ExplainedLeaf[] {
  switch (node.kind) {
    case "leaf":
      return [node];
    case "not":
      return leavesOf(node.of);
    case "always":
      return [];
    case "and":
    case "or":
    case "some":
      return node.of.flatMap(leavesOf);
  }
}
