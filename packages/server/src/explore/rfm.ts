import type { RfmGrid, RfmRequest } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import { type Definition, printDefinition, type RfmCondition } from "@habitus/segments";
import type { Evaluator } from "../segments/evaluate.ts";

const SCORES = [1, 2, 3, 4, 5] as const;

type RfmQuestion = Pick<RfmRequest, "event" | "property" | "days"> & {
  readonly purpose: string | null;
  readonly at: Instant;
};

/** People who have these scores; without one of money whatever they brought. */
export function rfmDefinition(
  { event, property, days }: Pick<RfmQuestion, "event" | "property" | "days">,
  scores: Readonly<{ recency: number; frequency: number; monetary?: number }>,
): Definition {
  const { recency, frequency, monetary } = scores;
  const exactly = (n: number) => ({ op: "=", n }) as const;
  const condition: RfmCondition = {
    kind: "rfm",
    recency: exactly(recency),
    frequency: exactly(frequency),
    ...(monetary === undefined ? {} : { monetary: exactly(monetary) }),
    by: { event, property },
    ...(days === undefined ? {} : { window: { kind: "last", amount: days, unit: "day" } }),
  };
  return { version: 1, condition };
}

/**
 * Everybody who bought, by recency and frequency, all in one query. Whoever brought no amount brought nothing, so everybody has a score
 * of money.
 * @throws HabitusError `definition_refused`, and what the event store throws.
 */
export async function rfmCells(
  { counts }: Pick<Evaluator, "counts">,
  question: RfmQuestion,
  signal: AbortSignal,
): Promise<RfmGrid["cells"]> {
  const { purpose, at } = question;
  const places = SCORES.toReversed().flatMap((recency) =>
    SCORES.map((frequency) => ({ recency, frequency })),
  );
  const definitions = places.flatMap((place) =>
    SCORES.map((monetary) => rfmDefinition(question, { ...place, monetary })),
  );
  const questions = definitions.map((definition) => ({ definition, purpose }));
  const found = await counts(questions, at, signal);
  const each = SCORES.length;
  return places.map((place, index) => {
    const byMonetary = found.slice(each * index, each * (index + 1));
    const count = byMonetary.reduce((sum, people) => sum + people, 0);
    const text = printDefinition(rfmDefinition(question, place));
    const scores = byMonetary.reduce((sum, people, score) => sum + people * (score + 1), 0);
    return {
      ...place,
      count,
      byMonetary: [...byMonetary],
      monetary: count === 0 ? null : scores / count,
      text,
    };
  });
}
