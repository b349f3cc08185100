import type { LineFigure } from "./use-evaluation.ts";

/** The definition that holds for all people. */
export const EVERYBODY = "everyone";

/** A line that some people fail alone. */
export type TakingLine = {
  readonly line: string;
  /** The definition but for it. */
  readonly without: string;
  readonly takesOut: number;
};

/** Lines that keep people out who meet all others, those that keep out most first. */
export function linesThatTakeOut(figures: readonly LineFigure[]): readonly TakingLine[] {
  return figures
    .flatMap(({ line, without, takesOut }): readonly TakingLine[] =>
      without === null || takesOut === null || takesOut === 0 ? [] : [{ line, without, takesOut }],
    )
    .toSorted((a, b) => b.takesOut - a.takesOut || a.line.localeCompare(b.line));
}
