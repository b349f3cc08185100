import type { SyntaxNode } from "@lezer/common";
import { must } from "@habitus/kernel";
import type {
  AggregateCondition,
  AggregateKind,
  Condition,
  CountTest,
  NotCondition,
  DaysCondition,
  DidCondition,
  NumberLiteral,
  OrderOp,
  OutermostCondition,
  PropertyCondition,
  RestartedCondition,
  StoppedCondition,
  WindowChoice,
} from "../tree/definition.ts";
import { literalsOf, numberOf, readCompareOp, readKeys } from "./read-comparison.ts";
import { readComputed } from "./read-computed.ts";
import { readEvent } from "./read-event.ts";
import { localAmong } from "./read-local.ts";
import { readNarrowed } from "./read-narrowed.ts";
import { onlyOne, placed, type Reader, refuse, textOf, words } from "./reader.ts";
import { readCount, readDuration, readWindow, WINDOW_NODES } from "./read-window.ts";

/** Everything that stands behind an event name, in the order written. */
export type Clauses = { readonly clauses: readonly SyntaxNode[]; readonly where: PropertyCondition | null };

const COMPARE_IN_DID =
  "a comparison belongs to `sum of EVENT.property`; to compare how often, write `at least 3 times`";
const COUNT_ELSEWHERE = "a count belongs to `did EVENT`";

export function readDid(
  reader: Reader,
  node: SyntaxNode,
  { clauses, where }: Clauses,
): DidCondition | NotCondition | null {
  const event = readEvent(reader, node);
  const window = windowAmong(reader, clauses);
  const local = localAmong(reader, clauses);
  const count = countAmong(reader, clauses);
  const first = onlyOne(
    reader,
    clauses.filter((clause) => clause.name === "FirstTime"),
    "`for the first time`",
  );
  refuseKinds(reader, clauses, "Compare", COMPARE_IN_DID);
  if (event === null) return null;
  const did = placed<DidCondition>(reader, node, {
    kind: "did",
    event,
    ...(first === null ? {} : { first: true }),
    ...(count === null ? {} : { count }),
    ...(local === null ? {} : { local }),
    ...(window === null ? {} : { window }),
    ...(where === null ? {} : { where }),
  });
  return words(node).includes("not") ? placed<NotCondition>(reader, node, { kind: "not", of: did }) : did;
}

export function readAggregate(
  reader: Reader,
  node: SyntaxNode,
  { clauses, where }: Clauses,
  readWhere: (node: SyntaxNode) => PropertyCondition | null,
): AggregateCondition | NotCondition | null {
  const event = readEvent(reader, node);
  const property = readKeys(reader, must(node.getChild("Property"), "an aggregate names a property"));
  const itemWhere = node.getChild("ItemWhere");
  const items = itemWhere === null ? null : readWhere(itemWhere);
  const window = windowAmong(reader, clauses);
  const local = localAmong(reader, clauses);
  refuseKinds(reader, clauses, "Count", COUNT_ELSEWHERE);
  refuseKinds(reader, clauses, "FirstTime", "it belongs to `did EVENT`");
  const compared = compareAmong(reader, node, clauses);
  if (event === null || property === null || compared === null) return null;
  if (itemWhere !== null && items === null) return null;
  const aggregate = placed<AggregateCondition>(reader, node, {
    kind: "aggregate",
    of: aggregateKind(node),
    event,
    property,
    ...(items === null ? {} : { items }),
    ...(local === null ? {} : { local }),
    ...(window === null ? {} : { window }),
    ...(where === null ? {} : { where }),
    op: compared.op,
    value: compared.value,
  });
  return compared.negated ? placed<NotCondition>(reader, node, { kind: "not", of: aggregate }) : aggregate;
}

function aggregateKind(node: SyntaxNode): AggregateKind {
  const said = words(node);
  return said.slice(0, said.indexOf("of")).join(" ") as AggregateKind;
}

export function readDays(
  reader: Reader,
  node: SyntaxNode,
  { clauses, where }: Clauses,
): DaysCondition | NotCondition | null {
  const event = readEvent(reader, node);
  const zone = theirZoneAmong(reader, clauses);
  const window = windowOfDays(reader, clauses, zone);
  const local = localAmong(reader, clauses);
  refuseKinds(reader, clauses, "Count", COUNT_ELSEWHERE);
  refuseKinds(reader, clauses, "FirstTime", "it belongs to `did EVENT`");
  const compared = compareAmong(reader, node, clauses);
  if (event === null || compared === null) return null;
  const days = placed<DaysCondition>(reader, node, {
    kind: "days active",
    ...(zone === null ? {} : { inTheirTimeZone: true }),
    event,
    ...(local === null ? {} : { local }),
    ...(window === null ? {} : { window }),
    ...(where === null ? {} : { where }),
    op: compared.op,
    value: compared.value,
  });
  return compared.negated ? placed<NotCondition>(reader, node, { kind: "not", of: days }) : days;
}

export function readLifecycle(
  reader: Reader,
  node: SyntaxNode,
  { clauses, where }: Clauses,
): StoppedCondition | RestartedCondition | null {
  const event = readEvent(reader, node);
  const quiet = readDuration(reader, must(node.getChild("Quiet"), "a lifecycle has a quiet time"));
  const window = windowAmong(reader, clauses);
  const local = localAmong(reader, clauses);
  for (const kind of ["Count", "FirstTime"]) refuseKinds(reader, clauses, kind, COUNT_ELSEWHERE);
  refuseKinds(reader, clauses, "Compare", COMPARE_IN_DID);
  if (event === null) return null;
  return placed<StoppedCondition | RestartedCondition>(reader, node, {
    kind: words(node).includes("stopped") ? "stopped" : "restarted",
    event,
    quiet,
    ...(local === null ? {} : { local }),
    ...(window === null ? {} : { window }),
    ...(where === null ? {} : { where }),
  });
}

type OutermostParts = Clauses & { readonly readWhere: (node: SyntaxNode) => PropertyCondition | null };

/** Of "last event EVENT (where ...) has ..."; what it has stands in the place of a where clause. */
export function readOutermost(
  reader: Reader,
  node: SyntaxNode,
  { clauses, where: has, readWhere }: OutermostParts,
): OutermostCondition | null {
  const event = readEvent(reader, node);
  const narrowed = readNarrowed(reader, node, readWhere);
  const window = windowAmong(reader, clauses);
  const local = localAmong(reader, clauses);
  for (const kind of ["Count", "FirstTime"]) refuseKinds(reader, clauses, kind, COUNT_ELSEWHERE);
  refuseKinds(reader, clauses, "Compare", COMPARE_IN_DID);
  if (event === null || has === null || narrowed === null) return null;
  return placed<OutermostCondition>(reader, node, {
    kind: node.getChild("LastEvent") === null ? "first event" : "last event",
    event,
    ...(local === null ? {} : { local }),
    ...narrowed,
    ...(window === null ? {} : { window }),
    has,
  });
}

export function readScored(reader: Reader, node: SyntaxNode): Condition | null {
  const said = words(node);
  if (said.includes("computed")) return readComputed(reader, node);
  const [name] = readKeys(reader, node) ?? [];
  const compared = compareAmong(reader, node, node.getChildren("Compare"));
  if (name === undefined || compared === null) return null;
  const { op, value } = compared;
  const kind = said.includes("score") ? "score" : "predicted";
  const scored = placed<Condition>(reader, node, { kind, score: name, op, value });
  return compared.negated ? placed<Condition>(reader, node, { kind: "not", of: scored }) : scored;
}

type Compared = { readonly op: OrderOp | "="; readonly value: NumberLiteral; readonly negated: boolean };

export function compareAmong(
  reader: Reader,
  node: SyntaxNode,
  clauses: readonly SyntaxNode[],
): Compared | null {
  const compare = onlyOne(
    reader,
    clauses.filter((clause) => clause.name === "Compare"),
    "comparison",
  );
  if (compare === null) {
    refuse(
      reader,
      { from: node.to, to: node.to },
      {
        code: "comparison_missing",
        message: `\`${textOf(reader, node)}\` is compared with nothing; add for example \`>= 500\``,
        expected: ["=", "!=", "<", "<=", ">", ">="],
        suggestion: ">= 500",
      },
    );
    return null;
  }
  const op = compareOpOf(reader, compare);
  const value = numberOf(reader, literalsOf(reader, compare)?.[0], compare);
  if (op === null || value === null) return null;
  return { op: op === "!=" ? "=" : op, value, negated: op === "!=" };
}

/** The sign of a comparison, "is" and "is not" included. Null when it was refused. */
export function compareOpOf(reader: Reader, compare: SyntaxNode): OrderOp | "=" | "!=" | null {
  const opNode = compare.getChild("CompareOp");
  if (opNode === null) return words(compare).includes("not") ? "!=" : "=";
  return readCompareOp(reader, opNode);
}

export function countAmong(reader: Reader, clauses: readonly SyntaxNode[]): CountTest | null {
  const count = onlyOne(
    reader,
    clauses.filter((clause) => clause.name === "Count"),
    "count",
  );
  return count === null ? null : readCount(reader, count);
}

/**
 * The window among the clauses, with its time zone. Days and times of day are those of the person in any case, so beside them
 * "in their time zone" may be said of a window that knows no zone, and adds nothing.
 */
export function windowAmong(reader: Reader, clauses: readonly SyntaxNode[]): WindowChoice | null {
  const window = windowNodeAmong(reader, clauses);
  const zone = theirZoneAmong(reader, clauses);
  const isLocal = clauses.some(({ name }) => name === "OnDays" || name === "Hours");
  if (window !== null) return readWindow(reader, window, zone, isLocal);
  if (zone !== null && !isLocal) {
    refuse(reader, zone, {
      code: "zone_not_here",
      message: "`in their time zone` needs a calendar window before it, such as `today`",
    });
  }
  return null;
}

/** The window of days active, whose zone is that of the days: it may stand beside a window that knows none. */
export function windowOfDays(
  reader: Reader,
  clauses: readonly SyntaxNode[],
  zone: SyntaxNode | null,
): WindowChoice | null {
  const window = windowNodeAmong(reader, clauses);
  return window === null ? null : readWindow(reader, window, zone, true);
}

function windowNodeAmong(reader: Reader, clauses: readonly SyntaxNode[]): SyntaxNode | null {
  return onlyOne(
    reader,
    clauses.filter((clause) => WINDOW_NODES.has(clause.name)),
    "window",
  );
}

export function theirZoneAmong(reader: Reader, clauses: readonly SyntaxNode[]): SyntaxNode | null {
  return onlyOne(
    reader,
    clauses.filter((clause) => clause.name === "TheirZone"),
    "time zone",
  );
}

export function refuseKinds(
  reader: Reader,
  clauses: readonly SyntaxNode[],
  kind: string,
  reason: string,
): void {
  for (const clause of clauses) {
    if (clause.name !== kind) continue;
    const message = `\`${textOf(reader, clause)}\` cannot stand here: ${reason}`;
    refuse(reader, clause, { code: "clause_not_here", message });
  }
}
