import type { LogReader } from "../log/log.ts";
import type { Kv } from "../platform/kv.ts";
import { NODES, type PersonIdentifier, type ResolverPosition } from "../profiles/identity.ts";
import type { NodeNumber, PersonNumber } from "../store/event-store.ts";
import { LiveMembership } from "./live/live-membership.ts";
import type { MembershipStore } from "./membership-store.ts";

export type StartDeps = {
  readonly store: MembershipStore;
  readonly kv: Kv;
  readonly log: Pick<LogReader, "first">;
  /** How far the resolver has come. */
  readonly resolved: ResolverPosition;
  readonly maxBytes: number;
};

/**
 * Live membership as its store has it. Where the log no longer reaches back to the store's position (it is new, or was lost),
 * people are as the resolver knows them, and every definition is built again from the event store once it is announced.
 */
export async function startMembership(deps: StartDeps): Promise<LiveMembership> {
  const { store, kv, log, resolved, maxBytes } = deps;
  const idOf = (node: NodeNumber): PersonIdentifier | null => {
    const known = kv.get(NODES, [node]);
    return known === undefined || known.named === null ? null : { kind: known.kind, value: known.value };
  };
  const live = new LiveMembership({ store, idOf, maxBytes });
  if (store.position() + 1 < log.first()) {
    live.startOver(resolved, nodesOf(kv));
    await store.commit(live.takeStep());
  }
  return live;
}

function* nodesOf(
  kv: Kv,
): Generator<{ readonly node: NodeNumber; readonly person: PersonNumber; readonly isNamed: boolean }> {
  for (const { key, value } of kv.range(NODES, {})) {
    yield { node: Number(key[0]), person: value.person, isNamed: value.named !== null };
  }
}
