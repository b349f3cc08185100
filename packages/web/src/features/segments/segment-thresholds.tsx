import type { PinnedAccounts, Segment, Threshold } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { segmentThresholdsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { FigureButton } from "../../ui/figure-button.tsx";
import { Failure, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { useMay } from "../../ui/use-session.ts";
import { PeopleOf } from "./people-of.tsx";

const DAY_MS = 86_400_000;

/** What the places among people in the definition are compared with; nothing for a segment without any. */
export function SegmentThresholds({ segment }: { readonly segment: Segment }) {
  const { t, f } = useI18n();
  const { key, version } = segment;
  const query = useQuery(segmentThresholdsQuery(key, version));
  const thresholds = query.data?.thresholds ?? null;
  const accounts = query.data?.accounts ?? [];
  const [first] = [...(thresholds ?? []), ...accounts];
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data === undefined || (thresholds?.length === 0 && accounts.length === 0)) return null;
  return (
    <Card
      title={t("thresholds.title")}
      lead={t("thresholds.lead", { count: Math.round(query.data.maxAgeMinutes / 6) / 10 })}
      aside={<Refresh segmentKey={key} />}
    >
      {thresholds === null ? <Note>{t("thresholds.none")}</Note> : null}
      <ul className="threshold-list">
        {(thresholds ?? []).map((threshold) => (
          <li key={threshold.key}>
            <ThresholdLine threshold={threshold} purpose={segment.purpose} />
          </li>
        ))}
        {accounts.map((pinned) => (
          <li key={pinned.key}>
            <AccountsLine pinned={pinned} />
          </li>
        ))}
      </ul>
      {first === undefined ? null : (
        <p className="muted">{t("thresholds.at", { date: f.dateTime(first.at) })}</p>
      )}
    </Card>
  );
}

type ThresholdLineProps = {
  readonly threshold: Threshold;
  /** The segment's: whoever has not agreed to it is not among those who are ranked. */
  readonly purpose: string;
};

function ThresholdLine({ threshold, purpose }: ThresholdLineProps) {
  const { t, f } = useI18n();
  const [open, setOpen] = useState<Opened | null>(null);
  const { ranked, side, percent, people, holds, isWide } = threshold;
  const place = t(side === "top" ? "thresholds.top" : "thresholds.bottom", {
    share: f.percent(percent / 100),
    ranked,
  });
  const figure = (count: number, text: string, opened: Opened) => (
    <FigureButton
      count={count}
      text={text}
      label={t("thresholds.open", { figure: text, place })}
      onOpen={() => setOpen(opened)}
    />
  );
  return (
    <>
      <div>{place}</div>
      <div className="numbers">
        <strong>{useValue(threshold)}</strong>
      </div>
      <div className="muted numbers">
        {figure(holds, t("thresholds.holds", { count: holds }), {
          title: place,
          definition: `in ${side} ${percent}% by ${ranked}`,
        })}{" "}
        {figure(people, t("thresholds.ofRanked", { count: people }), {
          title: t("thresholds.ranked", { ranked }),
          definition: rankedBy(ranked),
        })}
      </div>
      {isWide ? <Note>{t("thresholds.wide")}</Note> : null}
      {open === null ? null : <PeopleOf {...open} purpose={purpose} onClose={() => setOpen(null)} />}
    </>
  );
}

type Opened = { readonly title: string; readonly definition: string };

/** Whoever is ranked stands in one half or the other. */
const rankedBy = (ranked: string): string => `in top 50% by ${ranked} or in bottom 50% by ${ranked}`;

function AccountsLine({ pinned }: { readonly pinned: PinnedAccounts }) {
  const { t, f } = useI18n();
  const { asked, accounts, holds, areTooMany } = pinned;
  return (
    <>
      <div>{t("thresholds.members", { asked })}</div>
      <div className="numbers">
        <strong>{useMembers(pinned)}</strong>
      </div>
      <div className="muted numbers">
        {t("thresholds.accounts", { holds: f.number(holds), count: accounts })}
      </div>
      {areTooMany ? <Note>{t("thresholds.tooMany")}</Note> : null}
    </>
  );
}

/** How many people of an account have to be like that. */
function useMembers({ least, most, every }: PinnedAccounts): string {
  const { t, f } = useI18n();
  if (every) return t("thresholds.everybody");
  if (most === null) return t("thresholds.atLeast", { value: f.number(least) });
  if (most === least) return t("thresholds.exactly", { value: f.number(most) });
  return t("thresholds.atMost", { value: f.number(most) });
}

/** A number as it is; an age in days. */
function useValue({ value, unit, side }: Threshold): string {
  const { t, f } = useI18n();
  if (value === null) return t("thresholds.nobody");
  if (unit === "number") {
    return t(side === "top" ? "thresholds.atLeast" : "thresholds.atMost", { value: f.exact(value) });
  }
  const count = Math.round((Number(value) / DAY_MS) * 100) / 100;
  return t(side === "top" ? "thresholds.youngerThan" : "thresholds.olderThan", { count });
}

function Refresh({ segmentKey: key }: { readonly segmentKey: string }) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const mayEdit = useMay("editor");
  const refresh = useMutation({
    mutationFn: () => api.refreshSegment({ params: { key } }),
    onSuccess: async () => {
      notice(t("thresholds.refreshed"));
      await client.invalidateQueries({ queryKey: ["segments"] });
    },
  });
  if (!mayEdit) return null;
  return (
    <div>
      <Button
        variant="default"
        leftSection={<IconRefresh size={17} aria-hidden />}
        loading={refresh.isPending}
        onClick={() => refresh.mutate()}
      >
        {t("thresholds.refresh")}
      </Button>
      {refresh.isError ? <Failure error={refresh.error} /> : null}
    </div>
  );
}
