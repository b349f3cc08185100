import type { PinnedAccounts, Segment, Threshold } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { segmentThresholdsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { useMay } from "../../ui/use-session.ts";
import { useWhen } from "../../ui/when.tsx";

const DAY_MS = 86_400_000;

/** What the places among people in the definition are compared with; nothing for a segment without any. */
export function SegmentThresholds({ segment: { key, version } }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const when = useWhen();
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
            <ThresholdLine threshold={threshold} />
          </li>
        ))}
        {accounts.map((pinned) => (
          <li key={pinned.key}>
            <AccountsLine pinned={pinned} />
          </li>
        ))}
      </ul>
      {first === undefined ? null : <p className="muted">{t("thresholds.at", { when: when(first.at) })}</p>}
    </Card>
  );
}

function ThresholdLine({ threshold }: { readonly threshold: Threshold }) {
  const { t, f } = useI18n();
  const { ranked, side, percent, people, holds, isWide } = threshold;
  return (
    <>
      <div>
        {t(side === "top" ? "thresholds.top" : "thresholds.bottom", {
          share: f.percent(percent / 100),
          ranked,
        })}
      </div>
      <div className="numbers">
        <strong>{useValue(threshold)}</strong>
      </div>
      <div className="muted numbers">
        {t("thresholds.people", { holds: f.number(holds), people: f.number(people) })}
      </div>
      {isWide ? <Note>{t("thresholds.wide")}</Note> : null}
    </>
  );
}

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
  const { t } = useI18n();
  if (value === null) return t("thresholds.nobody");
  if (unit === "number") return t(side === "top" ? "thresholds.atLeast" : "thresholds.atMost", { value });
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
