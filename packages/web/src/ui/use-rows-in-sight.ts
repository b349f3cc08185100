import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useState } from "react";

export type RowsOf<Item> = {
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** Of a row before it is measured, in pixels. */
  readonly rowHeight: number;
  /** Called when the end comes into sight. */
  readonly onEnd?: () => void;
};

const BEYOND_SIGHT = 8;

/** Which rows of a long list the page's own scroll shows, in the element that holds them. */
export function useRowsInSight<Item>(holder: RefObject<HTMLElement | null>, rowsOf: RowsOf<Item>) {
  const { items, keyOf, rowHeight } = rowsOf;
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const place = () =>
      setTop(Math.round((holder.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
    place();
    // What stands above the list may grow at any time: a list that did not know would draw rows that are out of sight.
    const changes = new ResizeObserver(place);
    changes.observe(document.body);
    return () => changes.disconnect();
  }, [holder, items.length]);
  // No compiler memoizes our components, so its functions are never stale.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowHeight,
    overscan: BEYOND_SIGHT,
    scrollMargin: top,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
  });
  const inSight = rows.getVirtualItems();
  const lastInSight = inSight.at(-1)?.index ?? -1;
  const onEnd = useEffectEvent(() => rowsOf.onEnd?.());
  const atEnd = items.length > 0 && lastInSight >= items.length - 1;
  useEffect(() => {
    if (atEnd) onEnd();
  }, [atEnd, items.length]);
  return { rows, inSight, top };
}
