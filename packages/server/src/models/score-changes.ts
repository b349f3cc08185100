import { isNear, SCORE_NAMES, type ScoreName } from "@habitus/models";
import type { PersonNumber } from "../store/event-store.ts";
import type { ScoreFigures } from "./model-runs.ts";

/** What is to be said of a person; null takes back. */
export type ScoreChange = {
  readonly person: PersonNumber;
  readonly scores: readonly (readonly [ScoreName, number | null])[];
};

export const CHANGES_AT_ONCE = 400;

export const noChanges = (): Counted => ({ scored: 0, written: 0, unchanged: 0, takenBack: 0 });
type Counted = { -readonly [Name in keyof ScoreFigures]: number };

type Fresh = {
  readonly told: readonly ScoreName[];
  /** These stay as they are. */
  readonly refused: ReadonlySet<ScoreName>;
  /** NaN where nothing is told of the person. */
  readonly valueOf: (name: ScoreName) => number;
};

/**
 * The difference between what is stored of a person and what a run comes to.
 * @param stored as in `SCORE_NAMES`; NaN where there is none.
 * @param fresh null of whoever may not be looked at, who has all taken back.
 * @param counted counts along.
 */
export function changesOf(
  stored: readonly number[],
  fresh: Fresh | null,
  counted: Counted,
): ScoreChange["scores"] {
  return SCORE_NAMES.flatMap((name, place): ScoreChange["scores"] => {
    const before = stored[place] ?? Number.NaN;
    if (fresh?.refused.has(name) === true) return [];
    const after = fresh?.told.includes(name) === true ? fresh.valueOf(name) : Number.NaN;
    if (Number.isNaN(after)) {
      if (Number.isNaN(before)) return [];
      counted.takenBack++;
      return [[name, null]];
    }
    if (!Number.isNaN(before) && isNear(name, before, after)) {
      counted.unchanged++;
      return [];
    }
    counted.written++;
    return [[name, after]];
  });
}
