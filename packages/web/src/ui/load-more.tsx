import { Button } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useI18n } from "../i18n/use-i18n.tsx";
import { Failure } from "./notes.tsx";

/** The button under a list that comes a page at a time, with the failure of the last page when there was one. */
export function LoadMore<Page>({ query }: { readonly query: UseInfiniteQueryResult<InfiniteData<Page>> }) {
  const { t } = useI18n();
  const more = () => void query.fetchNextPage();
  if (query.isFetchNextPageError) return <Failure error={query.error} retry={more} />;
  if (!query.hasNextPage) return null;
  return (
    <Button variant="default" loading={query.isFetchingNextPage} onClick={more}>
      {t("common.more")}
    </Button>
  );
}
