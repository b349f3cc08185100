import { type ReactNode, useRef } from "react";
import { type RowsOf, useRowsInSight } from "./use-rows-in-sight.ts";

type VirtualListProps<Item> = RowsOf<Item> & {
  readonly label: string;
  readonly render: (item: Item, index: number) => ReactNode;
};

/** A list of any length in the page's own scroll: only the rows in sight are in the document. */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { label, items, render } = props;
  const holder = useRef<HTMLUListElement>(null);
  const { rows, inSight, top } = useRowsInSight(holder, props);
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
            style={{ transform: `translateY(${start - top}px)` }}
          >
            {render(item, index)}
          </li>
        );
      })}
    </ul>
  );
}
