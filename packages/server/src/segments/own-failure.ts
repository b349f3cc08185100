import { isQuestionFailure } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";

/** Failures of a question by what it asks, which others need not meet; any other is the store's, or a bug, and would meet each of them. */
export function isOwnFailure(error: unknown): error is HabitusError {
  return error instanceof HabitusError && isQuestionFailure(error.code);
}
