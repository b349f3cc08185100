import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure, Loading } from "../../ui/notes.tsx";

type SettingsListProps<Item> = {
  readonly query: UseQueryResult<unknown>;
  readonly items: readonly Item[];
  /** What is said when there are none. */
  readonly none: string;
  readonly children: (item: Item) => ReactNode;
};

/** What a settings page lists, while it comes, when it fails and when there is nothing. */
export function SettingsList<Item>({ query, items, none, children }: SettingsListProps<Item>) {
  return (
    <>
      {query.isPending ? <Loading /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data !== undefined && items.length === 0 ? (
        <p className="muted" style={{ margin: 0 }}>
          {none}
        </p>
      ) : null}
      <ul className="settings-list">{items.map(children)}</ul>
    </>
  );
}
