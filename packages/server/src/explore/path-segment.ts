import type { PathEnd, PathPeopleRequest } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import { type Condition, type Duration, printDefinition, type ThenStep } from "@habitus/segments";
import { FOLLOWED_UP_TO_NOW, type Kept, MEMBERS_NOW } from "./funnel-segment.ts";
import { ANYTHING, type PathQuestion, SESSION } from "./path-question.ts";

const REPEATS =
  "A segment cannot take the same event several times in a row for one step. Count each by itself to save these people as a segment.";
const BACKWARDS = "A segment says what follows an event, not what came before it.";
const HIDDEN = "A segment cannot pass over single events. Show all events to save these people as a segment.";
const OTHERS = 'A segment cannot say "any event but these". Choose a single event.';
const IDENTITY =
  "To a segment a call that says who somebody is counts as an event too; where one lies between, it differs.";
const STILL_OPEN = "They may still go on, so a segment would not keep them.";

/** The people of a place of the paths as a definition: each event right behind the one before, within the time. */
export function pathDefinition(question: PathQuestion, { step, node, next }: PathPeopleRequest): Kept {
  const { request, condition, paths } = question;
  const last = step === 0 ? [] : [node];
  const ends = next === undefined ? last : [...last, next];
  const why = remarkOn(question, [...ends, ...(step === 0 ? [node] : [])]);
  if (why !== null) return { definition: null, remark: why };
  const within: Duration = request.within ?? SESSION;
  const between = Array.from({ length: Math.max(0, step - 1) }, () =>
    stepTo({ kind: "others", except: [] }, within),
  );
  const following = [...between, ...ends.map((end) => stepTo(end, within))];
  const { kind: _, where, local, event } = condition;
  const first = {
    event: step === 0 && node.kind === "event" ? node.name : event,
    ...(where === undefined ? {} : { where }),
    ...(local === undefined ? {} : { local }),
  };
  const { from, to: end } = paths.window;
  const window = { kind: "range", from: formatInstant(from), to: formatInstant(end) } as const;
  const own: Condition =
    following.length === 0
      ? { kind: "did", ...first, window }
      : { kind: "sequence", first, following, window };
  const { segment } = request;
  const whole: Condition =
    segment === undefined ? own : { kind: "and", of: [own, { kind: "segment", segment }] };
  const remarks = [
    ...(following.length === 0 ? [] : [IDENTITY]),
    ...(following.length === 0 || request.at === undefined ? [] : [FOLLOWED_UP_TO_NOW]),
    ...(segment === undefined ? [] : [MEMBERS_NOW]),
  ];
  return {
    definition: printDefinition({ version: 1, condition: whole }),
    remark: remarks.length === 0 ? null : remarks.join(" "),
  };
}

function remarkOn({ paths, request }: PathQuestion, ends: readonly PathEnd[]): string | null {
  if (paths.isBackwards) return BACKWARDS;
  if (paths.isFolded) return REPEATS;
  if ((request.hidden ?? []).length > 0) return HIDDEN;
  if (ends.some(({ kind }) => kind === "open")) return STILL_OPEN;
  return ends.some((end) => end.kind === "others" && end.except.length > 0) ? OTHERS : null;
}

/** Right behind the step before; of the last one also that there is none. */
function stepTo(end: PathEnd, within: Duration): ThenStep {
  const event = end.kind === "event" ? { event: end.name } : { event: ANYTHING };
  if (end.kind === "left") return { event, within, absent: true };
  return { event, within, without: { event: ANYTHING } };
}
