import { ACCOUNTS_TRAIT, unreachable } from "@habitus/kernel";
import type { AggregateLeaf, CountLeaf, Leaf, TraitLeaf } from "@habitus/segments";
import { compileWindow } from "../window/any-window.ts";
import { accountsOperator } from "./accounts.ts";
import { changedOperator } from "./changed.ts";
import { daysOperator } from "./days.ts";
import { distinctOperator } from "./distinct.ts";
import { heldOperator } from "./held.ts";
import { favouriteOperator } from "./favourite.ts";
import { overdueOperator } from "./overdue.ts";
import { medianOperator } from "./median.ts";
import { outermostEventOperator } from "./outermost-event.ts";
import { outermostOperator } from "./outermost.ts";
import { lastingCountOperator } from "./lasting-count.ts";
import { lastingExtremeOperator } from "./lasting-extreme.ts";
import { lastingTotalOperator } from "./lasting-total.ts";
import { localCountOperator, localExtremeOperator, localTotalOperator } from "./local-leaves.ts";
import { movingCountOperator } from "./moving-count.ts";
import { movingExtremeOperator } from "./moving-extreme.ts";
import { movingTotalOperator } from "./moving-total.ts";
import type { ExtremeLeaf, TotalLeaf } from "./number-of-event.ts";
import type { Operator } from "./operator.ts";
import { ratioOperator } from "./ratio.ts";
import { sequenceOperator } from "./sequence.ts";
import { sessionsOperator } from "./sessions.ts";
import { traitDatedOperator } from "./trait-dated.ts";
import { dayTest } from "./trait-day.ts";
import { traitInstantOperator } from "./trait-instant.ts";
import { whenTest } from "./trait-time.ts";
import { yearlyTest } from "./trait-yearly.ts";
import { traitOperator } from "./trait.ts";

/** The operator of a leaf. */
export function operatorOf(leaf: Leaf): Operator {
  switch (leaf.kind) {
    case "count":
      return countOperator(leaf);
    case "aggregate":
      return aggregateOperator(leaf);
    case "sessions":
      return sessionsOperator(leaf);
    case "outermost":
      return outermostEventOperator(leaf);
    case "overdue":
      return overdueOperator(leaf);
    case "favourite":
      return favouriteOperator(leaf);
    case "ratio":
      return ratioOperator(leaf);
    case "sequence":
      return sequenceOperator(leaf);
    case "days":
      return daysOperator(leaf);
    case "trait":
      return traitLeafOperator(leaf);
    case "held":
      return heldOperator(leaf);
    case "changed":
      return changedOperator(leaf);
    default:
      return unreachable(leaf);
  }
}

function traitLeafOperator({ path, test }: TraitLeaf): Operator {
  if (path[0] === ACCOUNTS_TRAIT && test.kind === "items") return accountsOperator(test);
  if (test.kind === "day") return traitInstantOperator(path, dayTest(test));
  if (test.kind === "yearly") return traitInstantOperator(path, yearlyTest(test));
  if (test.kind === "dated") return traitDatedOperator(path, test);
  return test.kind === "when" ? traitInstantOperator(path, whenTest(test)) : traitOperator(path, test);
}

function countOperator(leaf: CountLeaf): Operator {
  if (leaf.events.local !== undefined) return localCountOperator(leaf);
  const of = compileWindow(leaf.events.window);
  return of.kind === "lasting" ? lastingCountOperator(leaf, of.window) : movingCountOperator(leaf, of.window);
}

function aggregateOperator(leaf: AggregateLeaf): Operator {
  switch (leaf.of) {
    case "sum":
    case "avg":
      return totalOperator({ ...leaf, of: leaf.of });
    case "min":
    case "max":
      return extremeOperator({ ...leaf, of: leaf.of });
    case "median":
      return medianOperator({ ...leaf, of: leaf.of });
    case "first":
    case "last":
      return outermostOperator({ ...leaf, of: leaf.of });
    case "distinct":
      return distinctOperator({ ...leaf, of: leaf.of });
    default:
      return unreachable(leaf.of);
  }
}

function totalOperator(leaf: TotalLeaf): Operator {
  if (leaf.events.local !== undefined) return localTotalOperator(leaf);
  const of = compileWindow(leaf.events.window);
  return of.kind === "lasting" ? lastingTotalOperator(leaf, of.window) : movingTotalOperator(leaf, of.window);
}

function extremeOperator(leaf: ExtremeLeaf): Operator {
  if (leaf.events.local !== undefined) return localExtremeOperator(leaf);
  const of = compileWindow(leaf.events.window);
  return of.kind === "lasting"
    ? lastingExtremeOperator(leaf, of.window)
    : movingExtremeOperator(leaf, of.window);
}
