import type { PersonNumber } from "../../../store/event-store.ts";
import { explainRoot, type Plan } from "@habitus/segments";
import { formatInstant, type Instant } from "@habitus/kernel";
import type { StageStatus } from "../../../membership/stage.ts";
import { personId, personNumber } from "../../../profiles/identity.ts";
import type { CompareOptions, Comparison } from "../../../segments/compare.ts";
import type { Question } from "../../../segments/plan-contexts.ts";
import type { SegmentRecord } from "../../../segments/segment-store.ts";
import type { ManagementDeps } from "../deps.ts";
import { toCondition } from "./explained.ts";
import { ALL_RECORDS, numberCursor, readNumberCursor } from "./shared.ts";

const POLL_MS = 50;

type Page = { readonly at: Instant; readonly after: string | undefined; readonly limit: number };

/**
 * Who was in a segment by what transitions had told up to an instant.
 * @throws HabitusError `invalid_cursor`, and what the event store throws.
 */
export async function knownMembers(
  deps: ManagementDeps,
  segment: SegmentRecord,
  { at, after, limit }: Page,
  signal: AbortSignal,
) {
  const began = deps.elapsed();
  const since = liveSince(deps.membership(), segment);
  const from = readNumberCursor(after);
  const isKnown = since !== null && at >= since;
  if (isKnown) await historyIsWritten(deps, signal);
  const query = { segment: segment.key, at, after: from, limit: limit + 1 };
  const found = isKnown ? await deps.events.knownMembers(query, signal) : { count: 0, people: [] };
  const people: readonly PersonNumber[] = found.people.slice(0, limit);
  return {
    count: found.count,
    people: people.map((person) => ({
      id: personId(person),
      ids: deps.profiles.ids(person).map(({ value }) => value),
    })),
    next: found.people.length > limit ? numberCursor(people.at(-1) ?? null) : null,
    at: formatInstant(at),
    took_ms: Math.round((deps.elapsed() - began) * 10) / 10,
    known: isKnown,
  };
}

/** Since when transitions tell who is in a segment; null when they do not yet. */
export function liveSince(stage: StageStatus | null, { key, createdAt }: SegmentRecord): Instant | null {
  const known = [...(stage?.segments ?? []), ...(stage?.paused ?? [])];
  const status = known.find((segment) => segment.key === key);
  // Of a segment that went live before this was kept, it is not known when.
  return status === undefined ? null : (status.since ?? createdAt);
}

/** Transitions made so far are in the event store, unless it fails: then the question itself tells. */
export async function historyIsWritten(
  { stages, transitions }: ManagementDeps,
  signal: AbortSignal,
): Promise<void> {
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
    return { ...example, why: { before: rootOf(plans.before), after: rootOf(plans.after) } };
  };
  const sideOf = async ({ count, people }: Comparison["entered"]) => ({
    count,
    people: await Promise.all(people.map(withReason)),
  });
  return { entered: await sideOf(comparison.entered), left: await sideOf(comparison.left) };
}
