import { assert, type Instant, must } from "@habitus/kernel";
import { binary, call, type Expression, integer } from "../tree/expression.ts";
import { calendarDays, calendarInterval, type Periods } from "./calendar.ts";

/** Bits of a number that an event may set. */
export const MOST_PERIODS = 60;

/** The bit of the period that a time in ms lies in, the first being 1; 0 outside of all and of no time. A period may be empty. */
export function periodBit(bounds: readonly Instant[], time: Expression): Expression {
  assert(bounds.length - 1 <= MOST_PERIODS, "each period has a bit of one number");
  const end = must(bounds.at(-1), "there are bounds");
  // Of bounds that are one the last begins a period with something in it.
  const places = new Map(bounds.slice(0, -1).map((bound, place) => [bound, place]));
  const starts = [...places.keys()];
  const list = (numbers: readonly number[]): Expression => call("array", ...numbers.map(integer));
  const at = call("toInt64", call("ifNull", time, integer(end)));
  const isOutside = call(
    "greatest",
    binary("<", at, integer(starts[0] ?? end)),
    binary(">=", at, integer(end)),
  );
  const place = call(
    "transform",
    call("roundDown", at, list(starts)),
    list(starts),
    list([...places.values()]),
    integer(0),
  );
  const bit = call("bitShiftLeft", call("toUInt64", integer(1)), place);
  return call("if", isOutside, call("toUInt64", integer(0)), bit);
}

export type CalendarPeriod = {
  /** Days since 1970-01-01 of its first date in the zone. */
  readonly day: number;
  /** That of the period behind it. */
  readonly next: number;
  readonly from: Instant;
  readonly to: Instant;
};

/** So many whole periods of the calendar of a zone, the last of them the one that contains `at`. */
export function calendarPeriods(
  { unit, count, weekStart }: Omit<Periods, "endsAgo">,
  zone: string,
  at: Instant,
): readonly CalendarPeriod[] {
  return Array.from({ length: count }, (_, index) => {
    const window = { kind: "calendar", unit, count: 1, endsAgo: count - 1 - index, weekStart } as const;
    const { from, to } = calendarInterval({ ...window, zone: { kind: "named", name: zone } }, zone, at);
    const days = calendarDays(window, zone, at);
    return { day: days.from, next: days.to, from, to };
  });
}
