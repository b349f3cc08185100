import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { PersonNumber } from "../store/event-store.ts";

/** Live membership and the reference evaluator disagree about a person and a segment. */
export type MembershipDifference = {
  readonly person: PersonNumber;
  readonly segment: string;
  readonly version: number;
  /** Whether the person is in by the transitions that were told. */
  readonly told: boolean;
  /** Whether the person is in by the kept state, which decides the transitions to come. */
  readonly kept: boolean;
  /** Whether the person is in by the whole history. */
  readonly meant: boolean;
  /** Whether all of them agree since the person was loaded anew. */
  readonly mended: boolean;
};

/** What a check of some people found, each at one place of the log. */
export type LiveCheck = {
  /** The place of the last of them. */
  readonly offset: Offset;
  readonly at: Instant;
  /** Nobody has a higher number. */
  readonly highest: PersonNumber;
  /** Of the numbers that were asked about: a number may have become part of another person. */
  readonly people: number;
  readonly differences: readonly MembershipDifference[];
};
