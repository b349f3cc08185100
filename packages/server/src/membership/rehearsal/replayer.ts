import { BUCKET_TRAIT, type Instant } from "@habitus/kernel";
import type { HistoryEvent, TraitChange } from "@habitus/segments";
import type { Offset } from "../../log/log.ts";
import type { EventReads } from "../../store/event-reads.ts";
import type { NodeNumber, PersonNumber } from "../../store/event-store.ts";
import { toHistoryEvent, toTraitChange } from "../reload.ts";
import { type Course, createReplay, type RehearsalQuestion } from "./replay.ts";

export type PersonToReplay = {
  readonly person: PersonNumber;
  readonly nodes: readonly NodeNumber[];
  /** By the person's own events. */
  readonly firstSeen: Instant;
  /** Transitions as events, where the question reads any: they are in no event store yet when they are made. */
  readonly transitions: readonly HistoryEvent[];
};

/** People with numbers from `from` to `to`. */
export type PeopleToReplay = {
  readonly from: PersonNumber;
  readonly to: PersonNumber;
  readonly people: readonly PersonToReplay[];
};

export type Replayed = Course & { readonly person: PersonNumber };

/** Everything up to `upTo` is in the event store; what comes later is left out. */
export type ReplayTask = { readonly question: RehearsalQuestion; readonly upTo: Offset };

/** Works out the courses of a stretch of people, without those who are in at no instant. */
export type Replayer = (stretch: PeopleToReplay, signal?: AbortSignal) => Promise<readonly Replayed[]>;

export function createReplayer(
  { question, upTo }: ReplayTask,
  reads: Pick<EventReads, "pasts" | "firstFacts">,
): Replayer {
  const replay = createReplay(question);
  return async ({ from, to, people }, signal) => {
    const besides = people.flatMap(({ nodes }) => nodes.filter((node) => node < from || node > to));
    const whom = { from, to, besides, upTo };
    const [found, facts] = await Promise.all([
      reads.pasts({ ...replay.reads, ...whom }, signal),
      // The instant of a bucket is a rank.
      reads.firstFacts({ ...whom, apart: BUCKET_TRAIT }, signal),
    ]);
    const firstFacts = new Map(facts.map(({ node, time }) => [node, time]));
    const events = byNode(found.events, toHistoryEvent);
    const traits = byNode<(typeof found.traits)[number], TraitChange>(found.traits, toTraitChange);
    return people.flatMap(({ person, nodes, firstSeen, transitions }) => {
      const history = {
        events: [...nodes.flatMap((node) => events.get(node) ?? []), ...transitions],
        traits: nodes.flatMap((node) => traits.get(node) ?? []),
      };
      // A fact that is said of somebody makes them known as well, also where no event of their own has come yet.
      const known = nodes.map((node) => firstFacts.get(node) ?? Number.POSITIVE_INFINITY);
      const course = replay.courseOf(history, Math.min(firstSeen, ...known));
      return course === null ? [] : [{ person, ...course }];
    });
  };
}

function byNode<Row extends { readonly node: NodeNumber }, Made>(
  rows: readonly Row[],
  make: (row: Row) => Made,
): ReadonlyMap<NodeNumber, readonly Made[]> {
  const found = new Map<NodeNumber, Made[]>();
  for (const row of rows) {
    const own = found.get(row.node);
    if (own === undefined) found.set(row.node, [make(row)]);
    else own.push(make(row));
  }
  return found;
}
