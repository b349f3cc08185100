import type { SyntaxNode } from "@lezer/common";
import type { LocalChoice, Weekday } from "../tree/definition.ts";
import { onlyOne, placed, type Reader, textOf } from "./reader.ts";

/** Reads "on weekdays" and "between 06:00 and 11:00" among the clauses of a condition on events; null when none is written. */
export function localAmong(reader: Reader, clauses: readonly SyntaxNode[]): LocalChoice | null {
  const named = (name: string): readonly SyntaxNode[] => clauses.filter((clause) => clause.name === name);
  const onDays = onlyOne(reader, named("OnDays"), "choice of days");
  const hours = onlyOne(reader, named("Hours"), "time of day");
  const first = onDays ?? hours;
  if (first === null) return null;
  return placed<LocalChoice>(reader, first, {
    ...(onDays === null ? {} : { days: daysOf(textOf(reader, onDays)) }),
    ...(hours === null ? {} : { hours: hoursOf(reader, hours) }),
  });
}

function daysOf(written: string): NonNullable<LocalChoice["days"]> {
  const said = written.toLowerCase().replace(/^on\s+/, "");
  if (said === "weekdays" || said === "weekends") return said;
  return said.split(",").map((day) => day.trim().replace(/s$/, "") as Weekday);
}

function hoursOf(reader: Reader, node: SyntaxNode): NonNullable<LocalChoice["hours"]> {
  const [from = "", to = ""] = node.getChildren("Clock").map((clock) => textOf(reader, clock));
  return { from, to };
}
