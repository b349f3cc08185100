import { DAY_MS, formatDay, type Instant } from "@habitus/kernel";
import { firstInstantAt } from "@habitus/segments";
import { localDay } from "../../segments/local-day.ts";
import type { Course } from "./replay.ts";

export type RehearsedDay = {
  /** By the workspace's clock, `YYYY-MM-DD`. The first and the last day may be cut by the span. */
  readonly day: string;
  /** Up to and including this instant. */
  readonly until: Instant;
  readonly entries: number;
  readonly exits: number;
  /** People who came in at least once. */
  readonly entered: number;
  readonly left: number;
  /** People in at the end of the day. */
  readonly size: number;
};

type Span = { readonly from: Instant; readonly to: Instant };

/** Counts courses by day, in little memory. */
export class DayTally {
  readonly #days: { -readonly [Name in keyof Omit<RehearsedDay, "size">]: RehearsedDay[Name] }[];
  #before = 0;
  #entered = 0;
  #left = 0;

  constructor({ from, to }: Span, zone: string) {
    const first = localDay(zone, from);
    const last = localDay(zone, to);
    this.#days = Array.from({ length: last - first + 1 }, (_, place) => ({
      day: formatDay(first + place),
      until: Math.min(to, firstInstantAt(zone, (first + place + 1) * DAY_MS) - 1),
      entries: 0,
      exits: 0,
      entered: 0,
      left: 0,
    }));
  }

  add({ wasIn, changes }: Course): void {
    if (wasIn) this.#before++;
    const last = { entered: -1, left: -1 };
    let day = 0;
    for (const [place, at] of changes.entries()) {
      while ((this.#days[day]?.until ?? at) < at) day++;
      const figures = this.#days[day];
      if (figures === undefined) continue;
      const side = isEntry({ wasIn }, place) ? "entered" : "left";
      figures[side === "entered" ? "entries" : "exits"]++;
      if (last[side] < day) figures[side]++;
      last[side] = day;
    }
    if (last.entered >= 0) this.#entered++;
    if (last.left >= 0) this.#left++;
  }

  /** People in at the beginning, people who came in and who went at least once, and the days in order. */
  figures() {
    let size = this.#before;
    const days = this.#days.map((day): RehearsedDay => {
      size += day.entries - day.exits;
      return { ...day, size };
    });
    return { before: this.#before, entered: this.#entered, left: this.#left, days };
  }
}

/** Whether the change at that place of the course is one into the segment. */
export function isEntry({ wasIn }: Pick<Course, "wasIn">, place: number): boolean {
  return (place % 2 === 0) !== wasIn;
}

/** Whether the person was in at an instant of the span. */
export function isInAt({ wasIn, changes }: Course, at: Instant): boolean {
  const until = changes.findIndex((change) => change > at);
  return ((until < 0 ? changes.length : until) % 2 === 1) !== wasIn;
}
