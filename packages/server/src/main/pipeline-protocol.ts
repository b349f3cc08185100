import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { LiveCheck } from "../membership/live-check.ts";
import type { LiveSets } from "../membership/live/standing.ts";
import { STAGE_LIMITS } from "../membership/stage-limits.ts";
import type { PipelineStatus } from "../pipeline/pipeline.ts";
import type { LogFields } from "../platform/logger.ts";
import type { ResolveCounts } from "../profiles/batch-builder.ts";
import type { EngineAddress } from "../store/engine-address.ts";
import type { PersonNumber } from "../store/event-store.ts";

/** What the pipeline thread is started with. */
export type PipelineThreadData = {
  readonly logDir: string;
  readonly stateDir: string;
  /** The installation's key. */
  readonly secretFile: string;
  readonly dedupeDir: string;
  readonly dedupeDays: number;
  readonly membershipDir: string;
  /** Memory for the states of live membership, about. */
  readonly membershipBytes: number;
  readonly engine: EngineAddress;
};

/** A finished build; each has a number of its own. */
export type BuiltSegments = {
  readonly number: number;
  readonly segments: readonly { readonly key: string; readonly version: number }[];
};

/** When somebody is next due (null for never), what was built and waits to be put in force, `overdue` and `share` as in `StageStatus`. */
export type MembershipNews = {
  readonly kind: "membership";
  readonly nextDue: Instant | null;
  readonly overdue: Offset | null;
  readonly share: number;
  readonly built: BuiltSegments | null;
};

/** Before anything was told. */
export const NO_NEWS: MembershipNews = {
  kind: "membership",
  nextDue: null,
  overdue: null,
  share: STAGE_LIMITS.pace.first,
  built: null,
};

/** Bytes that a thread holds by itself: its objects, and what these have outside of the heap. */
export type ThreadMemory = { readonly heap: number; readonly external: number };

export type FailingStage = "resolver" | "membership" | "history" | "store";

/** From the thread: its progress, a failure it will try again after, or an answer. */
export type PipelineMessage =
  | {
      readonly kind: "status";
      readonly status: PipelineStatus;
      readonly counts: ResolveCounts;
      readonly memory: ThreadMemory;
    }
  | {
      readonly kind: "failure";
      readonly stage: FailingStage;
      readonly reasons: LogFields;
    }
  | MembershipNews
  | {
      readonly kind: "answered";
      readonly number: number;
      readonly found: ThreadAnswers[ThreadQuestion["kind"]];
    }
  | {
      readonly kind: "not answered";
      readonly number: number;
      readonly code: string;
      readonly message: string;
    };

/** What the membership stage answers. */
export type ThreadQuestion =
  | { readonly kind: "check"; readonly people: readonly PersonNumber[] }
  | { readonly kind: "members"; readonly keys: readonly string[] };
export type ThreadAnswers = { readonly check: LiveCheck; readonly members: LiveSets };

/** To the thread. */
export type PipelineCommand =
  | { readonly kind: "stop" }
  | { readonly kind: "ask"; readonly number: number; readonly question: ThreadQuestion };
