import type { ClockValue, FavouriteLeaf } from "@habitus/segments";
import { compileWindow } from "../window/any-window.ts";
import { eventWindow } from "../window/event-window.ts";
import { asText, valueAt } from "../value/json-value.ts";
import { clockReader } from "../value/local-time.ts";
import { textGathered } from "./distinct.ts";
import { lastingTallyOperator } from "./lasting-tally.ts";
import { localGatheredOperator } from "./local-gathered.ts";
import type { Operator } from "./operator.ts";

/**
 * Whether a value is among those with the most events in a window. Kept are (time, text) of every event that has one; of a window that
 * nothing leaves how many there are of each text, unless the home zone of a later day decides about them.
 */
export function favouriteOperator(leaf: FavouriteLeaf): Operator {
  const { window, local } = leaf.events;
  if (leaf.clock !== undefined) return clockOperator(leaf, leaf.clock);
  const gathered = textGathered(({ properties }) => {
    const value = valueAt(properties, leaf.path);
    const text = value === undefined ? null : asText(value);
    return text === null ? [] : [text];
  });
  const of = compileWindow(window);
  if (local === undefined && of.kind === "lasting") {
    const holds = (tally: ReadonlyMap<string, number>): boolean => isFavourite(tally, leaf);
    return lastingTallyOperator({ name: "favourite, lasting", window: of.window, gathered, holds });
  }
  return localGatheredOperator(
    {
      name: "favourite",
      window: eventWindow(window),
      gathered,
      holds: ({ values, from, to }) => {
        const counts = new Map<string, number>();
        for (const value of values.slice(from, to)) counts.set(value, (counts.get(value) ?? 0) + 1);
        return isFavourite(counts, leaf);
      },
    },
    local,
  );
}

/** What the clock shows of an event without one of its own follows the person's home zone, so the times of all are kept. */
const FLOATING = "";

function clockOperator(leaf: FavouriteLeaf, clock: ClockValue): Operator {
  const { window, local } = leaf.events;
  const reader = clockReader(clock);
  const operator = localGatheredOperator(
    {
      name: "favourite, by the clock",
      window: eventWindow(window),
      gathered: textGathered((event) => [reader.ofEvent(event) ?? FLOATING]),
      holds: ({ times, values, from, to }, _now, home) => {
        const counts = new Map<string, number>();
        for (let at = from; at < to; at++) {
          const kept = values[at] ?? FLOATING;
          const shown = kept === FLOATING ? reader.atHome(times[at] ?? 0, home) : kept;
          counts.set(shown, (counts.get(shown) ?? 0) + 1);
        }
        return isFavourite(counts, leaf);
      },
    },
    local,
  );
  return { ...operator, followsHome: true };
}

function isFavourite(counts: ReadonlyMap<string, number>, { value, top }: FavouriteLeaf): boolean {
  const own = counts.get(value);
  if (own === undefined) return false;
  let ahead = 0;
  for (const count of counts.values()) if (count > own) ahead++;
  return ahead < top;
}
