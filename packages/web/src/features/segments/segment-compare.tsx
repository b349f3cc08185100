import type { Segment } from "@habitus/contract";
import { printDefinition } from "@habitus/segments";
import { Select, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { diffQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { overlapOf, usedBy } from "./segment-relations.ts";
import { useSegments } from "./use-segments.ts";

/** How many people two segments share. */
export function SegmentCompare({ segment }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const { segments = [] } = useSegments();
  const [chosen, setChosen] = useState<string | null>(null);
  const other = segments.find(({ key }) => key === chosen);
  return (
    <Card title={t("overlap.title")} lead={t("overlap.lead")}>
      <Select
        aria-label={t("overlap.with")}
        placeholder={t("overlap.with")}
        searchable
        data={segments
          .filter(({ key }) => key !== segment.key)
          .map(({ key, name }) => ({ value: key, label: name }))}
        value={chosen}
        onChange={setChosen}
      />
      {other === undefined ? null : <Overlap segment={segment} other={other} />}
    </Card>
  );
}

function Overlap({ segment, other }: { readonly segment: Segment; readonly other: Segment }) {
  const { t, f } = useI18n();
  // A segment inside a definition brings its own purpose, so each counts as it does elsewhere.
  const diff = useQuery(diffQuery(inSegment(segment), inSegment(other), ""));
  if (diff.isPending) return <Skeleton height={70} mt="md" />;
  if (diff.data === undefined) return <Failure error={diff.error} retry={() => void diff.refetch()} />;
  const { both, before, after, entered, left } = diff.data;
  const share = overlapOf(both, before, after);
  return (
    <div aria-live="polite">
      <dl className="overlap">
        <div>
          <dt>{t("overlap.only", { name: segment.name })}</dt>
          <dd className="numbers">{f.number(left.count)}</dd>
        </div>
        <div>
          <dt>{t("overlap.both")}</dt>
          <dd className="numbers">{f.number(both)}</dd>
        </div>
        <div>
          <dt>{t("overlap.only", { name: other.name })}</dt>
          <dd className="numbers">{f.number(entered.count)}</dd>
        </div>
      </dl>
      {share === null ? null : (
        <p className="muted overlap-share">{t("overlap.share", { share: f.percent(share) })}</p>
      )}
    </div>
  );
}

function inSegment({ key }: Segment): string {
  return printDefinition({ version: 1, condition: { kind: "segment", segment: key } });
}

/** The segments that are made of this one, which change when it does. */
export function SegmentUsers({ segment }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const { segments } = useSegments();
  if (segments === undefined) return null;
  const users = usedBy(segment.key, segments);
  return (
    <Card title={t("usedBy.title")}>
      {users.length === 0 ? <p className="muted plain">{t("usedBy.none")}</p> : null}
      <ul className="sample-list">
        {users.map(({ key, name }) => (
          <li key={key}>
            <Link to="/segments/$key" params={{ key }} search={{ tab: undefined }}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
