import type { DefinitionInput } from "@habitus/contract";
import { HabitusError, must } from "@habitus/kernel";
import { type CountLeaf, type DidCondition, type EventMatch, printDefinition } from "@habitus/segments";
import { mustReadDefinition } from "../segments/language.ts";
import { planIn } from "../segments/plan-contexts.ts";
import type { ExploreDeps } from "./explore-queries.ts";

/** Events as a question names them: a `did` without a count and a period, which the question has. */
export function readDid({ context }: Pick<ExploreDeps, "context">, input: DefinitionInput): DidCondition {
  const { condition } = mustReadDefinition(input, context());
  const isBare =
    condition.kind === "did" &&
    condition.first === undefined &&
    condition.count === undefined &&
    condition.window === undefined;
  if (isBare) return condition;
  const said =
    condition.kind === "did"
      ? "How often and when is said by the question"
      : "These are no events of one kind";
  throw new HabitusError("definition_refused", `${said}.`, {
    fix: 'Write for instance `did "Order Completed" where revenue > 50`.',
    details: { problems: [], text: printDefinition({ version: 1, condition }) },
  });
}

/** The events alone, at any time; what people allow is asked apart. */
export function eventsOf({ context }: Pick<ExploreDeps, "context">, condition: DidCondition): EventMatch {
  const plan = planIn(context(), { definition: { version: 1, condition }, purpose: null });
  const isCount = (leaf: { readonly kind: string }): leaf is CountLeaf => leaf.kind === "count";
  return must(plan.leaves.find(isCount), "a `did` is planned as a count").events;
}
