import type { FunnelGroup, FunnelPeopleRequest, FunnelRequest } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import {
  type Condition,
  type DidCondition,
  printDefinition,
  type SequenceCondition,
} from "@habitus/segments";
import type { FunnelQuestion } from "./funnel-question.ts";

export type Kept = { readonly definition: string | null; readonly remark: string | null };

/** The people of a place of a funnel as a definition that says the same of them. */
export function funnelDefinition(question: FunnelQuestion, place: FunnelPeopleRequest): Kept {
  const { request, membersAt, funnel, isNow } = question;
  const condition = { ...question.condition, ...periodOf(question) };
  const steps = condition.following.length + 1;
  const isDropped = place.which === "dropped" && place.step < steps;
  const longest = isDropped ? place.step + 1 : place.step;
  if (request.within !== undefined && longest > 2) return { definition: null, remark: ONLY_OF_STEPS };
  const upTo = (step: number): Condition => chainOf(condition, step, request.within);
  const parts: readonly Condition[] = [
    upTo(place.step),
    ...(isDropped ? [{ kind: "not", of: upTo(place.step + 1) } as const] : []),
    ...(request.segment === undefined ? [] : [inSegment(request.segment)]),
    ...groupConditions(place.group, request),
  ];
  const [only, ...others] = parts;
  const whole: Condition = others.length === 0 && only !== undefined ? only : { kind: "and", of: parts };
  const definition = printDefinition({ version: 1, condition: whole });
  const readsMembers = request.segment !== undefined || request.split !== undefined;
  const isLater = longest > 1 || isYetToBegin(question);
  const remarks = [
    ...(isNow || !isOfTheirZone(question) ? [] : [PERIOD_NOW]),
    ...(isNow || !isLater ? [] : [FOLLOWED_UP_TO_NOW]),
    ...(readsMembers && (!isNow || membersAt < funnel.at) ? [MEMBERS_NOW] : []),
  ];
  return { definition, remark: remarks.length === 0 ? null : remarks.join(" ") };
}

const ONLY_OF_STEPS =
  "A segment reckons the time of each step from the one before it, so it cannot say `within` of the whole chain. Give the time to each step instead.";
export const MEMBERS_NOW =
  "A segment reads segments and traits as they are now, not as they were in the period.";
export const FOLLOWED_UP_TO_NOW =
  "A segment also sees what people did after the instant that was asked about.";
const PERIOD_NOW =
  "A segment reckons a period in people's own time zones from now, not from the instant that was asked about.";

const inSegment = (segment: string): Condition => ({ kind: "segment", segment });

/** The period of the first step: of a past instant as dates, for a segment reckons from now. */
function periodOf(question: FunnelQuestion): Pick<SequenceCondition, "window"> {
  const { condition, isNow, span } = question;
  if (isNow || isOfTheirZone(question) || isYetToBegin(question)) {
    return condition.window === undefined ? {} : { window: condition.window };
  }
  const to = formatInstant(span.to);
  // Dates begin with 1970, and nothing was done before.
  if (span.from === null || span.from <= 0) return { window: { kind: "before", to } };
  return { window: { kind: "range", from: formatInstant(span.from), to } };
}

const isOfTheirZone = ({ condition: { window } }: FunnelQuestion): boolean =>
  window !== undefined && "inTheirTimeZone" in window;

const isYetToBegin = ({ span: { from, to } }: FunnelQuestion): boolean => from !== null && from >= to;

/** The first steps of a chain. */
function chainOf(
  { first, following, same, window }: SequenceCondition,
  steps: number,
  within: FunnelPeopleRequest["within"],
): Condition {
  const period = window === undefined ? {} : { window };
  if (steps > 1) {
    const own = following
      .slice(0, steps - 1)
      .map((step) => (within === undefined ? step : { ...step, within }));
    return { kind: "sequence", first, following: own, ...(same === undefined ? {} : { same }), ...period };
  }
  const did: DidCondition = { kind: "did", ...first, ...period };
  if (same === undefined) return did;
  // An event without a value there is in no chain.
  const has = { kind: "property", path: same, test: HAS_TEXT } as const;
  return { ...did, where: did.where === undefined ? has : { kind: "and", of: [did.where, has] } };
}

/** True of every value that may name a group, so of no list and no object; "exists" is true of these too. */
export const HAS_TEXT = { op: "matches", value: { kind: "text", value: ".*" } } as const;

function groupConditions(group: FunnelGroup | undefined, { split }: FunnelRequest): readonly Condition[] {
  if (group === undefined || group.kind === "all") return [];
  if (group.kind === "segment") return [inSegment(group.key)];
  if (split === undefined || !("trait" in split)) return [];
  const path = split.trait;
  const has: Condition = { kind: "trait", path, test: HAS_TEXT };
  const literal = (value: string) => ({ kind: "text", value }) as const;
  if (group.kind === "value") {
    return [{ kind: "trait", path, test: { op: "is", value: literal(group.value) } }];
  }
  if (group.kind === "none") return [{ kind: "not", of: has }];
  const others = group.except.map(
    (value): Condition => ({
      kind: "not",
      of: { kind: "trait", path, test: { op: "is", value: literal(value) } },
    }),
  );
  return [has, ...others];
}
