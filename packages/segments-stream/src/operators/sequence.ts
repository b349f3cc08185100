import type { Instant } from "@habitus/kernel";
import type { EventKind, HistoryEvent, SequenceLeaf } from "@habitus/segments";
import { isNamed } from "../value/event-name.ts";
import { compileFilter } from "../value/filter.ts";
import { asText, valueAt } from "../value/json-value.ts";
import { eventWindow } from "../window/event-window.ts";
import { countUpTo } from "../window/times.ts";
import { type Chain, chainOf, type ChainRun } from "./chain.ts";
import { type Gathered, gatheredOperator, type Span } from "./gathered.ts";
import type { Operator } from "./operator.ts";

/** An event with the parts it can play in a chain, one bit each. */
type Player = { readonly idHash: string; readonly roles: number; readonly key: string };

const HASH_DIGITS = 32;

/**
 * A chain of events. Kept are (time, id hash, roles, key) of every event that has a role and has not left the window for
 * good: what lies before the window can neither begin a chain nor follow one that begins in it.
 */
export function sequenceOperator(leaf: SequenceLeaf): Operator {
  const chain = chainOf(leaf);
  return gatheredOperator({
    name: "sequence",
    window: eventWindow(leaf.events.window),
    gathered: players(leaf, chain),
    holds: (span, now) => holds(chain, span, now),
    alsoDue: ({ times }, now) => {
      const next = times[countUpTo(times, now)] ?? Number.POSITIVE_INFINITY;
      if (chain.deadlineMs === null) return next;
      const waiting = times[countUpTo(times, now - chain.deadlineMs)];
      return Math.min(next, waiting === undefined ? next : waiting + chain.deadlineMs);
    },
  });
}

function holds(chain: Chain, { times, values, from, to }: Span<Player>, now: Instant): boolean {
  const visible = countUpTo(times, now);
  const runs = new Map<string, ChainRun>();
  for (let at = from; at < visible; at++) {
    const player = values[at];
    const time = times[at];
    if (player === undefined || time === undefined) continue;
    const run = runs.get(player.key) ?? chain.start();
    runs.set(player.key, run);
    if (chain.take(run, time, at < to ? player.roles : player.roles & ~1)) return true;
  }
  return [...runs.values()].some((run) => chain.holdsAt(run, now));
}

function players(leaf: SequenceLeaf, chain: Chain): Gathered<Player> {
  const kinds = chain.roles.map(kindCheck);
  const { same } = leaf;
  return {
    of: (event) => {
      let roles = 0;
      for (const [bit, isOfKind] of kinds.entries()) if (isOfKind(event)) roles |= 1 << bit;
      if (roles === 0) return null;
      const value = same === null ? "" : valueAt(event.properties, same);
      const key = value === undefined ? null : value === "" ? "" : asText(value);
      return key === null ? null : { idHash: event.idHash, roles, key };
    },
    compare: (one, other) => (one.idHash < other.idHash ? -1 : 1),
    write: ({ idHash, roles, key }, to) => {
      to.hex(idHash);
      to.count(roles);
      if (same !== null) to.text(key);
    },
    read: (from) => ({
      idHash: from.hex(HASH_DIGITS),
      roles: from.count(),
      key: same === null ? "" : from.text(),
    }),
  };
}

function kindCheck({ name, where }: EventKind): (event: HistoryEvent) => boolean {
  const meets = compileFilter(where);
  return (event) => isNamed(name, event.name) && meets(event.properties);
}
