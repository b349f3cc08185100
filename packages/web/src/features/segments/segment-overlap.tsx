import type { Segment, SegmentOverlap } from "@habitus/contract";
import { LIMITS } from "@habitus/contract";
import { Button, Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { apiErrorCode } from "../../api/client.ts";
import { overlapQuery, type OverlapChoice } from "../../api/overlap-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { SearchMultiSelect } from "../../ui/search-select.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { OverlapPeople } from "./overlap-people.tsx";
import { overlapOf } from "./segment-relations.ts";
import { useSegmentNames, useSegmentsBeside } from "./use-segments.ts";
import "./segment-overlap.css";

/** How many people the segment shares with up to five others, in every combination. */
export function SegmentOverlapCard({ segment }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const { segments } = useSegmentsBeside();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  if (segments === undefined) return null;
  const others = segments.filter(({ key }) => key !== segment.key);
  return (
    <Card title={t("overlap.title")} lead={t("overlap.lead")}>
      {others.length === 0 ? (
        <p className="muted plain">{t("overlap.alone")}</p>
      ) : (
        <SearchMultiSelect
          aria-label={t("overlap.with")}
          placeholder={chosen.length === 0 ? t("overlap.with") : ""}
          maxValues={LIMITS.overlapSegments - 1}
          data={others.map(({ key, name }) => ({ value: key, label: name }))}
          value={chosen}
          onChange={setChosen}
        />
      )}
      <div aria-live="polite">{chosen.length === 0 ? null : <Overlap keys={[segment.key, ...chosen]} />}</div>
    </Card>
  );
}

function Overlap({ keys }: { readonly keys: readonly string[] }) {
  const { t } = useI18n();
  const overlap = useQuery({ ...overlapQuery(keys), placeholderData: keepPreviousData });
  if (overlap.isPending) return <Skeleton height={120} mt="md" />;
  if (overlap.data === undefined) {
    return apiErrorCode(overlap.error) === "segment_not_live" ? (
      <p className="muted overlap-note">{t("overlap.notLive")}</p>
    ) : (
      <Failure error={overlap.error} retry={() => void overlap.refetch()} />
    );
  }
  return <Combinations overlap={overlap.data} />;
}

/** Rows that are shown before somebody asks for all. */
const SHOWN = 12;

function Combinations({ overlap }: { readonly overlap: SegmentOverlap }) {
  const { t, f } = useI18n();
  const { segments, combinations } = overlap;
  const [opened, setOpened] = useState<OverlapChoice | null>(null);
  const [isWhole, setWhole] = useState(false);
  const keys = segments.map(({ key }) => key);
  const ranked = combinations.toSorted((a, b) => b.exactly - a.exactly || b.inAll - a.inAll);
  const shown = isWhole ? ranked : ranked.filter(({ inAll }) => inAll > 0).slice(0, SHOWN);
  const most = Math.max(1, ...combinations.map(({ exactly }) => exactly));
  const open = (within: readonly string[], exactly: boolean): void =>
    setOpened({ segments: keys, within, exactly });
  return (
    <>
      <PairShare overlap={overlap} />
      <div className="overlap-table">
        <table className="plain-table" aria-label={t("overlap.table")}>
          <Head segments={segments} />
          <tbody>
            {shown.map(({ segments: within, exactly, inAll }) => (
              <tr key={within.join(" ")}>
                <Dots keys={keys} within={within} />
                <td className="overlap-bar">
                  <ShareBar share={exactly / most} />
                </td>
                <td className="right">
                  <Count count={exactly} within={within} isExact onOpen={() => open(within, true)} />
                </td>
                <td className="right">
                  <Count count={inAll} within={within} isExact={false} onOpen={() => open(within, false)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted overlap-note">{t("overlap.asOf", { date: f.dateTime(overlap.at) })}</p>
      {isWhole || shown.length === ranked.length ? null : (
        <Button variant="default" onClick={() => setWhole(true)}>
          {t("overlap.all", { count: ranked.length })}
        </Button>
      )}
      {opened === null ? null : <OverlapPeople choice={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

/** Of two segments the share has one plain meaning. */
function PairShare({ overlap: { segments, combinations } }: { readonly overlap: SegmentOverlap }) {
  const { t, f } = useI18n();
  const [a, b] = segments;
  if (a === undefined || b === undefined || segments.length > 2) return null;
  const both = combinations.find((each) => each.segments.length === 2)?.inAll ?? 0;
  const share = overlapOf(both, a.size, b.size);
  if (share === null) return null;
  return <p className="muted overlap-note">{t("overlap.share", { share: f.percent(share) })}</p>;
}

function Head({ segments }: { readonly segments: SegmentOverlap["segments"] }) {
  const { t, f } = useI18n();
  const nameOf = useSegmentNames();
  return (
    <thead>
      <tr>
        {segments.map(({ key, size }) => (
          <th key={key} scope="col" className="overlap-name">
            <span>{nameOf(key)}</span> <span className="numbers muted">{f.number(size)}</span>
          </th>
        ))}
        <td className="overlap-bar" aria-hidden />
        <th scope="col" className="right">
          {t("overlap.exactly")}
        </th>
        <th scope="col" className="right">
          {t("overlap.inAll")}
        </th>
      </tr>
    </thead>
  );
}

function Dots({ keys, within }: { readonly keys: readonly string[]; readonly within: readonly string[] }) {
  const { t } = useI18n();
  const places = keys.map((key) => within.includes(key));
  const [first, last] = [places.indexOf(true), places.lastIndexOf(true)];
  return keys.map((key, place) => {
    const isIn = places[place] === true;
    return (
      <td
        key={key}
        className="overlap-dot"
        data-in={isIn ? "" : undefined}
        data-left={place > first && place <= last ? "" : undefined}
        data-right={place >= first && place < last ? "" : undefined}
      >
        <span aria-hidden />
        <span className="visually-hidden">{t(isIn ? "overlap.in" : "overlap.out")}</span>
      </td>
    );
  });
}

type CountProps = {
  readonly count: number;
  readonly within: readonly string[];
  readonly isExact: boolean;
  readonly onOpen: () => void;
};

/** The number opens the people behind it. */
function Count({ count, within, isExact, onOpen }: CountProps) {
  const { t, f } = useI18n();
  const nameOf = useSegmentNames();
  if (count === 0) return <span className="numbers">{f.number(0)}</span>;
  const names = f.list(within.map(nameOf));
  const label = t(isExact ? "overlap.openExactly" : "overlap.openInAll", { count, names });
  return (
    <button type="button" className="text-button numbers" aria-label={label} onClick={onOpen}>
      {f.number(count)}
    </button>
  );
}
