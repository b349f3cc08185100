import type { ScoreName } from "@habitus/models";
import type { EngineAddress } from "../store/engine-address.ts";
import type { PersonNumber } from "../store/event-store.ts";
import type { BuyingQuestion } from "./model-question.ts";
import type { ModelResult } from "./model-runs.ts";
import type { PropensityQuestion } from "./propensity-question.ts";
import type { ScoreChange } from "./score-changes.ts";
import type { RunPhase } from "./score-run.ts";

export type ModelQuestion = BuyingQuestion | PropensityQuestion;

/** What the thread of a run is started with. */
export type ModelThreadData = {
  readonly engine: EngineAddress;
  readonly model: string;
  readonly question: ModelQuestion;
  readonly told: readonly ScoreName[];
  readonly highest: PersonNumber;
};

/** From the thread. It waits for a `next` after each of the first two. */
export type ModelMessage =
  | {
      readonly kind: "progress";
      readonly phase: RunPhase;
      readonly done: number;
      readonly total: number | null;
    }
  | { readonly kind: "changes"; readonly changes: readonly ScoreChange[] }
  | { readonly kind: "done"; readonly result: ModelResult }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** To the thread. */
export type ModelCommand = { readonly kind: "next" };
