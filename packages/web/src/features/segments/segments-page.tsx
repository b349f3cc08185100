import { Button, Select, TextInput } from "@mantine/core";
import { IconChartPie, IconPlus, IconSearch } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card, PageHeader } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { DeletedSegments } from "./deleted-segments.tsx";
import { SegmentFilters } from "./segment-filters.tsx";
import { arrangeSegments, type Sort, SORTS } from "./segment-list.ts";
import { SegmentTable } from "./segment-table.tsx";
import { HalfMadeStart, StarterSegments } from "./starter-segments.tsx";
import { useSegments } from "./use-segments.ts";

const route = getRouteApi("/frame/segments");

export function SegmentsPage() {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  const { segments, people, error, retry } = useSegments();
  const newSegment = mayEdit ? (
    <LinkButton to="/new-segment" leftSection={<IconPlus size={18} aria-hidden />}>
      {t("segments.new")}
    </LinkButton>
  ) : null;
  return (
    <>
      <PageHeader title={t("segments.title")} lead={t("segments.lead")} actions={newSegment} />
      {error === null ? null : <Failure error={error} retry={retry} />}
      {segments === undefined ? error === null ? <Loading height={360} /> : null : null}
      {segments?.length === 0 ? (
        <Card>
          <Empty
            icon={IconChartPie}
            title={t("segments.empty")}
            actions={
              mayEdit ? (
                <>
                  {newSegment}
                  <StarterSegments segments={segments} />
                </>
              ) : null
            }
          >
            {t("segments.emptyText")}
          </Empty>
        </Card>
      ) : null}
      {segments === undefined || segments.length === 0 ? null : (
        <>
          <HalfMadeStart segments={segments} />
          <Found segments={segments} people={people} />
        </>
      )}
    </>
  );
}

type Next = { readonly q?: string; readonly sort?: Sort; readonly show?: "deleted" | undefined };

type FoundProps = {
  readonly segments: Parameters<typeof arrangeSegments>[0];
  readonly people: number | null;
};

function Found({ segments, people }: FoundProps) {
  const { t } = useI18n();
  const { q = "", sort = "size", show: shown, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const mayEdit = useMay("editor");
  const show = (next: Next) => void navigate({ search: (now) => ({ ...now, ...next }), replace: true });
  const arranged = arrangeSegments(segments, q, sort, filter);
  return (
    <Card>
      <search className="segment-tools">
        <TextInput
          aria-label={t("segments.filter")}
          placeholder={t("segments.filter")}
          leftSection={<IconSearch size={17} aria-hidden />}
          value={q}
          onChange={(event) => show({ q: event.currentTarget.value })}
        />
        <Select
          aria-label={t("segments.sort")}
          allowDeselect={false}
          w={170}
          data={SORTS.map((value) => ({ value, label: t(`segments.sort.${value}`) }))}
          value={sort}
          onChange={(value) => show({ sort: SORTS.find((one) => one === value) ?? "size" })}
        />
        <SegmentFilters segments={segments} />
        {mayEdit ? (
          <Button variant="subtle" onClick={() => show({ show: "deleted" })}>
            {t("deleted.open")}
          </Button>
        ) : null}
        {mayEdit && shown === "deleted" ? (
          <DeletedSegments onClose={() => show({ show: undefined })} />
        ) : null}
        <a
          className="card-link audit-link"
          href="/api/segment-health/audit.html"
          target="_blank"
          rel="noreferrer"
        >
          {t("health.audit")}
        </a>
      </search>
      {arranged.length === 0 ? (
        <Empty
          icon={IconSearch}
          title={q.trim() === "" ? t("segments.noneLeft") : t("segments.noMatch", { search: q })}
          actions={
            <Button
              variant="default"
              onClick={() => void navigate({ search: (now) => ({ sort: now.sort }), replace: true })}
            >
              {t("segments.showAll")}
            </Button>
          }
        />
      ) : (
        <SegmentTable label={t("segments.title")} segments={arranged} people={people} withCare />
      )}
    </Card>
  );
}
