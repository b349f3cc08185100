import type { MemberColumn, PersonDescription, Segment, SegmentMember } from "@habitus/contract";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { CSSProperties } from "react";
import { useDescriptions } from "../../api/member-queries.ts";
import { type I18n, useI18n } from "../../i18n/use-i18n.tsx";
import { MemberLink } from "../../ui/member-link.tsx";
import { Failure, Note } from "../../ui/notes.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { shownValue } from "../people/shown-value.ts";
import { columnName } from "./column-name.ts";

type Page = { readonly people: readonly SegmentMember[] };
type MemberTableProps = {
  readonly segment: Segment;
  readonly query: UseInfiniteQueryResult<InfiniteData<Page>>;
  readonly pages: readonly Page[];
  readonly columns: readonly MemberColumn[];
};

/** A row a person, with the columns somebody has chosen. */
export function MemberTable({ segment, query, pages, columns }: MemberTableProps) {
  const i18n = useI18n();
  const { t, f } = i18n;
  const described = useDescriptions(
    pages.map(({ people }) => people),
    columns,
    { segment: segment.key },
  );
  const style = { "--member-columns": columns.length } as CSSProperties;
  return (
    <>
      {described.error === null ? null : <Failure error={described.error} retry={described.retry} />}
      {described.notAllowed.length === 0 ? null : (
        <Note>{t("people.notAllowed", { names: f.list(described.notAllowed) })}</Note>
      )}
      <div className="table-scroll">
        <div className="member-table" style={style}>
          <div className="member-row list-head" aria-hidden>
            <span>{t("people.col.person")}</span>
            {columns.map((column) => (
              <span key={column}>{columnName(column, i18n)}</span>
            ))}
          </div>
          <PagedList
            label={t("segment.members")}
            query={query}
            items={pages.flatMap(({ people }) => people)}
            keyOf={({ id }) => id}
            render={(member) => (
              <Row
                segment={segment.key}
                member={member}
                columns={columns}
                description={described.of.get(member.id)}
              />
            )}
          />
        </div>
      </div>
    </>
  );
}

type RowProps = {
  readonly segment: string;
  readonly member: SegmentMember;
  readonly columns: readonly MemberColumn[];
  /** Undefined until it has come. */
  readonly description: PersonDescription | undefined;
};

function Row({ segment, member, columns, description }: RowProps) {
  const i18n = useI18n();
  const { t } = i18n;
  return (
    <div className="list-row member-row">
      <MemberLink member={member} />
      {columns.map((column) => {
        const text = description === undefined ? null : cellText(column, description, i18n);
        // What has not come yet keeps its place: rows that grow would lie over each other until they are measured again.
        const isEmpty = description !== undefined && text === null;
        return (
          <span key={column} className="member-cell" data-empty={isEmpty}>
            <span className="visually-hidden member-cell-name">{columnName(column, i18n)}: </span>
            {text}
          </span>
        );
      })}
      <Link
        className="card-link"
        to="/people/$id"
        params={{ id: member.id }}
        search={{ tab: "segments", why: segment }}
        aria-label={t("segment.whyMember", { name: member.ids[0] ?? member.id })}
      >
        {t("membership.why")}
      </Link>
    </div>
  );
}

/** Null for what is not known. */
function cellText(column: MemberColumn, person: PersonDescription, { f }: I18n): string | null {
  const date = (time: string | null | undefined): string | null =>
    time === null || time === undefined ? null : f.date(time);
  switch (column) {
    case "name":
    case "email":
    case "country":
      return person[column];
    case "since":
      return date(person.since);
    case "first_seen":
      return date(person.firstSeen);
    case "last_seen":
      return date(person.lastSeen);
  }
  const [kind = "", name = ""] = column.split(/:(.*)/s);
  if (kind === "event") return date(person.events[name]);
  const value = (kind === "computed" ? person.computed : person.traits)[name];
  return value === undefined ? null : shownValue(value, f);
}
