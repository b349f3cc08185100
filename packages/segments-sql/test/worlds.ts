import { type JsonObject, parseJson, type Random } from "@habitus/kernel";
import type {
  AggregateLeaf,
  Filter,
  HistoryEvent,
  Leaf,
  NumberOp,
  Path,
  Plan,
  PlanNode,
  TraitChange,
  ValueTest,
  Window,
} from "@habitus/segments";
import type { StoredPerson } from "./history-rows.ts";

/** 2026-03-29T03:30:00Z: clocks go forward in Europe on this day. */
export const NOW = 1_774_755_000_000;
const DAY = 86_400_000;

export type World = {
  readonly people: readonly StoredPerson[];
  /** Properties as they were written, by id hash. */
  readonly texts: ReadonlyMap<string, string>;
};

const NAMES = [
  "Order Completed",
  "Order Completed",
  "Order Completed",
  "open",
  "open",
  "it's",
  "\\",
  "`{p1:String}`",
  "naïve 😀",
] as const;
const KEYS = [
  "a",
  "a",
  "a",
  "b",
  "b",
  "b",
  "a.b",
  "é",
  'q"',
  "back\\slash",
  "",
  "__proto__",
  "x y",
  "ключ",
] as const;
const TRAITS = ["plan", "plan", "age", "age", "timezone", "a.b", "it's"] as const;
const ZONES = [
  "Europe/Berlin",
  "america/new_york",
  "Asia/Kolkata",
  "Pacific/Apia",
  "nowhere",
  "+01:00",
  "UTC",
] as const;
const WORDS = [
  "shoes",
  "shoes",
  "shoes",
  "Shoes",
  "ΑΣ",
  "ας",
  "İstanbul",
  "i",
  "true",
  "10",
  "x",
  "sho",
  "es",
  "'; DROP TABLE moves --",
  "\\",
  "\0",
  "😀",
  "�",
  "a\nb",
  "null",
] as const;
const NUMBERS = [
  "0",
  "-0",
  "1",
  "10",
  "10.0",
  "1.5",
  "-1.5",
  "1e1",
  "15E-1",
  "0.1",
  "0.1000000001",
  "-0.0000000019",
  "999999999999999999",
  "999999999999999999.999999999",
  "1000000000000000000",
  "12345678901234567890123",
  "9007199254740993",
  "0.30000000000000004",
  "1e-7",
  "1e21",
  "1e400",
  "-1e400",
  "0e400",
  "123456789012345678e-8",
  "1700000000",
  "1700000000000",
  "99999999999",
  "100000000000",
  "1774755000.1239",
] as const;
const TIMES = [
  "2026-03-29",
  "2026-03-29T03:30:00Z",
  "2026-03-29T05:30:00+02:00",
  "2026-03-29 03:30",
  "2024-02-29",
  "2023-02-29",
  "2026-03-29T24:00:00Z",
  "2026-03-29T24:00:01Z",
  "2026-13-01",
  "0000-01-01",
  "9999-12-31T23:59:59.999Z",
  "9999-12-31T23:59:59.999-01:00",
  "2026-03-29T03:30:60Z",
  "2026-03-29T03:30:00.1239Z",
  "2026-03-29T03:30:00,9 Z",
  "2026-03-29T03:30:00\u00a0Z",
  "2026-03-29T03:30:00+19:00",
  "2026-03-29T03:30:00-1800",
  "2026-3-29",
  " 2026-03-29",
] as const;

/** One JSON value as text, with white space, escapes and repeated keys as senders write them. */
function jsonText(random: Random, depth: number): string {
  const kind = random.int(0, depth > 0 ? 13 : 9);
  if (kind <= 2) return random.pick(NUMBERS);
  if (kind <= 5) return stringText(random, random.pick(WORDS));
  if (kind === 6) return stringText(random, random.pick([...NUMBERS, ...TIMES, "", " "]));
  if (kind === 7)
    return random.pick(["true", "false", "null", '""', '"\\ud800"', '"x\\udc00y"', '"\\ud83d\\ude00"']);
  if (kind === 8) return stringText(random, random.pick(TIMES));
  if (kind === 9) return random.pick(["[]", "{}", '["shoes"]', '[{"a":1}]']);
  return objectText(random, depth - 1);
}

export function objectText(random: Random, depth: number): string {
  const isCompact = random.int(0, 1) === 0;
  const space = (): string => (isCompact ? "" : random.pick(["", "", "", " ", "\n\t"]));
  const members = Array.from({ length: random.int(0, 5) }, () => {
    const key = stringText(random, random.pick(KEYS));
    return `${space()}${key}${space()}:${space()}${jsonText(random, depth)}${space()}`;
  });
  return `{${members.join(",")}}`;
}

/** A text in quotes, some characters as escapes that need none. */
function stringText(random: Random, value: string): string {
  const plain = JSON.stringify(value).slice(1, -1);
  if (random.int(0, 3) > 0) return `"${plain}"`;
  const pieces = plain.match(/\\u[0-9a-f]{4}|\\.|[^]/gu) ?? [];
  const written = pieces.map((piece) => {
    if (piece.startsWith("\\") || random.int(0, 2) > 0) return piece;
    return Array.from({ length: piece.length }, (_, at) => escapeOf(piece.charCodeAt(at))).join("");
  });
  return `"${written.join("")}"`;
}

const escapeOf = (unit: number): string => `\\u${unit.toString(16).padStart(4, "0")}`;

export function makeWorld(random: Random, size: number): World {
  const texts = new Map<string, string>();
  const idHash = (): string =>
    Array.from({ length: 4 }, () => random.int(0, 0xffff_ffff).toString(16).padStart(8, "0")).join("");
  const moment = (): number =>
    random.pick([
      NOW - random.int(0, 40) * DAY,
      NOW - random.int(-2, 3),
      NOW - random.int(0, 3 * DAY),
      NOW - DAY + random.int(-1, 1),
    ]);
  const event = (): HistoryEvent => {
    const id = idHash();
    const [text, properties] = readable(() => objectText(random, 2));
    texts.set(id, text);
    return { name: random.pick(NAMES), time: moment(), idHash: id, offsetMinutes: null, properties };
  };
  const change = (): TraitChange => {
    const name = random.pick(TRAITS);
    const value =
      name === "timezone" && random.int(0, 3) > 0
        ? { v: random.pick(ZONES) }
        : readable(() => `{"v":${jsonText(random, 2)}}`)[1];
    return {
      name,
      value: value["v"] ?? null,
      time: random.pick([NOW - 5, NOW - 5, moment()]),
      idHash: idHash(),
    };
  };
  let node = 0;
  const people = Array.from({ length: size }, (): StoredPerson => {
    const nodes: [number, ...number[]] = [++node];
    while (random.int(0, 3) === 0) nodes.push(++node);
    const list = <T>(most: number, make: () => T): readonly T[] =>
      Array.from({ length: random.int(0, most) }, make);
    return { nodes, history: { events: list(8, event), traits: list(6, change) } };
  });
  return { people, texts };
}

/** A text that the kernel reads: it refuses some with equal keys. */
function readable(make: () => string): readonly [string, JsonObject] {
  for (;;) {
    const text = make();
    try {
      return [text, parseJson(text) as JsonObject];
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
}

const OPS: readonly NumberOp[] = ["=", "<", "<=", ">", ">="];
const LITERALS = [
  "0",
  "1",
  "10",
  "1.5",
  "-1.5",
  "0.1",
  "0.000000001",
  "-0.000000001",
  "999999999999999999",
  "999999999999999999.999999999",
  "9007199254740993",
  "0.3",
] as const;

function valueTest(random: Random): ValueTest {
  const kind = random.int(0, 9);
  if (kind === 0) return { kind: "exists" };
  if (kind <= 2) return { kind: "number", op: random.pick(OPS), value: random.pick(LITERALS) };
  if (kind <= 5) {
    const op = random.pick(["is", "contains", "starts with", "ends with"] as const);
    return { kind: "text", op, value: random.pick(WORDS), ignoreCase: random.int(0, 2) === 0 };
  }
  if (kind === 6) return { kind: "boolean", value: random.int(0, 1) === 0 };
  if (kind === 7)
    return {
      kind: "time",
      op: random.pick(OPS),
      at: random.pick([NOW, NOW + 123, 1_700_000_000_000, 100_000_000_000]),
    };
  const of = Array.from({ length: random.int(1, 3) }, () => valueTest(random));
  return {
    kind: "any",
    of: of
      .filter((each) => each.kind !== "any" && each.kind !== "exists")
      .concat([{ kind: "text", op: "is", value: "shoes", ignoreCase: false }]) as never,
  };
}

const path = (random: Random): Path =>
  Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => random.pick(KEYS));

function filter(random: Random, depth: number): Filter {
  const kind = random.int(0, depth > 0 ? 7 : 3);
  if (kind <= 3) return { kind: "test", path: path(random), test: valueTest(random) };
  if (kind === 4) return { kind: "not", of: filter(random, depth - 1) };
  const of = Array.from({ length: random.int(0, 3) }, () => filter(random, depth - 1));
  return { kind: kind === 5 ? "or" : "and", of };
}

function window(random: Random): Window {
  const kind = random.int(0, 4);
  if (kind === 0) return { kind: "ever" };
  if (kind === 1) {
    const toMs = random.pick([0, 0, DAY]);
    return { kind: "sliding", fromMs: random.pick([null, toMs + 1, toMs + DAY, 30 * DAY]), toMs };
  }
  if (kind === 2) {
    const from = random.pick([null, NOW - DAY, NOW - 3, NOW + 1]);
    return { kind: "fixed", from, to: random.pick([null, NOW, NOW - 1, NOW + DAY]) };
  }
  const zone =
    random.int(0, 1) === 0
      ? ({ kind: "named", name: random.pick(["Europe/Berlin", "UTC", "Pacific/Apia"]) } as const)
      : ({ kind: "home", otherwise: random.pick(["UTC", "America/Sao_Paulo"]) } as const);
  const unit = random.pick(["day", "day", "week", "month", "year"] as const);
  return {
    kind: "calendar",
    unit,
    count: random.int(1, 3),
    endsAgo: random.int(0, 2),
    zone,
    weekStart: random.int(1, 7),
  };
}

function leaf(random: Random): Leaf {
  const kind = random.int(0, 4);
  if (kind === 0) {
    return { kind: "trait", path: [random.pick(TRAITS), ...path(random).slice(1)], test: valueTest(random) };
  }
  const where: Filter = random.int(0, 2) === 0 ? { kind: "and", of: [] } : filter(random, 2);
  const events = { name: random.pick(NAMES), where, window: window(random) };
  if (kind <= 2) return { kind: "count", events, atLeast: random.pick([1, 1, 2, 3]) };
  const of = random.pick<AggregateLeaf["of"]>(["sum", "avg", "min", "max"]);
  return {
    kind: "aggregate",
    of,
    path: path(random),
    events,
    op: random.pick(OPS),
    value: random.pick(LITERALS),
  };
}

function node(random: Random, leaves: number, depth: number): PlanNode {
  const kind = random.int(0, depth > 0 ? 6 : 1);
  if (kind === 0 && random.int(0, 9) === 0) return { kind: "always", value: random.int(0, 1) === 0 };
  if (kind <= 2) return { kind: "leaf", leaf: random.int(0, leaves - 1) };
  if (kind <= 4) return { kind: "not", of: node(random, leaves, depth - 1) };
  const of = Array.from({ length: random.int(1, 3) }, () => node(random, leaves, depth - 1));
  return { kind: kind === 5 ? "and" : "or", of };
}

export function makePlan(random: Random): Plan {
  const leaves = Array.from({ length: random.int(1, 5) }, () => leaf(random));
  return { version: 1, root: node(random, leaves.length, 3), leaves };
}
