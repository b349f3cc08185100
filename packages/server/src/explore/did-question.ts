import type { FunnelRequest } from "@habitus/contract";
import { HabitusError, type Instant, must, parseIso } from "@habitus/kernel";
import { type DidCondition, type EventMatch, type Plan, printDefinition } from "@habitus/segments";
import { mustReadDefinition } from "../segments/language.ts";
import type { ExploreDeps } from "./explore-queries.ts";
import { invalid } from "./funnel-question.ts";

/** Events as a question names them: a `did` without a count and a period, which the question has. */
export function readDid(
  { context }: Pick<ExploreDeps, "context">,
  input: FunnelRequest["chain"],
): DidCondition {
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

/** The events of a plan of such a condition, inside a stretch of time. */
export function matchOf(
  plan: Plan,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): EventMatch {
  const leaf = must(
    plan.leaves.find((each) => each.kind === "count"),
    "a `did` is planned as a count",
  );
  return { ...leaf.events, window: { kind: "fixed", from, to } };
}

/** A time that validation has let through. */
export const instantOf = (text: string | undefined): Instant | null =>
  text === undefined ? null : must(parseIso(text), "validated as a time").at;

/** As of when is asked; what lies ahead of the workspace's now is not known. */
export function askedAt({ workspace }: Pick<ExploreDeps, "workspace">, at: string | undefined): Instant {
  const now = workspace.logicalNow();
  const asked = instantOf(at) ?? now;
  if (asked > now) throw invalid("at", "lies ahead of the workspace's now");
  return asked;
}
