import type { Evaluation } from "@habitus/contract";
import { conditionLines, type Definition, printDefinition } from "@habitus/segments";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { type Asked, countQuery, linesQuery } from "../../api/queries.ts";
import type { RowFigure } from "../builder/editor-context.ts";
import type { Place } from "../builder/rows.ts";
import { PURPOSE } from "./segment-draft.ts";

/** Who changes several things in a row should not have each counted. */
const PAUSE_MS = 350;

export type EvaluationView = {
  readonly asked: Asked;
  readonly data: Evaluation | undefined;
  /** With the size of each line; undefined until they are counted, which takes longer than the whole. */
  readonly lines: Evaluation | undefined;
  /** The figures are of an earlier definition. */
  readonly stale: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  readonly figures: ReadonlyMap<string, LineFigure>;
};

/** A row's figures, and what they were counted of. */
export type LineFigure = RowFigure & {
  readonly line: string;
  /** The definition but for the line; null where lines are not all needed. */
  readonly without: string | null;
};

type Input = {
  readonly definition: Definition | null;
  readonly places: readonly Place[];
  /** What it is run for. */
  readonly purpose: string;
  /** As of this day; empty for the workspace's now. */
  readonly at: string;
};

/** Counts the definition and each of its lines a moment after the last change. */
export function useEvaluation({ definition, places, purpose, at }: Input): EvaluationView {
  const text = useMemo(() => (definition === null ? null : printDefinition(definition)), [definition]);
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  // While a purpose is being typed it is none.
  const [runFor] = useDebouncedValue(PURPOSE.test(purpose) ? purpose : "", PAUSE_MS);
  const asked = { definition: settled ?? "", purpose: runFor, at };
  const query = useQuery({
    ...countQuery(asked),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
  });
  const isFresh = settled !== null && settled === text && !query.isPlaceholderData;
  const counted = useQuery({ ...linesQuery(asked), enabled: isFresh && query.isSuccess });
  const { data } = query;
  const lines = isFresh ? counted.data : undefined;
  const [last, setLast] = useState<{
    readonly of: Evaluation | undefined;
    readonly figures: EvaluationView["figures"];
  }>({ of: undefined, figures: new Map() });
  // The lines keep the figures they had, by their ids, until the new ones are there.
  if (lines !== undefined && lines !== last.of)
    setLast({ of: lines, figures: figuresOf(lines, places, definition) });
  return {
    asked,
    data,
    lines,
    stale: !isFresh,
    error: query.error ?? counted.error,
    retry: () => {
      void query.refetch();
      void counted.refetch();
    },
    figures: last.figures,
  };
}

function figuresOf(
  data: Evaluation,
  places: readonly Place[],
  definition: Definition | null,
): EvaluationView["figures"] {
  const rows = new Map(places.map(({ line, row }) => [line, row]));
  const said = new Map(
    (definition === null ? [] : conditionLines(definition)).map((line) => [line.path, line]),
  );
  const figures = new Map<string, LineFigure>();
  for (const { path, text, count, without } of data.conditions ?? []) {
    const row = rows.get(path);
    if (row === undefined) continue;
    const rest = said.get(path)?.without ?? null;
    figures.set(row, {
      count,
      takesOut: without === null ? null : without - data.count,
      line: text,
      without: rest === null ? null : printDefinition(rest),
    });
  }
  return figures;
}
