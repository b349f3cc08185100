import type { Segment } from "@habitus/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { segmentAuditQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { useMay } from "../../ui/use-session.ts";
import { AuditEntryRow } from "../settings/audit-entry.tsx";
import "../settings/settings.css";

const ROW_HEIGHT = 101;

/** Who did what to a segment: edits, and what leaves no version, such as a pause or a download. */
export function SegmentAudit({ segment: { key, name } }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const mayAdmin = useMay("admin");
  const query = useInfiniteQuery(segmentAuditQuery(key));
  const [open, setOpen] = useState<string | null>(null);
  const target = `segment/${key}`;
  const names = new Map([[target, name]]);
  return (
    <Card
      title={t("segment.done")}
      aside={
        mayAdmin ? (
          <Link className="card-link" to="/settings/audit" search={{ target }}>
            {t("segment.doneInLog")}
          </Link>
        ) : null
      }
    >
      {query.isPending ? <Loading /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data === undefined ? null : (
        <PagedList
          label={t("segment.done")}
          query={query}
          items={query.data.pages.flatMap((page) => page.entries)}
          keyOf={({ id }) => id}
          rowHeight={ROW_HEIGHT}
          render={(entry) => (
            <AuditEntryRow
              entry={entry}
              names={names}
              isOpen={open === entry.id}
              onToggle={(isOpen) => setOpen(isOpen ? entry.id : null)}
            />
          )}
        />
      )}
    </Card>
  );
}
