import type { Instant } from "@habitus/kernel";
import type { SequenceLeaf } from "@habitus/segments";
import { asText, valueAt } from "../value/json-value.ts";
import { type RoleCheck, roleCheck, type Roles, rolesAt, rolesOf } from "../value/roles.ts";
import { eventWindow } from "../window/event-window.ts";
import { countUpTo } from "../window/times.ts";
import { type Chain, chainOf, type ChainRun } from "./chain.ts";
import { type Gathered, gatheredOperator, type Span } from "./gathered.ts";
import type { Operator } from "./operator.ts";

type Player = Roles & { readonly idHash: string; readonly key: string };

const HASH_DIGITS = 32;

/**
 * A chain of events. Kept are (time, id hash, roles, key) of every event that has a role and has not left the window for
 * good: what lies before the window can neither begin a chain nor follow one that begins in it.
 */
export function sequenceOperator(leaf: SequenceLeaf): Operator {
  const chain = chainOf(leaf);
  const checks = chain.roles.map(roleCheck);
  const isLocal = checks.some(({ local }) => local !== null);
  const operator = gatheredOperator({
    name: "sequence",
    window: eventWindow(leaf.events.window),
    gathered: players(leaf, checks, isLocal),
    holds: (span, now, home) =>
      holds(chain, span, now, (player, time) => rolesAt(checks, player, time, home)),
    alsoDue: ({ times }, now) => {
      const next = times[countUpTo(times, now)] ?? Number.POSITIVE_INFINITY;
      if (chain.deadlineMs === null) return next;
      const waiting = times[countUpTo(times, now - chain.deadlineMs)];
      return Math.min(next, waiting === undefined ? next : waiting + chain.deadlineMs);
    },
  });
  return isLocal ? { ...operator, followsHome: true } : operator;
}

type RolesAt = (player: Player, time: Instant) => number;

function holds(
  chain: Chain,
  { times, values, from, to }: Span<Player>,
  now: Instant,
  rolesHere: RolesAt,
): boolean {
  const visible = countUpTo(times, now);
  const runs = new Map<string, ChainRun>();
  for (let at = from; at < visible; at++) {
    const player = values[at];
    const time = times[at];
    if (player === undefined || time === undefined) continue;
    const run = runs.get(player.key) ?? chain.start();
    runs.set(player.key, run);
    const roles = rolesHere(player, time);
    if (chain.take(run, time, at < to ? roles : roles & ~1)) return true;
  }
  return [...runs.values()].some((run) => chain.holdsAt(run, now));
}

function players({ same }: SequenceLeaf, checks: readonly RoleCheck[], isLocal: boolean): Gathered<Player> {
  return {
    of: (event) => {
      const { roles, floating } = rolesOf(checks, event);
      if ((roles | floating) === 0) return [];
      const value = same === null ? "" : valueAt(event.properties, same);
      const key = value === undefined ? null : value === "" ? "" : asText(value);
      return key === null ? [] : [{ idHash: event.idHash, roles, floating, key }];
    },
    compare: (one, other) => (one.idHash < other.idHash ? -1 : 1),
    write: ({ idHash, roles, floating, key }, to) => {
      to.hex(idHash);
      to.count(roles);
      if (isLocal) to.count(floating);
      if (same !== null) to.text(key);
    },
    read: (from) => ({
      idHash: from.hex(HASH_DIGITS),
      roles: from.count(),
      floating: isLocal ? from.count() : 0,
      key: same === null ? "" : from.text(),
    }),
  };
}
