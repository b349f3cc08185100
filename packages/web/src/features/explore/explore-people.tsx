import type { ExplorePeople, FunnelGroup } from "@habitus/contract";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { PeopleDialog } from "../../ui/people-dialog.tsx";
import { useMay } from "../../ui/use-session.ts";

type ExplorePeopleProps = {
  readonly title: string;
  readonly query: UseInfiniteQueryResult<InfiniteData<ExplorePeople>>;
  readonly request: { readonly purpose?: string | undefined; readonly segment?: string | undefined };
  /** Of those that the question sets apart, the one that the number is of. */
  readonly group?: FunnelGroup;
  readonly onClose: () => void;
};

/** Who is behind a number, told of as far as the question and the segments that they are in allow, and how to keep them as a segment. */
export function ExplorePeopleDialog({ title, query, request, group, onClose }: ExplorePeopleProps) {
  const { t } = useI18n();
  const { purpose, segment } = request;
  const segments = [
    ...(segment === undefined ? [] : [segment]),
    ...(group?.kind === "segment" ? [group.key] : []),
  ];
  return (
    <PeopleDialog
      title={title}
      query={query}
      describedFor={{ segments, purposes: purpose === undefined ? [] : [purpose] }}
      onClose={onClose}
      head={(page) => (
        <>
          <Keep page={page} />
          {page.count === 0 ? <p className="muted plain">{t("explore.nobody")}</p> : null}
        </>
      )}
    />
  );
}

function Keep({ page: { count, definition, remark } }: { readonly page: ExplorePeople }) {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  return (
    <div className="explore-keep">
      <p className="plain numbers">{t("count.people", { count })}</p>
      {definition === null || !mayEdit ? null : (
        <LinkButton to="/new-segment" search={{ definition }} variant="default" size="xs">
          {t("explore.save")}
        </LinkButton>
      )}
      {remark === null ? null : <p className="muted plain">{remark}</p>}
    </div>
  );
}
