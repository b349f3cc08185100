import { MEMBER_ORDERS, type MemberColumn, LIMITS, type Segment } from "@habitus/contract";
import { Button, TextInput } from "@mantine/core";
import { IconSearch, IconUsers } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { membersQuery } from "../../api/member-queries.ts";
import { vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { SearchBox } from "../../ui/search-box.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { instantOfLocal, localTime } from "../../ui/local-time.ts";
import { ColumnChooser } from "./column-chooser.tsx";
import { firstColumns, keepColumns, keptColumns } from "./member-columns.ts";
import { MemberDownload } from "./member-download.tsx";
import { MemberTable } from "./member-table.tsx";

const route = getRouteApi("/frame/segments/$key");

/** Who is in a segment: found, put in order, with columns of one's choice, and as a file. */
export function SegmentMembers({ segment }: { readonly segment: Segment }) {
  const { t, f } = useI18n();
  const { q = "", order = "oldest", at = "", as } = route.useSearch();
  const [chosen, setChosen] = useState(() => keptColumns(localStorage));
  const traits = useBeside(vocabularyQuery).data?.traits;
  const columns = chosen ?? firstColumns(traits?.flatMap(({ path }) => path[0] ?? []));
  const query = useInfiniteQuery({
    ...membersQuery(segment.key, segment.version, { q, order, at, as }),
    placeholderData: keepPreviousData,
  });
  if (query.isPending) return <Loading height={320} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { pages } = query.data;
  const [first] = pages;
  const date = first === undefined ? "" : f.dateTime(first.at);
  const isEmpty = first === undefined || first.people.length === 0;
  const isUnknown = first?.known === false;
  if (isEmpty && q === "" && order !== "since") {
    return (
      <Card>
        <Empty icon={IconUsers} title={t(isUnknown ? "segment.membersUnknown" : "segment.noMembers")}>
          <p>{isUnknown ? t("segment.membersUnknownText") : t("segment.noMembersText", { date })}</p>
          {at === "" ? null : <ShowNow />}
        </Empty>
      </Card>
    );
  }
  const choose = (wanted: readonly MemberColumn[]): void => {
    setChosen(wanted);
    keepColumns(localStorage, wanted);
  };
  const count = first?.count ?? 0;
  const found = t(q === "" ? "count.people" : "members.found", { count });
  return (
    <Card
      title={isUnknown ? t("segment.members") : found}
      lead={t("segment.asOf", { date })}
      // The file is of those who are in it now.
      aside={at === "" ? <MemberDownload segment={segment} columns={columns} /> : <ShowNow />}
    >
      <Tools columns={columns} onColumns={choose} />
      {first?.searchCut === true ? (
        <Note>{t("members.searchCut", { count: f.number(LIMITS.foundPeople) })}</Note>
      ) : null}
      {isUnknown ? <Note>{t("members.sinceUnknown")}</Note> : null}
      {isEmpty && q !== "" && !isUnknown ? (
        <Empty icon={IconSearch} title={t("members.noMatch", { search: q })}>
          {t("members.noMatchText")}
        </Empty>
      ) : (
        <MemberTable segment={segment} query={query} pages={pages} columns={columns} />
      )}
    </Card>
  );
}

/** Back from an instant of the past. */
function ShowNow() {
  const { t } = useI18n();
  const navigate = route.useNavigate();
  return (
    <Button
      variant="default"
      onClick={() =>
        void navigate({ search: (now) => ({ ...now, at: undefined, as: undefined }), replace: true })
      }
    >
      {t("members.showNow")}
    </Button>
  );
}

type ToolsProps = {
  readonly columns: readonly MemberColumn[];
  readonly onColumns: (columns: readonly MemberColumn[]) => void;
};

function Tools({ columns, onColumns }: ToolsProps) {
  const { t } = useI18n();
  const { q = "", order = "oldest" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className="member-tools">
      <SearchBox
        label={t("members.search")}
        hint={t("members.searchHint")}
        q={q}
        onSearch={(text) => void navigate({ search: (now) => ({ ...now, q: text }), replace: true })}
      />
      <ChoiceField
        label={t("members.order")}
        value={order}
        choices={MEMBER_ORDERS}
        nameOf={(each) => t(`members.order.${each}`)}
        onChange={(each) => {
          const chosen = each === "oldest" ? undefined : each;
          void navigate({ search: (now) => ({ ...now, order: chosen }), replace: true });
        }}
      />
      <AsOf />
      <ColumnChooser columns={columns} onChange={onColumns} />
    </div>
  );
}

/** Which instant they are told of, and whether counted again for it or as it was told then. */
function AsOf() {
  const { t, f } = useI18n();
  const { at, as } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className="member-as-of">
      <TextInput
        type="datetime-local"
        label={t("members.at", { zone: f.zone })}
        value={at === undefined ? "" : localTime(at, f.zone)}
        onChange={({ currentTarget: { value } }) => {
          const chosen = instantOfLocal(value, f.zone);
          const instead = chosen === undefined ? { at: undefined, as: undefined } : { at: chosen };
          void navigate({ search: (now) => ({ ...now, ...instead }), replace: true });
        }}
      />
      {at === undefined ? null : (
        <ChoiceField
          label={t("members.as")}
          value={as ?? "of"}
          choices={["of", "known"] as const}
          nameOf={(each) => t(`members.as.${each}`)}
          onChange={(each) => {
            const chosen = each === "of" ? undefined : each;
            void navigate({ search: (now) => ({ ...now, as: chosen }), replace: true });
          }}
        />
      )}
    </div>
  );
}
