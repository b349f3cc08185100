import { HabitusError, hash128, hashHex } from "@habitus/kernel";
import {
  DEFAULT_CONTEXT,
  type Definition,
  type Leaf,
  type Plan,
  type PlanContext,
  type Population,
  planDefinition,
  withThresholds,
  standInFor,
} from "@habitus/segments";
import { knownPurpose, meaningsOf, type NamedSegment } from "./segment-meanings.ts";
import { type OccasionRecord, ownOccasions } from "./occasion-store.ts";
import { scoreMeanings, type ScoreRecord } from "./score-store.ts";
import type { SegmentStore } from "./segment-store.ts";
import type { WorkspaceStore } from "./workspace-store.ts";

/** What the names in a definition stand for at this moment. Asked anew for every definition, for all of it can change. */
export type PlanContexts = () => PlanContext;

export type PlanContextDeps = {
  readonly workspace: Pick<WorkspaceStore, "get">;
  readonly segments: Pick<SegmentStore, "list">;
  readonly scores: () => readonly ScoreRecord[];
  readonly computed: () => PlanContext["computed"];
  readonly occasions: () => readonly OccasionRecord[];
  /** Keys of lead scores. */
  readonly leads?: () => readonly string[];
  /** Pinned at the present. */
  readonly thresholds: () => PlanContext["thresholds"];
  /** What is said of people besides their events. */
  readonly people: () => Pick<
    PlanContext,
    "lists" | "subscriptions" | "purposes" | "dataPurposes" | "decays" | "surveys"
  >;
};

export function createPlanContexts({
  workspace,
  segments,
  scores,
  computed,
  occasions,
  leads = () => [],
  people,
  thresholds,
}: PlanContextDeps): PlanContexts {
  const segmentsNow = keptMeanings();
  return () => {
    const { zone, weekStart } = workspace.get();
    const said = people();
    return {
      ...DEFAULT_CONTEXT,
      workspaceZone: zone,
      weekStart,
      ...said,
      thresholds: thresholds(),
      leads: leads(),
      segments: segmentsNow(segments.list(), said.purposes),
      scores: scoreMeanings(scores(), said.purposes),
      computed: computed(),
      occasions: ownOccasions(occasions()),
    };
  };
}

/** `meaningsOf` of what is asked for again and again: one object while the segments and the keys of purposes are the same. */
function keptMeanings(): typeof meaningsOf {
  let kept: {
    readonly of: readonly NamedSegment[];
    readonly purposes: string;
    readonly found: PlanContext["segments"];
  } | null = null;
  return (of, purposes) => {
    const keys = Object.keys(purposes).join("\n");
    if (kept?.of !== of || kept.purposes !== keys)
      kept = { of, purposes: keys, found: meaningsOf(of, purposes) };
    return kept.found;
  };
}

/** A definition and what it is run for, as a segment has both; null: a passing question that asks nobody. */
export type Question = {
  readonly definition: Definition;
  readonly purpose: string | null;
  /** On which they are to be reached, as a purpose of the workspace; absent for no matter which. */
  readonly channel?: string | null;
  /** Segments as they would be, in place of those there are by these keys; absent for those there are. */
  readonly segments?: readonly NamedSegment[];
};

/** The context with what the question is run for and reads; a purpose the workspace has not made one asks nobody. */
export function contextFor(
  context: PlanContext,
  { purpose, channel = null, segments = [] }: Omit<Question, "definition">,
): PlanContext {
  const { purposes } = context;
  return {
    ...context,
    segments:
      segments.length === 0 ? context.segments : { ...context.segments, ...meaningsOf(segments, purposes) },
    purpose: knownPurpose(purpose, purposes),
    channel: knownPurpose(channel, purposes),
  };
}

/**
 * @param context Without a purpose; a purpose the workspace has not made one asks nobody.
 * @throws HabitusError `definition_refused` when what it names is no longer what it was when it was checked, or a threshold it needs is not
 *   known: `details.reason` is the code of that.
 */
export function planIn(context: PlanContext, question: Question): Plan {
  return orRefused(() => planDefinition(question.definition, contextFor(context, question)));
}

/** All that a question reads, whether or not its thresholds are known, also of the other people of an account. @throws as `planIn`. */
export function leavesToRead(context: PlanContext, question: Question): readonly Leaf[] {
  const { plan, populations } = standingIn(context, question);
  const ofMembers = populations.flatMap((each) => (each.kind === "accounts" ? each.people.leaves : []));
  return [...plan.leaves, ...ofMembers];
}

/**
 * Equal texts where two questions ask the same of the same thresholds, and the keys of the populations whose thresholds they are.
 * @throws as `planIn`.
 */
export function meaningOf(
  context: PlanContext,
  question: Question,
): { readonly meaning: string; readonly populations: readonly string[] } {
  const { plan, populations } = standingIn(context, question);
  const meaning = hashHex(hash128(JSON.stringify([plan, populations])));
  return { meaning, populations: [...new Set(populations.map(({ key }) => key))] };
}

/** The plan without regard to what its thresholds are, and what they are of. */
function standingIn(context: PlanContext, question: Question) {
  const { definition } = question;
  const own = contextFor({ ...context, thresholds: {} }, question);
  const populations: Population[] = [];
  const plan = orRefused(() => {
    const completed = withThresholds(definition, own, (population) => {
      populations.push(population);
      return standInFor(population);
    });
    return planDefinition(definition, completed);
  });
  return { plan, populations };
}

/** Whether all that kept a question from being planned is that a threshold of it has not been worked out yet. */
export function isThresholdMissing(error: unknown): boolean {
  return error instanceof HabitusError && error.details["reason"] === "threshold_missing";
}

function orRefused(work: () => Plan): Plan {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof HabitusError)) throw error;
    const { code: reason, message, fix, details } = error;
    throw new HabitusError("definition_refused", message, {
      ...(fix === undefined ? {} : { fix }),
      details: { ...details, problems: [], reason },
    });
  }
}
