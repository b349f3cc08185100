import { type ReactNode, useRef } from "react";
import { type RowsOf, useRowsInSight } from "./use-rows-in-sight.ts";

type VirtualBodyProps<Item> = RowsOf<Item> & {
  readonly columns: number;
  /** The cells of a row. */
  readonly render: (item: Item) => ReactNode;
};

/** So many stand in the document as they are, where the browser's own search finds them. */
const FEW = 50;

/** The body of a table of any length: the rows in sight, and a gap as high as those before and behind them. */
export function VirtualBody<Item>(props: VirtualBodyProps<Item>) {
  const { items, keyOf, columns, render } = props;
  const holder = useRef<HTMLTableSectionElement>(null);
  const { rows, inSight, top } = useRowsInSight(holder, props);
  if (items.length <= FEW) {
    return (
      <tbody ref={holder}>
        {items.map((item) => (
          <tr key={keyOf(item)}>{render(item)}</tr>
        ))}
      </tbody>
    );
  }
  const [first] = inSight;
  const last = inSight.at(-1);
  return (
    <tbody ref={holder}>
      <Gap height={first === undefined ? 0 : first.start - top} columns={columns} />
      {inSight.map(({ index, key }) => {
        const item = items[index];
        return item === undefined ? null : (
          // The head is the first row.
          <tr key={key} ref={rows.measureElement} data-index={index} aria-rowindex={index + 2}>
            {render(item)}
          </tr>
        );
      })}
      <Gap height={last === undefined ? 0 : rows.getTotalSize() - (last.end - top)} columns={columns} />
    </tbody>
  );
}

function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className="virtual-gap" aria-hidden>
      <td aria-hidden colSpan={columns} style={{ height }} />
    </tr>
  );
}
