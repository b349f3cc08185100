import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LoadMore } from "./load-more.tsx";
import { VirtualList } from "./virtual-list.tsx";

const ROW_HEIGHT = 51;

type PagedListProps<Item, Page> = {
  readonly label: string;
  readonly query: UseInfiniteQueryResult<InfiniteData<Page>>;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly render: (item: Item) => ReactNode;
};

/** Rows of pages, of which the next one comes when the end is in sight. */
export function PagedList<Item, Page>({ label, query, items, keyOf, render }: PagedListProps<Item, Page>) {
  const more = () => {
    if (query.hasNextPage && !query.isFetchingNextPage && !query.isError) void query.fetchNextPage();
  };
  return (
    <>
      <VirtualList
        label={label}
        items={items}
        keyOf={keyOf}
        rowHeight={ROW_HEIGHT}
        render={render}
        onEnd={more}
      />
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </>
  );
}
