import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";

type VirtualListProps<Item> = {
  readonly label: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** Of a row before it is measured, in pixels. */
  readonly rowHeight: number;
  readonly render: (item: Item, index: number) => ReactNode;
  /** Called when the end comes into sight. */
  readonly onEnd?: () => void;
};

const BEYOND_SIGHT = 8;

/** A list of any length in the page's own scroll: only the rows in sight are in the document. */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { label, items, keyOf, rowHeight, render } = props;
  const holder = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    setTop((holder.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, [items.length]);
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
  const onEnd = useEffectEvent(() => props.onEnd?.());
  const atEnd = items.length > 0 && lastInSight >= items.length - 1;
  useEffect(() => {
    if (atEnd) onEnd();
  }, [atEnd, items.length]);

  return (
    <ul ref={holder} className="virtual-list" aria-label={label} style={{ height: rows.getTotalSize() }}>
      {inSight.map(({ index, key, start }) => {
        const item = items[index];
        return item === undefined ? null : (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            aria-setsize={items.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start - rows.options.scrollMargin}px)` }}
          >
            {render(item, index)}
          </li>
        );
      })}
    </ul>
  );
}
