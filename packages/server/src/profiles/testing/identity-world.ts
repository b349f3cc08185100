import { encodeEvents, type TrackedEvent } from "@habitus/events";
import { hash128, hashHex } from "@habitus/kernel";
import fc from "fast-check";
import type { NewRecord } from "../../log/log.ts";
import { encodeIdentityCommand, type IdentityCommand } from "../identity-command.ts";
import type { Joins, KindRule } from "../id-kinds.ts";
import type { IdentityLimits, PersonIdentifier } from "../identity.ts";

// Generated calls and commands about few ids, and the obvious way to say who is who after them.

export type Call = {
  readonly id: string;
  readonly time: number;
  readonly user: string | null;
  readonly device: string | null;
  readonly previous: string | null;
  /** Ids of the kinds below, by kind. */
  readonly others: Readonly<Record<string, string | undefined>>;
};

/** One kind for each `joins`, each read from elsewhere. */
export const SMALL_KINDS: readonly KindRule[] = [
  {
    key: "mail",
    format: "email",
    sources: [{ from: "trait", name: "email" }],
    perPerson: 1,
    joins: "anonymous",
    heldAbove: 4,
  },
  {
    key: "card",
    format: "text",
    sources: [{ from: "external_id", type: "card" }],
    perPerson: 2,
    joins: "people",
    heldAbove: 3,
  },
  {
    key: "tag",
    format: "text",
    sources: [{ from: "property", path: "deep.tag" }],
    perPerson: 2,
    joins: "nothing",
    heldAbove: 3,
  },
];
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  mail: ["a@b.co", "c@d.co", "e@f.co"],
  card: ["c1", "c2"],
  tag: ["t1", "t2"],
};

/** So small that generated worlds run into every one of them. */
export const SMALL_LIMITS: IdentityLimits = {
  idsPerPerson: { user: 2, anonymous: 3 },
  heldAbove: { user: 4, anonymous: 3 },
  sweptPerRecord: 4,
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
const otherId: fc.Arbitrary<PersonIdentifier> = fc.oneof(
  ...Object.entries(OTHERS).map(([kind, values]) =>
    fc.constantFrom(...values).map((value) => ({ kind, value })),
  ),
);
const anyId = fc.oneof(userId, deviceId, otherId);
const others: fc.Arbitrary<Call["others"]> = fc.record(
  Object.fromEntries(Object.entries(OTHERS).map(([kind, values]) => [kind, fc.constantFrom(...values)])),
  { requiredKeys: [] },
);
const called: fc.Arbitrary<Omit<Call, "id" | "others">> = fc.oneof(
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
/** Kinds that are off leave everything as it was. */
export const calls: fc.Arbitrary<readonly Call[]> = manyOf(called.map((each) => ({ ...each, others: {} })));
export const callsWithOthers: fc.Arbitrary<readonly Call[]> = manyOf(
  fc
    .tuple(called, fc.oneof({ weight: 2, arbitrary: others }, fc.constant<Call["others"]>({})))
    .map(([each, named]) => ({ ...each, others: named })),
);

function manyOf(call: fc.Arbitrary<Omit<Call, "id">>): fc.Arbitrary<readonly Call[]> {
  return fc
    .array(call, { minLength: 1, maxLength: 24 })
    .map((all) => all.map((each, n) => ({ ...each, id: `m${n}` })));
}

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

export const commands: fc.Arbitrary<readonly IdentityCommand[]> = fc.array(command, { maxLength: 5 });

function toEvent({
  id,
  time: at,
  user: userId,
  device: anonymousId,
  previous: previousId,
  others: { mail, card, tag },
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
    properties: tag === undefined ? "{}" : JSON.stringify({ deep: { tag } }),
    traits: "{}",
    context: JSON.stringify({
      ...(mail === undefined ? {} : { traits: { email: ` ${mail.toUpperCase()}` } }),
      ...(card === undefined ? {} : { externalIds: [{ id: card, type: "card", collection: "users" }] }),
    }),
  };
}

export function kindRecords(rules: readonly KindRule[]): readonly NewRecord[] {
  return rules.map((rule) => commandRecord({ action: "kind", rule, by: BY }));
}

export function commandRecord(command: IdentityCommand): NewRecord {
  return { kind: "identity", payload: encodeIdentityCommand(command) };
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
      records.push(commandRecord(spoken));
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
  readonly joins: Joins;
  /** Of the other id, where it is not a user id or an anonymous id. */
  readonly kind: string | null;
};

/** Every claim of every call, none left out. */
function claimsOf(sent: readonly Call[], kinds: readonly KindRule[]): readonly Claim[] {
  return sent.flatMap((each) => {
    const own = each.user === null ? `anonymous ${each.device}` : `user ${each.user}`;
    const pairs: (readonly [string, string, Joins])[] = [];
    if (each.previous !== null) {
      pairs.push([`user ${each.previous}`, `anonymous ${each.previous}`, "people"]);
      pairs.push([own, `user ${each.previous}`, "people"]);
    }
    if (each.user !== null && each.device !== null)
      pairs.push([own, `anonymous ${each.device}`, "anonymous"]);
    const hash = hashHex(hash128(each.id));
    const claims = pairs.map(([a, b, joins], n) => ({
      time: each.time,
      order: `${hash}${n}`,
      a,
      b,
      joins,
      kind: null,
    }));
    const others = kinds.flatMap(({ key: kind, joins }) => {
      const value = each.others[kind];
      const place = { time: each.time, order: `${hash}k${kind}:` };
      return value !== undefined ? [{ ...place, a: own, b: `${kind} ${value}`, joins, kind }] : [];
    });
    return [...claims, ...others];
  });
}

/** Who is who, by the definition: all claims of ids that are not held, in order, under the limits and cuts. */
export function obviousPartition(
  sent: readonly Call[],
  said: readonly IdentityCommand[],
  limits: IdentityLimits,
  kinds: readonly KindRule[] = [],
  off: readonly string[] = [],
): readonly string[] {
  const claims = claimsOf(sent, kinds).filter(({ a, b }) => a !== b);
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
    if (each.action !== "cut" && each.action !== "lift" && each.action !== "decide") continue;
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
    const kind = kindOf(id);
    if (off.includes(kind)) return false;
    const own = kind === "user" || kind === "anonymous" ? limits.heldAbove[kind] : Number.POSITIVE_INFINITY;
    return new Set(others).size > (kinds.find(({ key }) => key === kind)?.heldAbove ?? own);
  };
  let sets = [...all].map((id) => new Set([id]));
  const count = (set: ReadonlySet<string>, kind: string): number =>
    [...set].filter((id) => (named.has(id) || !isOwn(kind)) && kindOf(id) === kind).length;
  const isSomebody = (set: ReadonlySet<string>): boolean => count(set, "user") + count(set, "anonymous") > 0;
  const ordered = claims.toSorted((x, y) => x.time - y.time || (x.order < y.order ? -1 : 1));
  for (const { a, b, joins, kind } of ordered) {
    if (isHeld(a) || isHeld(b) || (kind !== null && off.includes(kind))) continue;
    const [left, right] = [sets.find((set) => set.has(a)), sets.find((set) => set.has(b))];
    if (left === undefined || right === undefined || left === right) continue;
    const joined = new Set([...left, ...right]);
    if (joins !== "people" && count(left, "user") > 0 && count(right, "user") > 0) continue;
    if (joins === "nothing" && isSomebody(left) && isSomebody(right)) continue;
    if (kinds.some(({ key, perPerson }) => !off.includes(key) && count(joined, key) > perPerson)) continue;
    if (count(joined, "user") > limits.idsPerPerson.user) continue;
    if (count(joined, "anonymous") > limits.idsPerPerson.anonymous) continue;
    const apart = [...cuts].some((pair) => pair.split("|").every((id) => joined.has(id)));
    if (apart) continue;
    sets = [...sets.filter((set) => set !== left && set !== right), joined];
  }
  return sets.map((set) => [...set].sort().join(", ")).sort();
}

function kindOf(id: string): string {
  return id.slice(0, id.indexOf(" "));
}

function isOwn(kind: string): boolean {
  return kind === "user" || kind === "anonymous";
}
