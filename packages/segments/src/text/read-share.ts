import type { SyntaxNode } from "@lezer/common";
import { must } from "@habitus/kernel";
import type {
  CountOp,
  EventChoice,
  NotCondition,
  PropertyCondition,
  RatioCondition,
  ShareCondition,
} from "../tree/definition.ts";
import { type Clauses, compareAmong, refuseKinds, windowAmong } from "./read-did.ts";
import { readEvent } from "./read-event.ts";
import { localAmong } from "./read-local.ts";
import { readNarrowed } from "./read-narrowed.ts";
import { placed, type Reader, refuse, textOf, words } from "./reader.ts";

type ReadWhere = (node: SyntaxNode) => PropertyCondition | null;

/** "at least 60% of EVENT (where ...) on weekdays in last 30 days where ...". */
export function readShare(
  reader: Reader,
  node: SyntaxNode,
  { clauses, where }: Clauses,
  readWhere: ReadWhere,
): ShareCondition | null {
  const event = readEvent(reader, node);
  const narrowed = readNarrowed(reader, node, readWhere);
  const local = localAmong(reader, clauses);
  const window = windowAmong(reader, clauses);
  for (const kind of ["Count", "FirstTime", "Compare"]) {
    refuseKinds(reader, clauses, kind, "a share is compared with the percent before it");
  }
  if (event === null || narrowed === null) return null;
  if (narrowed.local !== undefined) {
    refuse(reader, node.getChild("Narrowed") ?? node, {
      code: "clause_not_here",
      message: "Days and times of day narrow the share; write them behind the parentheses",
    });
    return null;
  }
  const percent = must(node.getChild("Percent"), "a share has a percent");
  return placed<ShareCondition>(reader, node, {
    kind: "share",
    event,
    ...(narrowed.where === undefined ? {} : { among: narrowed.where }),
    ...(local === null ? {} : { local }),
    ...(window === null ? {} : { window }),
    ...(where === null ? {} : { where }),
    op: comparisonOf(node),
    value: { kind: "percent", value: textOf(reader, percent).slice(0, -1) },
  });
}

function comparisonOf(node: SyntaxNode): CountOp {
  const said = words(node);
  return said.slice(0, said.indexOf("of")).join(" ") as CountOp;
}

/** "EVENT (where ...) / EVENT (where ...) in last 90 days >= 30%". */
export function readRatio(
  reader: Reader,
  node: SyntaxNode,
  clauses: readonly SyntaxNode[],
  readWhere: ReadWhere,
): RatioCondition | NotCondition | null {
  const choices = node.getChildren("Step").map((step): EventChoice | null => {
    const event = readEvent(reader, step);
    const narrowed = readNarrowed(reader, step, readWhere);
    return event === null || narrowed === null ? null : placed(reader, step, { event, ...narrowed });
  });
  const window = windowAmong(reader, clauses);
  const compared = compareAmong(reader, node, clauses);
  const [part = null, whole = null] = choices;
  if (part === null || whole === null || compared === null) return null;
  const ratio = placed<RatioCondition>(reader, node, {
    kind: "ratio",
    part,
    whole,
    ...(window === null ? {} : { window }),
    op: compared.op,
    value: compared.value,
  });
  return compared.negated ? placed<NotCondition>(reader, node, { kind: "not", of: ratio }) : ratio;
}
