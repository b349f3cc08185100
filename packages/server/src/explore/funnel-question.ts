import type { FunnelRequest } from "@habitus/contract";
import { HabitusError, type Instant, must } from "@habitus/kernel";
import { DURATION_MS, printDefinition, type SequenceCondition, type SequenceLeaf } from "@habitus/segments";
import { mustReadDefinition } from "../segments/language.ts";
import { askedAt } from "./asked-at.ts";
import { planAudience } from "./audience.ts";
import type { AskedFunnel, ExploreDeps } from "./explore-queries.ts";
import { invalid } from "./invalid.ts";

/** A funnel that was asked for, read and planned. */
export type FunnelQuestion = {
  readonly condition: SequenceCondition;
  readonly request: FunnelRequest;
  readonly funnel: AskedFunnel;
  /** The period of the first step; `from` null without a beginning. */
  readonly span: { readonly from: Instant | null; readonly to: Instant };
  readonly membersAt: Instant;
  /** Whether it is asked as of the workspace's now. */
  readonly isNow: boolean;
};

/** @throws HabitusError `definition_refused`, `invalid_request`, `not_found`, and what the event store throws. */
export async function readFunnelQuestion(
  deps: ExploreDeps,
  request: FunnelRequest,
  signal: AbortSignal,
): Promise<FunnelQuestion> {
  const condition = readChain(deps, request);
  const { within, split, segment = null, members = "end", purpose = null } = request;
  if (within !== undefined && condition.following.some((step) => step.within !== undefined)) {
    throw invalid("within", "goes without `within` of the single steps");
  }
  const { at, isNow } = askedAt(deps, request.at);
  const trait = split !== undefined && "trait" in split ? split.trait : null;
  const groups = split !== undefined && "segments" in split ? split.segments : [];
  const asked = { reads: condition, purpose, segment, groups, trait, at, isNow };
  const { plan, audience } = await planAudience(deps, asked, signal);
  const chain = must(plan.leaves.find(isSequence), "a chain is planned as one");
  const span = deps.queries.span(chain.events.window, at);
  const membersAt = members === "end" ? Math.min(span.to - 1, at) : startOf(span.from);
  const wholeMs = within === undefined ? null : within.amount * DURATION_MS[within.unit];
  return {
    condition,
    request,
    span,
    membersAt,
    isNow,
    funnel: { chain, wholeMs, at, audience: await audience(membersAt) },
  };
}

const isSequence = (leaf: { readonly kind: string }): leaf is SequenceLeaf => leaf.kind === "sequence";

function readChain(deps: ExploreDeps, { chain }: FunnelRequest): SequenceCondition {
  const { condition } = mustReadDefinition(chain, deps.context());
  const isFunnel =
    condition.kind === "sequence" && condition.following.every(({ absent }) => absent === undefined);
  if (isFunnel) return condition;
  const said =
    condition.kind === "sequence"
      ? "A funnel has no step that is not taken"
      : "A funnel is one chain of events";
  throw new HabitusError("definition_refused", `${said}.`, {
    fix: 'Write for instance `did "Product Viewed" then "Order Completed" within 7 days in last 30 days`.',
    details: { problems: [], text: printDefinition({ version: 1, condition }) },
  });
}

function startOf(from: Instant | null): Instant {
  if (from !== null) return from;
  throw invalid("members", "needs a period that begins somewhere");
}
