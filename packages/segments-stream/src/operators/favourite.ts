import type { FavouriteLeaf } from "@habitus/segments";
import { eventWindow } from "../window/event-window.ts";
import { asText, valueAt } from "../value/json-value.ts";
import { textGathered } from "./distinct.ts";
import { localGatheredOperator } from "./local-gathered.ts";
import type { Operator } from "./operator.ts";

/** Whether a value is among those with the most events in a window. Kept are (time, text) of every event that has one. */
export function favouriteOperator(leaf: FavouriteLeaf): Operator {
  return localGatheredOperator(
    {
      name: "favourite",
      window: eventWindow(leaf.events.window),
      gathered: textGathered(({ properties }) => {
        const value = valueAt(properties, leaf.path);
        const text = value === undefined ? null : asText(value);
        return text === null ? [] : [text];
      }),
      holds: ({ values, from, to }) => {
        const counts = new Map<string, number>();
        for (const value of values.slice(from, to)) counts.set(value, (counts.get(value) ?? 0) + 1);
        const own = counts.get(leaf.value);
        if (own === undefined) return false;
        let ahead = 0;
        for (const count of counts.values()) if (count > own) ahead++;
        return ahead < leaf.top;
      },
    },
    leaf.events.local,
  );
}
