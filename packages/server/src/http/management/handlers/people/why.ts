import type { Why } from "@habitus/contract";
import { formatInstant, type Instant } from "@habitus/kernel";
import { explain, explainRoot } from "@habitus/segments";
import { askedAt } from "../../../../explore/asked-at.ts";
import { invalid } from "../../../../explore/invalid.ts";
import { shownTransition } from "../../../../membership/shown-transition.ts";
import { isEntered, type Transition } from "../../../../membership/transition.ts";
import type { Profile, SaidAs } from "../../../../profiles/profile-reads.ts";
import type { Question } from "../../../../segments/plan-contexts.ts";
import type { SegmentRecord } from "../../../../segments/segment-store.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { explainedWords } from "./explained-words.ts";
import { toCondition } from "./explained.ts";
import { followedIn } from "./followed.ts";
import { agreement, liveMoment, planInForce, storedUpTo } from "./live-moment.ts";
import { questionThen, segmentInVersion } from "./segments-then.ts";
import { ALL_RECORDS, found, isoOrNull } from "../shared.ts";
import { newPatience, waits } from "../live/told-on-disk.ts";

/** Why somebody is in a segment or not, or was. */
export function whyHandlers(deps: ManagementDeps): HandlersFor<"explainMembership"> {
  const { profiles, segments } = deps;
  const byId = (id: string, as?: SaidAs): Profile => {
    const person = found(profiles.find(id, as), "person");
    return found(profiles.profile(person), "person");
  };
  return {
    explainMembership({ params, query }, { signal }) {
      const { segment: key, at, transition } = query;
      const segment = found(segments.get(key), "segment");
      if (transition !== undefined) {
        if (at !== undefined) throw invalid("at", "is not asked beside a transition, which has its own");
        const profile = byId(params.id, query.as);
        return whyMade(deps, profile, madeOf(deps, profile, key, transition), signal);
      }
      if (at === undefined) return whyNow(deps, segment, () => byId(params.id, query.as), signal);
      const past = { ...askedAt(deps, at), upTo: ALL_RECORDS, transition: null };
      return whyThen(deps, segment, byId(params.id, query.as), past, signal);
    },
  };
}

async function whyNow(
  deps: ManagementDeps,
  segment: SegmentRecord,
  find: () => Profile,
  signal: AbortSignal,
): Promise<Why> {
  const { key } = segment;
  const moment = await liveMoment(deps, find, signal);
  const { live, history, at } = moment;
  const planOf = await deps.evaluator.planner([segment], null, signal, at);
  const inForce = planInForce(moment, key, () => planOf(segment));
  const { member, root, nextFlip } = explain(inForce, history, at);
  const followed = followedIn(deps.transitions, live, moment.profile.person)(key);
  return {
    segment: key,
    at: formatInstant(at),
    offset: live?.offset ?? null,
    member: followed?.member ?? member,
    since: followed?.since ?? null,
    frozenSince: followed?.frozenSince ?? null,
    agrees: agreement(moment, key, member),
    nextFlip: isoOrNull(nextFlip),
    transition: null,
    root: toCondition(root),
    words: explainedWords({ question: segment, planOf, inForce, member, history, at }),
  };
}

/** A transition of this person, by any number they had, and segment. @throws HabitusError `not_found`, also where it is no longer kept. */
function madeOf({ told }: ManagementDeps, { nodes }: Profile, key: string, seq: number): Transition {
  const [made] = told.read(seq - 1, 1);
  const isMeant = made?.seq === seq && made.segment === key && nodes.includes(made.person);
  return found(isMeant ? made : null, "transition of this person and segment");
}

/**
 * By what was in force when it was made, of the ids that the person had then, with what was known then. Where what was in force was not kept, it is planned
 * anew with what it contains as that stood then: if that makes a difference, the answer does not agree with the transition, as where what was known is known no more.
 * @throws HabitusError `not_found` where that version is not there.
 */
async function whyMade(
  deps: ManagementDeps,
  profile: Profile,
  transition: Transition,
  signal: AbortSignal,
): Promise<Why> {
  const { segment, version, at, cause, offset } = transition;
  const own = found(segmentInVersion(deps.segments, segment, version), "version of the segment");
  const question = questionThen(deps.segments, own, transition.recordedAt);
  // It is told before the event store has what decided; a store that is further behind is not waited for.
  await waits(() => storedUpTo(deps) >= offset, newPatience(), signal);
  // What time does comes before what the record says.
  const upTo = cause === "time" ? offset - 1 : offset;
  const nodes = deps.profiles.nodesNamed(transition.ids);
  const then = { at, upTo, transition };
  return whyThen(deps, question, nodes.length === 0 ? profile : { nodes }, then, signal);
}

type Then = {
  readonly at: Instant;
  /** What came with later records plays no part. */
  readonly upTo: number;
  readonly transition: Transition | null;
};

async function whyThen(
  deps: ManagementDeps,
  question: SegmentRecord & Question,
  { nodes }: Pick<Profile, "nodes">,
  { at, upTo, transition }: Then,
  signal: AbortSignal,
): Promise<Why> {
  const history = await deps.reload.history(nodes, upTo, signal);
  const planOf = await deps.evaluator.planner([question], at, signal);
  const inForce = (transition === null ? null : deps.live.planBehind(transition)) ?? planOf(question);
  const root = explainRoot(inForce, history, at);
  const member = root.truth;
  return {
    segment: question.key,
    at: formatInstant(at),
    offset: null,
    member,
    since: null,
    frozenSince: null,
    agrees: transition === null ? null : member === isEntered(transition),
    nextFlip: null,
    transition: transition === null ? null : shownTransition(transition),
    root: toCondition(root),
    words: explainedWords({ question, planOf, inForce, member, history, at }),
  };
}
