import type { Instant } from "@habitus/kernel";
import type { DatedTest } from "@habitus/segments";
import { all, binary, call, equals, type Expression, FALSE, integer, text } from "../tree/expression.ts";
import type { Days } from "./calendar.ts";
import { HomeDays, type ZoneReaders } from "./home-days.ts";
import { list } from "./list.ts";
import type { ValueReader } from "./value-columns.ts";
import { lowerEach } from "./value-test.ts";

/**
 * Whether a day that is told of a trait's value lies among days around `at` where the person lives. Which days those are is known here, so
 * what is asked of a person is only whether its value is one of those with such a day.
 */
export function datedExpression(
  { days, dates }: DatedTest,
  value: ValueReader,
  zones: ZoneReaders,
  at: Instant,
): Expression {
  return new HomeDays(days, at).choosing(zones, (around) => hasDayIn(dates, value, around));
}

function hasDayIn(dates: DatedTest["dates"], value: ValueReader, { from, to }: Days): Expression {
  const isIn = (told: readonly number[]): boolean => told.some((day) => day >= from && day < to);
  const everybody = dates.findIndex(({ of }) => of === null);
  const counted = everybody < 0 ? dates : dates.slice(0, everybody + 1);
  const named = counted.flatMap(({ of, days }) =>
    (of ?? []).map((code) => [code, isIn(days) ? 1 : 0] as const),
  );
  const others = counted.some(({ of, days }) => of === null && isIn(days)) ? 1 : 0;
  if (others === 0 && named.every(([, has]) => has === 0)) return FALSE;
  const form = value.read("form");
  const has = call(
    "transform",
    lowerEach(form),
    list(
      named.map(([code]) => code),
      "Array(String)",
    ),
    list(
      named.map(([, own]) => own),
      "Array(UInt8)",
    ),
    integer(others),
  );
  return all([
    binary("!=", form, text("")),
    named.length === 0 ? equals(integer(others), integer(1)) : equals(has, integer(1)),
  ]);
}
