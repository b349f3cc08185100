import type { KnownMember, KnownMembers, KnownMembersQuery } from "../../../../store/event-reads.ts";
import type { PersonNumber } from "../../../../store/event-store.ts";
import { explainRoot, type Plan } from "@habitus/segments";
import { formatInstant, type Instant } from "@habitus/kernel";
import type { StageStatus } from "../../../../membership/stage-status.ts";
import { isEntered } from "../../../../membership/transition.ts";
import { transitionsOf } from "../../../../membership/transition-log.ts";
import { personId, personNumber } from "../../../../profiles/identity.ts";
import type { CompareOptions, Comparison } from "../../../../segments/compare.ts";
import type { Question } from "../../../../segments/plan-contexts.ts";
import type { SegmentRecord } from "../../../../segments/segment-store.ts";
import type { ManagementDeps } from "../../deps.ts";
import { explainedWords } from "../people/explained-words.ts";
import { toCondition } from "../people/explained.ts";
import { idsFor } from "../ids-for.ts";
import { ALL_RECORDS, invalidCursor, isoOrNull } from "../shared.ts";
import { toldIsOnDisk } from "../live/told-on-disk.ts";

const POLL_MS = 50;

export type KnownOrder = KnownMembersQuery["order"];

type Page = {
  readonly at: Instant;
  readonly after: string | null;
  readonly limit: number;
  readonly order: KnownOrder;
  /** Only these people; null for all. */
  readonly among: readonly PersonNumber[] | null;
};

/**
 * Who was in a segment by what transitions had told up to an instant.
 * @throws HabitusError `invalid_cursor`, and what the event store throws.
 */
export async function knownMembers(
  deps: ManagementDeps,
  segment: SegmentRecord,
  { after, limit, ...page }: Page,
  signal: AbortSignal,
) {
  const began = deps.elapsed();
  const from = after === null ? null : readMemberCursor(after);
  const query = { ...page, after: from, limit: limit + 1 };
  const { isKnown, found } = await known(deps, segment, query, signal);
  const people = found.people.slice(0, limit);
  const last = found.people.length > limit ? people.at(-1) : undefined;
  const idsOf = idsFor(deps, [segment.purpose]);
  return {
    count: found.count,
    people: people.map(({ person }) => ({
      id: personId(person),
      ids: idsOf(person),
    })),
    next: last === undefined ? null : `${last.person}.${last.since}`,
    at: formatInstant(page.at),
    took_ms: Math.round((deps.elapsed() - began) * 10) / 10,
    known: isKnown,
  };
}

const AT_ONCE = 50_000;

/** Everybody in a segment now as transitions told it, ascending. @throws what the event store throws. */
export async function everybodyKnown(
  deps: ManagementDeps,
  segment: SegmentRecord,
  signal: AbortSignal,
): Promise<readonly PersonNumber[]> {
  const at = deps.now();
  const all: KnownMember[] = [];
  for (;;) {
    const page = { at, order: "ascending", among: null, after: all.at(-1) ?? null, limit: AT_ONCE } as const;
    const { people } = (await known(deps, segment, page, signal)).found;
    all.push(...people);
    if (people.length < AT_ONCE) return all.map(({ person }) => person);
  }
}

async function known(
  deps: ManagementDeps,
  segment: SegmentRecord,
  query: Omit<KnownMembersQuery, "segment">,
  signal: AbortSignal,
): Promise<{ readonly isKnown: boolean; readonly found: KnownMembers }> {
  const since = liveSince(deps.membership(), segment);
  const isKnown = since !== null && query.at >= since;
  if (!isKnown) return { isKnown, found: { count: 0, people: [] } };
  await historyIsWritten(deps, signal);
  return { isKnown, found: await deps.events.knownMembers({ ...query, segment: segment.key }, signal) };
}

const MEMBER_CURSOR = /^(\d{1,15})\.(-?\d{1,15})$/;

/** Whether a cursor goes on with what transitions told. */
export const isKnownCursor = (text: string): boolean => MEMBER_CURSOR.test(text);

/** Somebody's number and since when they are in. @throws HabitusError `invalid_cursor`. */
function readMemberCursor(text: string): KnownMember {
  const match = MEMBER_CURSOR.exec(text);
  if (match === null) throw invalidCursor();
  return { person: Number(match[1]), since: Number(match[2]) };
}

/**
 * Since when somebody is in a segment by what transitions had told before the call; null for who is not in it, and while it was never live.
 */
export async function sinceIn(
  deps: ManagementDeps,
  segment: string,
  signal: AbortSignal,
): Promise<(person: PersonNumber) => string | null> {
  await toldIsOnDisk(deps, signal);
  return (person) => {
    let since: Instant | null = null;
    for (const transition of transitionsOf(deps.transitions, person)) {
      if (transition.segment === segment) since = isEntered(transition) ? transition.at : null;
    }
    return isoOrNull(since);
  };
}

/** Since when transitions tell who is in a segment; null when they do not yet. */
export function liveSince(stage: StageStatus | null, { key, createdAt }: SegmentRecord): Instant | null {
  const known = [...(stage?.segments ?? []), ...(stage?.paused ?? [])];
  const status = known.find((segment) => segment.key === key);
  // Of a segment that went live before this was kept, it is not known when.
  return status === undefined ? null : (status.since ?? createdAt);
}

/**
 * Transitions told so far are in the event store, unless it fails: then the question itself tells. Those that do not come to the disk are not
 * waited for without end.
 */
export async function historyIsWritten(
  deps: Pick<ManagementDeps, "stages" | "told" | "transitions">,
  signal: AbortSignal,
): Promise<void> {
  const { stages, transitions } = deps;
  await toldIsOnDisk(deps, signal);
  const head = transitions.head();
  for (;;) {
    const history = stages().find(({ name }) => name === "history");
    if (history === undefined || history.detail !== null || history.position >= head) return;
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

type Questions = { readonly before: Question | null; readonly after: Question | null };

/** The examples of a comparison with what decides about each under both definitions. */
export async function withReasons(
  deps: ManagementDeps,
  { before, after }: Questions,
  comparison: Comparison,
  { at, signal }: Pick<CompareOptions, "at" | "signal">,
) {
  const questions = [before, after].filter((question) => question !== null);
  const planned = await deps.evaluator.planner(questions, at, signal);
  const planOf = (question: Question | null): Plan | null => (question === null ? null : planned(question));
  const plans = { before: planOf(before), after: planOf(after) };
  const present = deps.workspace.logicalNow();
  const withReason = async (example: Comparison["entered"]["people"][number]) => {
    const person = personNumber(example.id);
    const profile = person === null ? null : deps.profiles.profile(person);
    if (profile === null) return example;
    const history = await deps.reload.history(profile.nodes, ALL_RECORDS, signal);
    const rootOf = (plan: Plan | null) =>
      plan === null ? null : toCondition(explainRoot(plan, history, comparison.at, present));
    const why = { before: rootOf(plans.before), after: rootOf(plans.after) };
    const wordsOf = (side: "before" | "after", question: Question | null) => {
      const inForce = plans[side];
      const root = why[side];
      if (question === null || inForce === null || root === null) return null;
      const told = { question, planOf: planned, inForce, member: root.truth, history, at: comparison.at };
      return explainedWords(told);
    };
    return { ...example, why, words: { before: wordsOf("before", before), after: wordsOf("after", after) } };
  };
  const sideOf = async ({ count, people }: Comparison["entered"]) => ({
    count,
    people: await Promise.all(people.map(withReason)),
  });
  return { entered: await sideOf(comparison.entered), left: await sideOf(comparison.left) };
}
