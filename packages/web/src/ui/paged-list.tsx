import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LoadMore } from "./load-more.tsx";
import { VirtualList } from "./virtual-list.tsx";

/** A line and what is around it. */
const ROW_HEIGHT = 51;

type PagedListProps<Item, Page> = {
  readonly label: string;
  readonly query: UseInfiniteQueryResult<InfiniteData<Page>>;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** Of a row before it is measured, in pixels. */
  readonly rowHeight?: number;
  readonly render: (item: Item) => ReactNode;
};

/** Rows of pages, of which the next one comes when the end is in sight. */
export function PagedList<Item, Page>(props: PagedListProps<Item, Page>) {
  const { label, query, items, keyOf, rowHeight = ROW_HEIGHT, render } = props;
  const more = () => {
    if (query.hasNextPage && !query.isFetchingNextPage && !query.isError) void query.fetchNextPage();
  };
  return (
    <>
      <VirtualList
        label={label}
        items={items}
        keyOf={keyOf}
        rowHeight={rowHeight}
        render={render}
        onEnd={more}
      />
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </>
  );
}
