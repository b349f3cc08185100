import { encodeEvents, type TrackedEvent } from "@habitus/events";
import { hash128, hashHex } from "@habitus/kernel";
import fc from "fast-check";
import type { NewRecord } from "../../log/log.ts";
import { encodeIdentityCommand, type IdentityCommand } from "../identity-command.ts";
import type { IdentityLimits, PersonIdentifier } from "../identity.ts";

// Generated calls and commands about few ids, and the obvious way to say who is who after them.

export type Call = {
  readonly id: string;
  readonly time: number;
  readonly user: string | null;
  readonly device: string | null;
  readonly previous: string | null;
};

/** So small that generated worlds run into every one of them. */
export const SMALL_LIMITS: IdentityLimits = {
  idsPerPerson: { user: 2, anonymous: 3 },
  heldAbove: { user: 4, anonymous: 3 },
  idsPerAccount: 2,
  traitsPerAccount: 3,
  accountWordsPerRecord: 10,
  wordsAheadPerTrait: 2,
};

const USERS = ["u1", "u2", "u3", "both"];
const DEVICES = ["d1", "d2", "d3", "d4", "d5", "both"];
const BY = { kind: "user", id: "u1", name: "Ada" } as const;

const time = fc.integer({ min: 1, max: 12 });
const user = fc.constantFrom(...USERS);
const device = fc.constantFrom(...DEVICES);
const userId: fc.Arbitrary<PersonIdentifier> = user.map((value) => ({ kind: "user", value }));
const deviceId: fc.Arbitrary<PersonIdentifier> = device.map((value) => ({ kind: "anonymous", value }));
const anyId = fc.oneof(userId, deviceId);
const call: fc.Arbitrary<Omit<Call, "id">> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ time, user, device, previous: fc.constant(null) }) },
  { weight: 1, arbitrary: fc.record({ time, user, device: fc.constant(null), previous: fc.constant(null) }) },
  { weight: 1, arbitrary: fc.record({ time, user: fc.constant(null), device, previous: fc.constant(null) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      time,
      user,
      device: fc.option(device),
      previous: fc.oneof(user, device, fc.constant("only-previous")),
    }),
  },
);
const cutOf = (a: fc.Arbitrary<PersonIdentifier>, b: fc.Arbitrary<PersonIdentifier>) =>
  fc.record({
    action: fc.constant("cut" as const),
    a,
    b,
    cause: fc.constant("same call" as const),
    time,
    by: fc.constant(BY),
  });
const command: fc.Arbitrary<IdentityCommand> = fc.oneof(
  { weight: 3, arbitrary: cutOf(userId, deviceId) },
  cutOf(anyId, anyId),
  fc.record({ action: fc.constant("lift" as const), a: userId, b: deviceId, by: fc.constant(BY) }),
  fc.record({
    action: fc.constant("decide" as const),
    id: anyId,
    decision: fc.constantFrom("allow" as const, "refuse" as const),
    by: fc.constant(BY),
  }),
);

export const calls: fc.Arbitrary<readonly Call[]> = fc
  .array(call, { minLength: 1, maxLength: 24 })
  .map((all) => all.map((each, n) => ({ ...each, id: `m${n}` })));
export const commands: fc.Arbitrary<readonly IdentityCommand[]> = fc.array(command, { maxLength: 5 });

function toEvent({
  id,
  time: at,
  user: userId,
  device: anonymousId,
  previous: previousId,
}: Call): TrackedEvent {
  const type = previousId === null ? "track" : "alias";
  return {
    type,
    id,
    name: type === "track" ? "Order Completed" : "$alias",
    time: at,
    offsetMinutes: null,
    userId,
    anonymousId,
    previousId,
    groupId: null,
    properties: "{}",
    traits: "{}",
    context: "{}",
  };
}

/**
 * The calls in the order of their weights, cut into records, with the commands between them in their own order.
 * `weights` has a number for every call and one for every command.
 */
export function arrange(
  sent: readonly Call[],
  said: readonly IdentityCommand[],
  weights: readonly number[],
): readonly NewRecord[] {
  const order = sent
    .map((each, n) => ({ each, weight: weights[n] ?? 0 }))
    .sort((a, b) => a.weight - b.weight);
  const places = said
    .map((_, n) => (weights[sent.length + n] ?? 0) % (order.length + 1))
    .sort((a, b) => a - b);
  const records: NewRecord[] = [];
  let events: TrackedEvent[] = [];
  const close = (): void => {
    if (events.length > 0) records.push({ kind: "events", payload: encodeEvents("k0", events) });
    events = [];
  };
  for (let n = 0; n <= order.length; n++) {
    for (const [place, spoken] of said.entries()) {
      if (places[place] !== n) continue;
      close();
      records.push({ kind: "identity", payload: encodeIdentityCommand(spoken) });
    }
    const next = order[n];
    if (next === undefined) break;
    events.push(toEvent(next.each));
    if (next.weight % 3 !== 0) close();
  }
  close();
  return records;
}

type Claim = {
  readonly time: number;
  readonly order: string;
  readonly a: string;
  readonly b: string;
  readonly alias: boolean;
};

/** Every claim of every call, none left out. */
function claimsOf(sent: readonly Call[]): readonly Claim[] {
  return sent.flatMap((each) => {
    const own = each.user === null ? `anonymous ${each.device}` : `user ${each.user}`;
    const pairs: (readonly [string, string, boolean])[] = [];
    if (each.previous !== null) {
      pairs.push([`user ${each.previous}`, `anonymous ${each.previous}`, true]);
      pairs.push([own, `user ${each.previous}`, true]);
    }
    if (each.user !== null && each.device !== null) pairs.push([own, `anonymous ${each.device}`, false]);
    const hash = hashHex(hash128(each.id));
    return pairs.map(([a, b, alias], n) => ({ time: each.time, order: `${hash}${n}`, a, b, alias }));
  });
}

/** Who is who, by the definition: all claims of ids that are not held, in order, under the limits and cuts. */
export function obviousPartition(
  sent: readonly Call[],
  said: readonly IdentityCommand[],
  limits: IdentityLimits,
): readonly string[] {
  const claims = claimsOf(sent).filter(({ a, b }) => a !== b);
  const named = new Set<string>();
  for (const { user: own, device: with_ } of sent) {
    if (own !== null) named.add(`user ${own}`);
    if (with_ !== null) named.add(`anonymous ${with_}`);
  }
  const text = ({ kind, value }: PersonIdentifier): string => `${kind} ${value}`;
  const cuts = new Set<string>();
  const decisions = new Map<string, string>();
  const all = new Set([...named, ...claims.flatMap(({ a, b }) => [a, b])]);
  for (const each of said) {
    if (each.action === "decide") {
      all.add(text(each.id));
      decisions.set(text(each.id), each.decision);
      continue;
    }
    const [a, b] = [text(each.a), text(each.b)];
    all.add(a).add(b);
    const pair = [a, b].sort().join("|");
    if (a !== b && each.action === "cut") cuts.add(pair);
    else cuts.delete(pair);
  }
  const isHeld = (id: string): boolean => {
    if (decisions.has(id)) return decisions.get(id) === "refuse";
    const others = claims.flatMap(({ a, b }) => (a === id ? [b] : b === id ? [a] : []));
    return new Set(others).size > limits.heldAbove[id.startsWith("user") ? "user" : "anonymous"];
  };
  let sets = [...all].map((id) => new Set([id]));
  const count = (set: ReadonlySet<string>, kind: string): number =>
    [...set].filter((id) => named.has(id) && id.startsWith(kind)).length;
  const ordered = claims.toSorted((x, y) => x.time - y.time || (x.order < y.order ? -1 : 1));
  for (const { a, b, alias } of ordered) {
    if (isHeld(a) || isHeld(b)) continue;
    const [left, right] = [sets.find((set) => set.has(a)), sets.find((set) => set.has(b))];
    if (left === undefined || right === undefined || left === right) continue;
    const joined = new Set([...left, ...right]);
    if (!alias && count(left, "user") > 0 && count(right, "user") > 0) continue;
    if (count(joined, "user") > limits.idsPerPerson.user) continue;
    if (count(joined, "anonymous") > limits.idsPerPerson.anonymous) continue;
    const apart = [...cuts].some((pair) => pair.split("|").every((id) => joined.has(id)));
    if (apart) continue;
    sets = [...sets.filter((set) => set !== left && set !== right), joined];
  }
  return sets.map((set) => [...set].sort().join(", ")).sort();
}
