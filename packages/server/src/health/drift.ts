import { decimalFromText, decimalToText } from "@habitus/kernel";
import { stabilityIndex } from "@habitus/models";
import { type Condition, type ConditionLine, conditionLines, type Definition } from "@habitus/segments";
import type { Drift } from "./health-report.ts";

/** Steps of how often something was done, and of a number that is compared, as parts of the number it is compared with. */
const COUNTS = [1, 2, 4, 8, 16] as const;
const PARTS = [0.25, 0.5, 1, 2, 4] as const;

/** Lines whose spread is looked at. */
export const MOST_LINES = 20;

export function linesOf({ definition }: { readonly definition: Definition }): readonly ConditionLine[] {
  return conditionLines(definition).slice(0, MOST_LINES);
}

/**
 * Conditions each of which holds for everybody for whom the next does: what lies between two of them is a bin of what the line asks. Of a line
 * that asks for no number only itself: those for whom it holds, and the others.
 */
export function ladderOf(line: ConditionLine): readonly Condition[] {
  const { condition } = line.definition;
  if (condition.kind === "did" && condition.first !== true) {
    return COUNTS.map((n) => ({ ...condition, count: { op: "at least", n } }));
  }
  if (condition.kind !== "aggregate" && condition.kind !== "days active") return [condition];
  return stepsOf(condition.value.value).map((value) => {
    return { ...condition, op: ">=", value: { kind: "number", value } };
  });
}

function stepsOf(literal: string): readonly string[] {
  const base = Number(literal);
  if (!(base > 0) || !Number.isFinite(base)) return [literal];
  const steps = PARTS.map((part) => decimalFromText(String(Number((base * part).toPrecision(6))))).flatMap(
    (step) => (step === null ? [] : [decimalToText(step)]),
  );
  return [...new Set(steps)];
}

/** Of everybody: how many are on each step and above, before and now. */
export function driftOf(
  line: string,
  before: { readonly everybody: number; readonly steps: readonly number[] },
  now: { readonly everybody: number; readonly steps: readonly number[] },
): Drift {
  const { index, byChance } = stabilityIndex(binsOf(before), binsOf(now));
  return { line, index, byChance };
}

function binsOf({ everybody, steps }: { readonly everybody: number; readonly steps: readonly number[] }) {
  const levels = [everybody, ...steps, 0];
  return levels.slice(1).map((level, place) => Math.max(0, (levels[place] ?? 0) - level));
}

/** From here on something moved, and much did. */
export const DRIFTED = { some: 0.1, much: 0.25 } as const;

/** More than chance would move it. */
export const isDrifted = ({ index, byChance }: Drift): boolean =>
  index >= DRIFTED.some && index > 3 * byChance;
