import { Button } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { type AuditFilter, auditQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { periodOf } from "../../ui/local-time.ts";
import { Card } from "../../ui/page.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { useSegmentsBeside } from "../segments/use-segments.ts";
import { AdminOnly } from "./admin-only.tsx";
import { AuditEntryRow } from "./audit-entry.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import type { TargetNames } from "./audit-sentence.ts";

const route = getRouteApi("/frame/settings/audit");

const ROW_HEIGHT = 101;

export function AuditPage() {
  return (
    <AdminOnly>
      <Audit />
    </AdminOnly>
  );
}

function Audit() {
  const { t, f } = useI18n();
  const query = useInfiniteQuery(auditQuery(filterOf(route.useSearch(), f.zone)));
  const { segments } = useSegmentsBeside();
  // A row that is scrolled away is drawn anew when it comes back, and is still open then.
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const names: TargetNames = new Map((segments ?? []).map(({ key, name }) => [`segment/${key}`, name]));
  const entries = query.data?.pages.flatMap((page) => page.entries);
  return (
    <Card title={t("settings.audit")} lead={t("audit.lead")}>
      <AuditFilters />
      {query.isPending ? <Loading /> : null}
      {entries === undefined && query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : null}
      {entries?.length === 0 && !query.hasNextPage ? <NothingFits /> : null}
      {entries === undefined ? null : (
        <PagedList
          label={t("settings.audit")}
          query={query}
          items={entries}
          keyOf={({ id }) => id}
          rowHeight={ROW_HEIGHT}
          render={(entry) => (
            <AuditEntryRow
              entry={entry}
              names={names}
              isOpen={open.has(entry.id)}
              onToggle={(isOpen) => setOpen((now) => withOrWithout(now, entry.id, isOpen))}
            />
          )}
        />
      )}
    </Card>
  );
}

/** What opens the page is noted too, so that only a choice can leave nothing. */
function NothingFits() {
  const { t } = useI18n();
  const navigate = route.useNavigate();
  return (
    <Empty
      icon={IconSearch}
      title={t("audit.none")}
      actions={
        <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
          {t("common.showAll")}
        </Button>
      }
    />
  );
}

type AuditSearch = {
  readonly target?: string | undefined;
  readonly who?: string | undefined;
  readonly what?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

/** What is asked for what stands in the address: days are those of the workspace's zone, the last one included. */
function filterOf({ target, who, what, from, to }: AuditSearch, zone: string): AuditFilter {
  const period = periodOf(from, to, zone);
  return {
    ...(target === undefined ? {} : { target }),
    ...(who === undefined ? {} : { actor: who }),
    ...(what === undefined ? {} : { action: what }),
    ...(period.from === undefined ? {} : { from: period.from }),
    ...(period.to === undefined ? {} : { to: period.to }),
  };
}

function withOrWithout(all: ReadonlySet<string>, one: string, isWith: boolean): ReadonlySet<string> {
  return new Set(isWith ? [...all, one] : [...all].filter((each) => each !== one));
}
