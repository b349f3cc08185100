import {
  type ExplorePeople,
  type Funnel,
  type FunnelGroup,
  type FunnelPeopleRequest,
  type FunnelRequest,
  LIMITS,
} from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import { type EventChoice, printDefinition, type SequenceCondition } from "@habitus/segments";
import { createAsking } from "./asking.ts";
import { peoplePage } from "./explore-people.ts";
import type { ExploreDeps, FunnelFigures, FunnelRow, GroupOfFunnel, StepFigures } from "./explore-queries.ts";
import { type FunnelQuestion, readFunnelQuestion } from "./funnel-question.ts";
import { funnelDefinition } from "./funnel-segment.ts";
import { invalid } from "./invalid.ts";
import { painPointsOf, toShare } from "./pain-points.ts";

export type Funnels = {
  /** @throws HabitusError `definition_refused`, `invalid_request`, `not_found`, and what the event store throws. */
  funnel(request: FunnelRequest, signal: AbortSignal): Promise<Funnel>;
  /** @throws as `funnel`, and `invalid_cursor`. */
  people(request: FunnelPeopleRequest, signal: AbortSignal): Promise<ExplorePeople>;
};

type GroupFigures = Funnel["groups"][number];

export function createFunnels(deps: ExploreDeps): Funnels {
  const { queries } = deps;
  const { rows, timed } = createAsking(deps);
  const valuesOf = async ({ funnel }: FunnelQuestion, signal: AbortSignal): Promise<readonly string[]> => {
    if (funnel.audience === null || funnel.audience.trait === null) return [];
    const found = await rows<{ readonly value: string }>(
      queries.funnelValues(funnel, LIMITS.exploreGroups),
      signal,
    );
    return found.map(({ value }) => value);
  };
  return {
    funnel: (request, signal) =>
      timed(async () => {
        const question = await readFunnelQuestion(deps, request, signal);
        const values = await valuesOf(question, signal);
        const steps = question.condition.following.length + 1;
        const found = await rows<FunnelRow>(queries.funnel(question.funnel, values), signal);
        const figures = found.map((row) => queries.readFunnel(row, steps));
        const { everybody, groups } = toGroups(question, figures, values);
        return {
          ...told(question),
          everybody,
          groups,
          painPoints: [...painPointsOf(everybody, groups)],
        };
      }),
    people: (request, signal) =>
      timed(async () => {
        const { step, which, group = { kind: "all" }, after, limit, ...asked } = request;
        const question = await readFunnelQuestion(deps, asked, signal);
        if (step > question.condition.following.length + 1) throw invalid("step", "lies behind the last one");
        const place = { step, isLast: which === "dropped", ...placeOf(group, asked) };
        const page = await peoplePage(
          deps,
          {
            asked,
            page: (of) => queries.funnelPeople(question.funnel, place, of),
            count: queries.funnelPeopleCount(question.funnel, place),
            after,
            limit,
          },
          signal,
        );
        return {
          ...page,
          ...funnelDefinition(question, request),
          at: formatInstant(question.funnel.at),
        };
      }),
  };
}

/** What was asked, as it was understood. */
function told({ condition, span, funnel, membersAt }: FunnelQuestion) {
  return {
    at: formatInstant(funnel.at),
    from: span.from === null ? null : formatInstant(span.from),
    to: formatInstant(Math.min(span.to, funnel.at)),
    membersAt: formatInstant(membersAt),
    chain: printDefinition({ version: 1, condition }),
    steps: eventsOf(condition).map((event) => ({
      text: printDefinition({ version: 1, condition: { kind: "did", ...event } }),
    })),
  };
}

const eventsOf = ({ first, following }: SequenceCondition): readonly EventChoice[] => [
  first,
  ...following.map(({ event }) => event),
];

function toGroups(
  { request, condition }: FunnelQuestion,
  figures: readonly FunnelFigures[],
  values: readonly string[],
): { readonly everybody: GroupFigures; readonly groups: GroupFigures[] } {
  const nothing = Array.from({ length: condition.following.length + 1 }, (): StepFigures => {
    return { people: 0, medianMs: 0, lateMs: 0 };
  });
  const of = (group: GroupOfFunnel): readonly StepFigures[] =>
    figures.find((each) => JSON.stringify(each.group) === JSON.stringify(group))?.steps ?? nothing;
  const { split } = request;
  const made = (group: FunnelGroup, from: GroupOfFunnel): GroupFigures => {
    return { group, steps: toSteps(of(from)) };
  };
  const groups =
    split === undefined
      ? []
      : "segments" in split
        ? split.segments.map((key, place) => made({ kind: "segment", key }, { kind: "root", place }))
        : [
            ...values.map((value, place) => made({ kind: "value", value }, { kind: "value", place })),
            made({ kind: "rest", except: [...values] }, { kind: "rest" }),
            made({ kind: "none" }, { kind: "none" }),
          ].filter(({ steps: [first] }) => first !== undefined && first.people > 0);
  const size = ({ steps }: GroupFigures): number => steps[0]?.people ?? 0;
  return {
    everybody: made({ kind: "all" }, { kind: "all" }),
    groups: groups.toSorted((a, b) => size(b) - size(a)),
  };
}

function toSteps(steps: readonly StepFigures[]): GroupFigures["steps"] {
  const first = steps[0]?.people ?? 0;
  return steps.map(({ people, medianMs, lateMs }, index) => {
    const before = steps[index - 1]?.people ?? people;
    const isTimed = index > 0 && people > 0;
    return {
      people,
      dropped: people - (steps[index + 1]?.people ?? people),
      ofFirst: toShare({ hits: people, of: first }),
      ofBefore: toShare({ hits: people, of: before }),
      median_ms: isTimed ? medianMs : null,
      p90_ms: isTimed ? lateMs : null,
    };
  });
}

/** @throws HabitusError `invalid_request` for a group that the question does not make. */
function placeOf(
  group: FunnelGroup,
  { split }: FunnelRequest,
): { readonly group: GroupOfFunnel; readonly values: readonly string[] } {
  if (group.kind === "all") return { group: { kind: "all" }, values: [] };
  if (group.kind === "segment") {
    const place = split !== undefined && "segments" in split ? split.segments.indexOf(group.key) : -1;
    if (place < 0) throw invalid("group", "is no segment of `split`");
    return { group: { kind: "root", place }, values: [] };
  }
  if (split === undefined || !("trait" in split)) throw invalid("group", "needs a split by a trait");
  if (group.kind === "none") return { group: { kind: "none" }, values: [] };
  if (group.kind === "value") return { group: { kind: "value", place: 0 }, values: [group.value] };
  return { group: { kind: "rest" }, values: group.except };
}
