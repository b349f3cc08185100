import { isOwnFailure } from "../segments/own-failure.ts";
import type { SegmentRecord } from "../segments/segment-store.ts";
import { driftsOf, type Drifts } from "./drifts.ts";
import type { Examined, ExamineDeps, PeopleQuestions, Round } from "./examined.ts";
import {
  driftFindings,
  jumpFindings,
  oldFinding,
  overlapFindings,
  reviewFinding,
  sizeFindings,
  splitFindings,
  stillFinding,
  neverActedFinding,
  unlessExplained,
  unusedFinding,
  worstFirst,
} from "./findings.ts";
import { goalOf, type ReachedGoal } from "./goal.ts";
import type { StayRow } from "./health-queries.ts";
import type { Finding, HealthPart, HealthReport, Overlap, Skipped, Stays } from "./health-report.ts";
import { brokenInputs } from "./inputs.ts";
import { type Jump, jumpsOf } from "./movements.ts";
import { apartOf, type Portrayed, type Traces } from "./portrait.ts";
import { staysOf } from "./stays.ts";

/** The rest are further away. */
const OVERLAPS_TOLD = 10;
/** What was measured; null where it could not be. */
type Measured = {
  readonly people: Portrayed | null;
  readonly traces: Traces | null;
  readonly reached: ReachedGoal | null;
  readonly drifts: Drifts | null;
  readonly stays: Stays | null;
  readonly jumps: readonly Jump[] | null;
  readonly overlaps: readonly Overlap[] | null;
};

/** Looks at everything that can be the matter with a segment. A part that cannot be looked at says so and stops no other. */
export async function examine(
  deps: ExamineDeps,
  ask: PeopleQuestions,
  round: Round,
  segment: SegmentRecord,
  signal: AbortSignal,
): Promise<HealthReport> {
  const skipped: Skipped[] = [];
  const skip = (part: HealthPart, why: string): void => void skipped.push({ part, why });
  const of: Examined = { ...deps, ask, round, segment, signal, skip };
  const measured = await measure(of);
  const { people, traces, reached, drifts, stays, overlaps } = measured;
  return {
    segment: segment.key,
    version: segment.version,
    at: round.at,
    examinedAt: deps.now(),
    size: people?.inside ?? null,
    people: people?.everybody ?? null,
    findings: worstFirst(findingsOf(of, measured)),
    goal: reached?.goal ?? null,
    splits: reached?.splits ?? [],
    apart: people === null || traces === null ? null : apartOf(traces, people),
    overlaps: (overlaps ?? []).slice(0, OVERLAPS_TOLD),
    drifts: drifts?.drifts ?? [],
    stays,
    skipped,
  };
}

async function measure(of: Examined): Promise<Measured> {
  const attempt = async <T>(part: HealthPart, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!isOwnFailure(error)) throw error;
      of.skip(part, error.message);
      return null;
    }
  };
  const people = await attempt("size", () => of.ask.people(of.segment));
  const traces = people === null ? null : await attempt("apart", () => of.ask.traces(of.segment));
  const reached = await attempt("goal", () => goalOf(of));
  const drifts = people === null ? null : await attempt("drift", () => driftsOf(of, people));
  const stays = await attempt("stays", () => ownStays(of));
  const jumps = await attempt("moves", () => jumpsOf(of));
  const overlaps = of.round.overlapsOf(of.segment.key);
  if (overlaps === null) of.skip("overlap", "It is not live, so who is in it is not kept.");
  return { people, traces, reached, drifts, stays, jumps, overlaps };
}

function findingsOf(of: Examined, measured: Measured): readonly Finding[] {
  const { people, reached, drifts, jumps, overlaps } = measured;
  const { segment, round, now } = of;
  const { settings } = round;
  const inputs = brokenInputs(of);
  const ofSize = people === null ? [] : sizeFindings(people, reached?.goal ?? null, settings);
  return [
    ...reviewFinding(segment, now()),
    ...unlessExplained(ofSize, inputs),
    ...(reached === null ? [] : splitFindings(reached.splits, reached.goal.event, round.called)),
    ...overlapFindings(segment.key, overlaps ?? [], settings.overlapLimit, round.nameOf),
    ...inputs,
    ...driftFindings(drifts?.drifts ?? []),
    ...(people === null ? [] : stillFinding(people.inside, drifts?.sizes ?? [])),
    ...jumpFindings(segment.key, jumps ?? [], round.zone),
    ...oldFinding(round.definedAt(segment), now(), settings.staleDays),
    ...findingsOfUse(of),
  ];
}

/** What nobody uses at all is not told twice. */
function findingsOfUse({ segment, round, now }: Examined): readonly Finding[] {
  const { unusedDays } = round.settings;
  const unused = unusedFinding(round.usageOf(segment), now(), unusedDays);
  return unused.length > 0 ? unused : neverActedFinding(round.actingOf(segment), now(), unusedDays);
}

async function ownStays({ reads, queries, round, segment, signal }: Examined): Promise<Stays | null> {
  return staysOf(await reads.rows<StayRow>(queries.stays(segment.key, round.at), signal));
}
