import { LIMITS } from "@habitus/contract";
import { DAY_MS, formatInstant } from "@habitus/kernel";
import { startOfDay } from "@habitus/segments";
import { invalid } from "../../../../explore/invalid.ts";
import { localDay } from "../../../../segments/local-day.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { dayOf } from "../day-span.ts";
import { historyIsWritten } from "../segments/segment-pasts.ts";
import { found } from "../shared.ts";

/** What is told where nobody says how much. */
const DAYS = 30;

/** Who enters and leaves, by numbers. */
export function movementHandlers(deps: ManagementDeps): HandlersFor<"countSegmentMovements"> {
  return {
    async countSegmentMovements({ params, query }, { signal }) {
      const began = deps.elapsed();
      const { key } = found(deps.segments.get(params.key), "segment");
      const { zone } = deps.workspace.get();
      const to = query.to === undefined ? localDay(zone, deps.now()) : dayOf(query.to);
      const from = query.from === undefined ? to - DAYS + 1 : dayOf(query.from);
      if (from > to) throw invalid("from", "must not lie behind `to`");
      if (to - from >= LIMITS.movementDays) {
        throw invalid("from", `must lie less than ${LIMITS.movementDays} days before \`to\``);
      }
      await historyIsWritten(deps, signal);
      const span = { from: startOfDay(zone, from), to: startOfDay(zone, to + 1) };
      const counted = await deps.events.movements({ segment: key, ...span, zone }, signal);
      const byDay = new Map(counted.map((each) => [each.day, each]));
      return {
        from: dateOf(from),
        to: dateOf(to),
        days: Array.from({ length: to - from + 1 }, (_, place) => {
          const { entered = 0, left = 0 } = byDay.get(from + place) ?? {};
          return { day: dateOf(from + place), entered, left };
        }),
        took_ms: Math.round((deps.elapsed() - began) * 10) / 10,
      };
    },
  };
}

const dateOf = (day: number): string => formatInstant(day * DAY_MS).slice(0, "2026-03-01".length);
