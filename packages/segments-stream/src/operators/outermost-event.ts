import type { OutermostLeaf, Window } from "@habitus/segments";
import { compileFilter } from "../value/filter.ts";
import { eventWindow } from "../window/event-window.ts";
import type { GatheredParts } from "./gathered.ts";
import { localGatheredOperator } from "./local-gathered.ts";
import type { Operator } from "./operator.ts";

type Ranked = { readonly idHash: string; readonly has: boolean };

const HASH_DIGITS = 32;

/**
 * Whether the first or last event in a window, by (time, id hash), meets a condition. Kept are (time, id hash, whether it does): of
 * the last the newest that has entered for good and what has not entered; of the first, where nothing leaves, the oldest.
 */
export function outermostEventOperator(leaf: OutermostLeaf): Operator {
  const { of, events } = leaf;
  const meets = compileFilter(leaf.has);
  return localGatheredOperator<Ranked>(
    {
      name: `${of} event`,
      window: eventWindow(events.window),
      ...onlyMatters(of, events.window),
      gathered: {
        of: ({ idHash, properties, time }) => [{ idHash, has: meets(properties, time) }],
        compare: (one, other) => (one.idHash < other.idHash ? -1 : 1),
        write: ({ idHash, has }, to) => {
          to.hex(idHash);
          to.byte(has ? 1 : 0);
        },
        read: (from) => ({ idHash: from.hex(HASH_DIGITS), has: from.byte() === 1 }),
      },
      holds: ({ values, from, to }) => from < to && (values[of === "first" ? from : to - 1]?.has ?? false),
    },
    leaf.events.local,
  );
}

/** Which events can matter to the first or the last of a window. */
export function onlyMatters(
  of: "first" | "last",
  window: Window,
): Pick<GatheredParts<unknown>, "onlyMatters"> {
  if (of === "last") return { onlyMatters: "newest" };
  const isLasting = window.kind === "ever" || (window.kind === "sliding" && window.fromMs === null);
  return isLasting ? { onlyMatters: "oldest" } : {};
}
