import type { LocalTime } from "@habitus/segments";
import { localCheck } from "../value/local-time.ts";
import type { HomeZone } from "../window/moving-window.ts";
import { type GatheredParts, gatheredOperator, type Span } from "./gathered.ts";
import type { Operator } from "./operator.ts";

/** `floats` says that the event has no clock of its own, so the person's home zone decides again and again. */
type Placed<T> = { readonly value: T; readonly floats: boolean };

/** A gathered operator over the events at a local time; all of them where no such time is given. */
export function localGatheredOperator<T>(parts: GatheredParts<T>, local: LocalTime | undefined): Operator {
  return local === undefined ? gatheredOperator(parts) : placedOperator(parts, local);
}

/**
 * Invariant: kept is what `gathered` makes of every event that has not left the window for good and may be at the local time in some home
 * zone. An event with an offset of its own is judged once. None outranks another, for the other may float out.
 */
function placedOperator<T>(parts: GatheredParts<T>, local: LocalTime): Operator {
  const check = localCheck(local);
  const { gathered, holds, alsoDue } = parts;
  const inPlace = ({ times, values, from, to }: Span<Placed<T>>, home: HomeZone): Span<T> => {
    const kept = values.flatMap((placed, at) => {
      const time = times[at] ?? 0;
      return !placed.floats || check.atHome(time, home) ? [{ time, at, value: placed.value }] : [];
    });
    return {
      times: kept.map(({ time }) => time),
      values: kept.map(({ value }) => value),
      from: kept.filter(({ at }) => at < from).length,
      to: kept.filter(({ at }) => at < to).length,
    };
  };
  const operator = gatheredOperator<Placed<T>>({
    name: `${parts.name}, local`,
    window: parts.window,
    gathered: {
      of: (event) => {
        const isThere = check.ofEvent(event);
        if (isThere === false) return [];
        return gathered.of(event).map((value) => ({ value, floats: isThere === null }));
      },
      compare: (one, other) =>
        gathered.compare(one.value, other.value) || Number(one.floats) - Number(other.floats),
      write: ({ value, floats }, to) => {
        to.byte(floats ? 1 : 0);
        gathered.write(value, to);
      },
      read: (from) => {
        const floats = from.byte() === 1;
        return { value: gathered.read(from), floats };
      },
    },
    holds: (span, now, home) => holds(inPlace(span, home), now, home),
    ...(alsoDue === undefined
      ? {}
      : { alsoDue: (span, now, home) => alsoDue(inPlace(span, home), now, home) }),
  });
  return { ...operator, followsHome: true };
}
