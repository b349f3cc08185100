import { HabitusError } from "@habitus/kernel";
import type { LogReader, Offset } from "../log/log.ts";
import { type Kv, put } from "../platform/kv.ts";
import { isOwnKind } from "../profiles/id-kinds.ts";
import {
  isShown,
  NODES,
  type PersonIdentifier,
  type ResolverPosition,
  TOLD_BEFORE,
  TOLD_BEFORE_KEY,
} from "../profiles/identity.ts";
import { repeatableFrom } from "../profiles/repeats.ts";
import type { NodeNumber } from "../store/event-store.ts";
import { LiveMembership } from "./live/live-membership.ts";
import type { KnownNode } from "./live/people-map.ts";
import type { MembershipStore } from "./membership-store.ts";

export type StartDeps = {
  readonly store: MembershipStore;
  readonly kv: Kv;
  readonly log: Pick<LogReader, "first">;
  /** How far the resolver has come. */
  readonly resolved: ResolverPosition;
  readonly maxBytes: number;
  /** Told where everything begins anew. */
  readonly onStartOver: (reason: string) => void;
  /** Makes an attempt until it succeeds: there may be no room on the disk yet. */
  readonly attempt: <T>(work: () => Promise<T>) => Promise<T>;
};

/**
 * Live membership as its store has it. Where it is new, or was lost, and neither the log nor what rows are made of once more reach back to
 * the beginning, people are as the resolver knows them, and every definition is built again from the event store once it is announced.
 * @throws HabitusError `repeats_trimmed` where the store is an old copy that nothing reaches back to; what `attempt` does when it gives up.
 */
export async function startMembership(deps: StartDeps): Promise<LiveMembership> {
  const { store, kv, log, resolved, maxBytes, onStartOver, attempt } = deps;
  const idOf = (node: NodeNumber): PersonIdentifier | null => {
    const known = kv.get(NODES, [node]);
    if (known === undefined || !isShown(known)) return null;
    return { kind: known.kind, value: known.value };
  };
  const live = new LiveMembership({ store, idOf, maxBytes });
  const oldest = Math.max(log.first(), repeatableFrom(kv));
  if (store.position() + 1 < oldest) {
    if (store.position() > 0) throw tooOld(store.position() + 1, oldest);
    onStartOver(
      `Nothing is kept of live membership, and records can be worked off again from ${oldest} on: it begins anew from the event store.`,
    );
    live.startOver(resolved, nodesOf(kv));
    const step = live.takeStep();
    await attempt(() => store.commit(step));
  }
  await knowToldBefore(deps, live);
  return live;
}

/** Programs before this one did not note which record first told of an id of a further kind: those that are known are told with from here on. */
async function knowToldBefore({ store, kv, attempt }: StartDeps, live: LiveMembership): Promise<void> {
  if (kv.get(TOLD_BEFORE, TOLD_BEFORE_KEY) !== undefined) return;
  const told = [...nodesOf(kv)].filter(({ isTold }) => isTold);
  for (const { node } of told) live.people.tell(node);
  if (told.length > 0) {
    const step = live.takeStep();
    await attempt(() => store.commit(step));
  }
  await attempt(() => kv.commit([put(TOLD_BEFORE, TOLD_BEFORE_KEY, true)]));
}

function tooOld(from: Offset, oldest: Offset): HabitusError {
  return new HabitusError(
    "repeats_trimmed",
    `Live membership ends before record ${from}, and records can be worked off again from ${oldest} on: what lies between is gone.`,
    {
      fix: 'Put the whole data folder back from one copy, or remove its folder "membership": then it begins anew from the event store.',
      details: { from, oldest },
    },
  );
}

function* nodesOf(kv: Kv): Generator<KnownNode> {
  for (const { key, value } of kv.range(NODES, {})) {
    const isTold = !isOwnKind(value.kind);
    yield { node: key[0], person: value.person, isNamed: value.named !== null, isTold };
  }
}
