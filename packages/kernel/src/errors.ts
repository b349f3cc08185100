/** What a caller can do about an error, and where it sits. All parts are safe to show to the person who made the call. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * A user's mistake or a refused request: it has a stable `code`, a sentence and, where one exists, a way to mend it.
 * A bug in our own code is never this type: bugs throw through `assert` and `unreachable`.
 */
export class HabitusError extends Error {
  readonly code: string;
  readonly fix: string | undefined;
  readonly details: ErrorDetails;

  constructor(
    code: string,
    message: string,
    options: { readonly fix?: string; readonly details?: ErrorDetails } = {},
  ) {
    super(message);
    this.name = "HabitusError";
    this.code = code;
    this.fix = options.fix;
    this.details = options.details ?? {};
  }
}

/** Thrown when an invariant of our own code does not hold. */
export class BugError extends Error {
  override readonly name = "BugError";
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new BugError(message);
}

/** For a place that our own code never comes to. */
export function bug(message: string): never {
  throw new BugError(message);
}

/** The value, which our own code guarantees to be there. */
export function must<T>(value: T | null | undefined, message: string): T {
  if (value === null || value === undefined) throw new BugError(message);
  return value;
}

/** Compile-time proof that a switch is exhaustive; throws if an unknown kind arrives at run time. */
export function unreachable(value: never): never {
  throw new BugError(`unhandled case: ${JSON.stringify(value)}`);
}
