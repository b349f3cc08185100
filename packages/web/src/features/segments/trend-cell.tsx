import type { Segment } from "@habitus/contract";
import { Box, Skeleton } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import { useState } from "react";
import { trendQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { changeOf } from "./segment-list.ts";

/** Near enough to be scrolled to soon. */
const NEAR = { rootMargin: "200px" } as const;
const SIZE = { w: 120, h: 28 } as const;

/** Asks once it has come in sight: a trend is a dozen counts. */
export function TrendCell({ segment }: { readonly segment: Segment }) {
  const { t, f } = useI18n();
  const { ref, entry } = useIntersection<HTMLDivElement>(NEAR);
  const [wasNear, setWasNear] = useState(false);
  if (!wasNear && entry?.isIntersecting === true) setWasNear(true);
  const { data, isPending } = useBeside({ ...trendQuery(segment.key, segment.version), enabled: wasNear });
  if (!wasNear) return <Box ref={ref} {...SIZE} />;
  if (isPending) return <Skeleton {...SIZE} />;
  const sizes = (data?.points ?? []).map(({ size }) => size);
  const [first] = sizes;
  const last = sizes.at(-1);
  if (first === undefined || last === undefined || (first === 0 && last === 0)) {
    return <span className="muted">–</span>;
  }
  const change = changeOf(sizes);
  const span = { from: f.number(first), to: f.number(last) };
  return (
    <div className="trend-cell">
      <Sparkline values={sizes} label={t("segments.trendLabel", span)} />
      <span className="trend-change numbers">
        {change === null ? t("segments.trendSpan", span) : f.change(change)}
      </span>
    </div>
  );
}
