import type { Person } from "@habitus/contract";
import { formatInstant, must, readReservedTrait, type ReservedKind } from "@habitus/kernel";
import { membershipsOf } from "../../../../membership/memberships.ts";
import { findPeople, isPeopleCursor } from "../../../../people/find-people.ts";
import { homeZoneOf } from "../../../../people/home-zone.ts";
import { answersOf, type PersonAnswer } from "../../../../people/person-answers.ts";
import { NOT_SEEN, seenByNow } from "../../../../people/seen.ts";
import { withSources } from "../../../../people/trait-sources.ts";
import { personId } from "../../../../profiles/identity.ts";
import type { NodeTrait } from "../../../../profiles/trait-word.ts";
import type { AccountReads } from "../../../../profiles/account-reads.ts";
import type { Profile, SaidAs } from "../../../../profiles/profile-reads.ts";
import type { SeenByNow } from "../../../../profiles/seen-times.ts";
import type { PersonNumber } from "../../../../store/event-store.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { descriptionsOf } from "../segments/descriptions.ts";
import { followedIn } from "./followed.ts";
import { agreement, liveMoment, planInForce } from "./live-moment.ts";
import { rawValue } from "../../write-json.ts";
import { found, invalidCursor, isoOrNull, PAGE } from "../shared.ts";
import { shownTraits } from "./shown-traits.ts";
import { readTimelinePlace, writeTimelinePlace } from "./timeline-place.ts";

type PeopleOperations = "listPeople" | "getPerson" | "getTraitHistory" | "listPersonMemberships";

export function peopleHandlers(deps: ManagementDeps): HandlersFor<PeopleOperations> {
  const { profiles, accounts, events, segments, evaluator, surveys, workspace } = deps;
  const descriptions = descriptionsOf(deps);
  const byId = (id: string, as?: SaidAs): Profile => {
    const person = found(profiles.find(id, as), "person");
    return found(profiles.profile(person), "person");
  };
  const shown = (profile: Profile, seen: SeenByNow): Person => {
    const answers = answersOf(profile, surveys.list(), () => workspace.logicalNow());
    const homeZone = homeZoneOf(profile, workspace.get().zone);
    const { firstSeen, lastSeen } = seen;
    return {
      ...toPerson(profile, answers, (id) => accounts.name(id)),
      firstSeen: isoOrNull(firstSeen),
      lastSeen: isoOrNull(lastSeen),
      homeZone,
    };
  };
  const allShown = async (all: readonly Profile[], signal: AbortSignal): Promise<readonly Person[]> => {
    const seen = await seenByNow(events, all, workspace.shownNow(), signal);
    return all.map((profile, place) => shown(profile, seen[place] ?? NOT_SEEN));
  };
  const profileOf = (person: PersonNumber): readonly Profile[] => {
    const profile = profiles.profile(person);
    return profile === null ? [] : [profile];
  };

  return {
    async listPeople({ query }, { signal }) {
      const { search = "", after = null, limit = PAGE } = query;
      if (after !== null && !isPeopleCursor(after)) throw invalidCursor();
      const page = await findPeople({ profiles, descriptions }, { text: search, after, limit }, signal);
      const cut = page.isCut === null ? {} : { searchCut: page.isCut };
      const people = await allShown(page.people.flatMap(profileOf), signal);
      return { people, next: page.next, ...cut };
    },
    getPerson({ params, query }, context) {
      const profile = byId(params.id, query.as);
      // Asked for often, and hardly ever of somebody with anything ahead: no signal is made for nothing.
      if (profile.lastSeen <= workspace.shownNow()) return shown(profile, profile);
      return allShown([profile], context.signal).then(([person]) => must(person, "one for each"));
    },
    async getTraitHistory({ params, query }, { signal }) {
      const profile = byId(params.id, query.as);
      const { limit = PAGE } = query;
      const before = query.before === undefined ? null : readTimelinePlace(query.before);
      const asked = { nodes: profile.nodes, name: params.name, before, limit };
      const { changes, next } = await events.traitPast(asked, signal);
      const sourced = await withSources(events, profile, changes, signal);
      const values = sourced.map(({ value, time, saidBy }) => ({
        value: rawValue(value),
        time: formatInstant(time),
        source: saidBy,
      }));
      return { name: params.name, values, next: next === null ? null : writeTimelinePlace(next) };
    },
    async listPersonMemberships({ params, query }, { signal }) {
      const moment = await liveMoment(deps, () => byId(params.id, query.as), signal);
      const { live, history, at } = moment;
      const all = segments.list();
      const followed = followedIn(deps.transitions, live, moment.profile.person);
      const planOf = await evaluator.planner(all, null, signal, at);
      const plans = all.map((segment) => ({
        key: segment.key,
        plan: planInForce(moment, segment.key, () => planOf(segment)),
      }));
      const names = new Map(all.map(({ key, name }) => [key, name]));
      const memberships = membershipsOf(plans, history, at).map(({ segment, member, stays }) => ({
        segment,
        name: names.get(segment) ?? segment,
        member: live?.segments.get(segment)?.member ?? member,
        agrees: agreement(moment, segment, member),
        stays: stays.map(({ entered, left }) => ({ entered: formatInstant(entered), left: isoOrNull(left) })),
        live: followed(segment),
      }));
      return { at: formatInstant(at), offset: live?.offset ?? null, memberships };
    },
  };
}

function toPerson(
  { person, ids, traits }: Profile,
  answers: readonly PersonAnswer[],
  nameOf: AccountReads["name"],
): Omit<Person, "homeZone" | "firstSeen" | "lastSeen"> {
  const own: NodeTrait[] = [];
  const said: Readonly<Record<(typeof SHOWN_APART)[number], [key: string, value: string][]>> = {
    list: [],
    account: [],
    subscription: [],
    consent: [],
  };
  for (const trait of traits) {
    const reserved = readReservedTrait(trait.name);
    if (reserved === null) own.push(trait);
    else if (isShownApart(reserved.kind)) said[reserved.kind].push([reserved.key, trait.value]);
  }
  return {
    id: personId(person),
    ids: ids.map(({ kind, value }) => ({ kind, value })),
    ...shownTraits(own),
    lists: said.list.map(([key]) => key),
    accounts: said.account.map(([id]) => ({ id, name: nameOf(id) })),
    subscriptions: yesOrNo(said.subscription),
    consent: yesOrNo(said.consent),
    answers: answers.map(toAnswer),
  };
}

const SHOWN_APART = ["list", "account", "subscription", "consent"] as const satisfies readonly ReservedKind[];

function isShownApart(kind: ReservedKind): kind is (typeof SHOWN_APART)[number] {
  return (SHOWN_APART as readonly ReservedKind[]).includes(kind);
}

function yesOrNo(
  words: readonly (readonly [key: string, value: string])[],
): Readonly<Record<string, boolean>> {
  return Object.fromEntries(words.map(([key, value]) => [key, value === "true"]));
}

function toAnswer({ asked, value, time, countsUntil, ...rest }: PersonAnswer): Person["answers"][number] {
  return {
    ...rest,
    surveyName: asked?.survey.name ?? null,
    text: asked?.question.text ?? null,
    tag: asked?.question.tag ?? null,
    value: rawValue(value),
    time: formatInstant(time),
    countsUntil: isoOrNull(countsUntil),
  };
}
