import { HOUR_MS, MINUTE_MS } from "@habitus/kernel";
import type { ClockValue, LocalTime } from "@habitus/segments";
import { all, any, binary, call, column, type Expression, integer, isIn } from "../tree/expression.ts";
import { millis, timeOfDay, weekdayOf } from "./day-number.ts";
import type { HomeClock, HomeZones } from "./home-zones.ts";
import { ROWS } from "./people.ts";

/** The clock of people's homes that a local time falls back on. */
export const clockOf = ({ otherwise }: Pick<LocalTime, "otherwise">): HomeClock => ({
  use: "clock",
  otherwise,
});

/** What a clock shows where a row of a person happened, in ms: by its own offset, else by that of the person's home. */
function shownTime(of: Pick<LocalTime, "otherwise">, homes: HomeZones): Expression {
  const time = column("time", ROWS);
  const own = binary("*", call("toInt64", column("offset_minutes", ROWS)), integer(MINUTE_MS));
  return binary("+", millis(time), call("ifNull", own, homes.offset(clockOf(of), time)));
}

/** The text of what the clock shows. */
export function clockForm(clock: ClockValue, homes: HomeZones): Expression {
  const shown = shownTime(clock, homes);
  const hour = call("intDiv", timeOfDay(shown), integer(HOUR_MS));
  return call("toString", clock.unit === "hour" ? hour : weekdayOf(shown));
}

/** Whether a row of a person lies at a local time. */
export function isAtLocalTime(local: LocalTime, homes: HomeZones): Expression {
  const shown = shownTime(local, homes);
  const { days, hours } = local;
  return all([
    ...(days === null ? [] : [isIn(weekdayOf(shown), days.map(integer))]),
    ...(hours === null ? [] : [isBetween(timeOfDay(shown), hours)]),
  ]);
}

function isBetween(clock: Expression, { fromMs, toMs }: NonNullable<LocalTime["hours"]>): Expression {
  const begun = binary(">=", clock, integer(fromMs));
  const notOver = binary("<", clock, integer(toMs));
  return fromMs < toMs ? all([begun, notOver]) : any([begun, notOver]);
}
