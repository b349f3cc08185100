import type { SyntaxNode } from "@lezer/common";
import { must } from "@habitus/kernel";
import type {
  CountOp,
  CountTest,
  Duration,
  DurationKind,
  EventName,
  NotCondition,
  OrderOp,
  SessionDurationCondition,
  SessionsCondition,
  SessionsMeasure,
} from "../tree/definition.ts";
import { type Clauses, compareAmong, compareOpOf, refuseKinds, windowAmong } from "./read-did.ts";
import { eventNodeOf, readEvent } from "./read-event.ts";
import { readCount, readDuration } from "./read-window.ts";
import { onlyOne, placed, type Reader, refuse, words } from "./reader.ts";

/** "at least 3 sessions of EVENT (quiet 20 minutes) ..." and "sum of session duration ... >= 10 minutes". */
export function readSessions(
  reader: Reader,
  node: SyntaxNode,
  { clauses, where }: Clauses,
): SessionsCondition | SessionDurationCondition | NotCondition | null {
  const chosen = choiceOf(reader, node);
  const window = windowAmong(reader, clauses);
  for (const kind of ["Count", "FirstTime"]) {
    refuseKinds(reader, clauses, kind, "sessions are counted by `at least 3 sessions`");
  }
  for (const kind of ["OnDays", "Hours"]) {
    refuseKinds(reader, clauses, kind, "a session may begin at one time of day and end at another");
  }
  const choice = {
    ...chosen,
    ...(window === null ? {} : { window }),
    ...(where === null ? {} : { where }),
  };
  const compared =
    node.getChild("SessionDuration") === null
      ? sessionsOf(reader, node, clauses)
      : durationOf(reader, node, clauses);
  if (chosen === null || compared === null) return null;
  const { negated, ...test } = compared;
  const condition = placed<SessionsCondition | SessionDurationCondition>(reader, node, {
    ...choice,
    ...test,
  });
  return negated ? placed<NotCondition>(reader, node, { kind: "not", of: condition }) : condition;
}

/** What people are ranked by; its window and where clause stand outside of it. */
export function readSessionsMeasure(
  reader: Reader,
  measure: SyntaxNode,
  outside: Pick<SessionsMeasure, "window" | "where">,
): SessionsMeasure | null {
  const chosen = choiceOf(reader, measure);
  if (chosen === null) return null;
  const choice = { ...chosen, ...outside };
  return placed<SessionsMeasure>(
    reader,
    measure,
    measure.getChild("SessionDuration") === null
      ? { kind: "sessions", ...choice }
      : { kind: "session duration", of: durationKind(measure), ...choice },
  );
}

type Choice = { readonly event?: EventName; readonly quiet?: Duration };

/** "of EVENT (quiet 20 minutes)". Null when it was refused. */
function choiceOf(reader: Reader, node: SyntaxNode): Choice | null {
  const quietNode = node.getChild("Quiet");
  const quiet = quietNode === null ? {} : { quiet: readDuration(reader, quietNode) };
  if (eventNodeOf(node) === null) return quiet;
  const event = readEvent(reader, node);
  return event === null ? null : { event, ...quiet };
}

const durationKind = (node: SyntaxNode): DurationKind =>
  must(words(node)[0], "the grammar begins with one of them") as DurationKind;

type SessionsTest = { readonly kind: "sessions"; readonly count: CountTest; readonly negated: boolean };

const COUNT_OPS: Readonly<Record<OrderOp | "=", CountOp>> = {
  "<": "less than",
  "<=": "at most",
  ">": "more than",
  ">=": "at least",
  "=": "exactly",
};

function sessionsOf(reader: Reader, node: SyntaxNode, clauses: readonly SyntaxNode[]): SessionsTest | null {
  refuseKinds(reader, clauses, "CompareLength", "it belongs to `session duration`");
  if (node.getChild("NumberOfSessions") === null) {
    refuseKinds(reader, clauses, "Compare", "how many sessions is said before, with `at least 3 sessions`");
    const counted = node.getChild("sessions") ?? node.getChild("session") ?? node;
    // What replaces the count leaves the event and the quiet alone.
    const count = placed(reader, { from: node.from, to: counted.to }, readCount(reader, node));
    return { kind: "sessions", count, negated: false };
  }
  const compared = compareAmong(reader, node, clauses);
  if (compared === null) return null;
  const { op, value, negated } = compared;
  if (value.kind !== "number" || !/^\d{1,9}$/.test(value.value)) {
    const message = `Sessions are counted in whole numbers, not in \`${value.value}${value.kind === "percent" ? "%" : ""}\``;
    refuse(reader, reader.places.get(value) ?? node, { code: "not_a_whole_number", message });
    return null;
  }
  const n = Number(value.value);
  if (n === 0 && (op === ">=" || op === "<")) {
    const suggestion = `${op} 1`;
    const message = `Nobody has less, and everyone at least, 0 sessions; write \`${suggestion}\``;
    const compare = clauses.find(({ name }) => name === "Compare") ?? node;
    refuse(reader, compare, { code: "count_out_of_range", message, suggestion });
    return null;
  }
  return { kind: "sessions", count: { op: COUNT_OPS[op], n }, negated };
}

type DurationTest = {
  readonly kind: "session duration";
  readonly of: DurationKind;
  readonly op: OrderOp | "=";
  readonly length: Duration;
  readonly negated: boolean;
};

function durationOf(reader: Reader, node: SyntaxNode, clauses: readonly SyntaxNode[]): DurationTest | null {
  const compare = onlyOne(
    reader,
    clauses.filter(({ name }) => name === "CompareLength"),
    "comparison",
  );
  const plain = clauses.find(({ name }) => name === "Compare");
  if (compare === null || plain !== undefined) {
    const suggestion = ">= 10 minutes";
    const message = `A duration is compared with a length of time; write for example \`${suggestion}\``;
    refuse(reader, plain ?? { from: node.to, to: node.to }, { code: "length_missing", message, suggestion });
    return null;
  }
  const op = compareOpOf(reader, compare);
  const length = readDuration(reader, compare);
  if (op === null) return null;
  return {
    kind: "session duration",
    of: durationKind(node),
    op: op === "!=" ? "=" : op,
    length,
    negated: op === "!=",
  };
}
