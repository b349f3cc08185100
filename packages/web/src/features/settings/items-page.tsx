import type { Item } from "@habitus/contract";
import { TextInput } from "@mantine/core";
import { IconPackage } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { api } from "../../api/client.ts";
import { ITEMS_KEY, itemsQuery } from "../../api/item-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { useMay } from "../../ui/use-session.ts";
import { AddButtons } from "./add-buttons.tsx";
import { EntryActions } from "./entry-actions.tsx";
import { ItemDialog } from "./item-dialog.tsx";
import { ItemFileDialog } from "./item-file-dialog.tsx";

/** The form that is open; "new" for an item that is not there yet. */
type Open = Item | "new" | "file" | null;

const ROW_HEIGHT = 77;

export function ItemsPage() {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  const [open, setOpen] = useState<Open>(null);
  const [search, setSearch] = useState("");
  const sought = useDeferredValue(search.trim());
  const query = useInfiniteQuery({ ...itemsQuery(sought), placeholderData: keepPreviousData });
  const pages = query.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items);
  const count = pages[0]?.count ?? 0;
  const close = (): void => setOpen(null);
  const add = mayEdit ? (
    <AddButtons file={t("items.fromFile")} one={t("items.new")} onOpen={setOpen} />
  ) : null;
  return (
    <Card title={t("items.title")} lead={t("items.lead")} aside={count === 0 ? null : add}>
      {query.isPending ? <Loading /> : null}
      {query.isError && pages.length === 0 ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : null}
      {query.data !== undefined && count === 0 ? (
        <Empty icon={IconPackage} title={t("items.none")} actions={add}>
          {t("items.noneText")}
        </Empty>
      ) : null}
      {count === 0 ? null : (
        <>
          <TextInput
            type="search"
            label={t("items.search")}
            description={t("items.count", { count })}
            value={search}
            maxLength={256}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          {items.length === 0 ? <p className="muted">{t("items.notFound", { search: sought })}</p> : null}
          <PagedList
            label={t("items.title")}
            query={query}
            items={items}
            keyOf={({ id }) => id}
            rowHeight={ROW_HEIGHT}
            render={(item) => <Row item={item} mayEdit={mayEdit} onEdit={() => setOpen(item)} />}
          />
        </>
      )}
      {open === "file" ? <ItemFileDialog onClose={close} /> : null}
      {open === null || open === "file" ? null : (
        <ItemDialog item={open === "new" ? null : open} onClose={close} />
      )}
    </Card>
  );
}

type RowProps = { readonly item: Item; readonly mayEdit: boolean; readonly onEdit: () => void };

function Row({ item, mayEdit, onEdit }: RowProps) {
  const { t, f } = useI18n();
  const { id, name, categories, price, currency, launched, stock } = item;
  const known = [
    ...(categories.length === 0 ? [] : [categories.join(", ")]),
    ...(price === null ? [] : [currency === null ? price : f.money(price, currency)]),
    ...(launched === null ? [] : [t("items.launchedOn", { date: launched.slice(0, 10) })]),
    ...(stock === null ? [] : [t("items.inStock", { stock: f.number(stock) })]),
  ];
  return (
    <div className="settings-row">
      <div>
        <div className="settings-name">
          {name ?? id} <span className="code">{id}</span>
        </div>
        <div className="muted settings-note">
          {known.length === 0 ? t(name === null ? "items.bare" : "items.onlyNamed") : known.join(" · ")}
        </div>
      </div>
      {mayEdit ? (
        <EntryActions
          name={name ?? id}
          warning={t("items.deleteText")}
          onEdit={onEdit}
          remove={() => api.deleteItem({ params: { id } })}
          renew={[ITEMS_KEY]}
        />
      ) : null}
    </div>
  );
}
