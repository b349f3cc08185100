import type { Segment } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Note } from "../../ui/notes.tsx";
import { useNotice } from "../../ui/use-notice.ts";

function isPaused({ live }: Segment): boolean {
  return live?.state === "paused";
}

/** Pauses a segment, or resumes it. Nothing is lost by either, so neither asks back. */
export function PauseSegment({ segment }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const { key, name } = segment;
  const paused = isPaused(segment);
  const change = useMutation({
    mutationFn: () => (paused ? api.resumeSegment : api.pauseSegment)({ params: { key } }),
    onSuccess: async () => {
      notice(t(paused ? "segment.resumed" : "segment.paused", { name }));
      await client.invalidateQueries({ queryKey: ["segments"] });
      await client.invalidateQueries({ queryKey: ["people"] });
    },
  });
  const Icon = paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <>
      {change.isError ? <Failure error={change.error} /> : null}
      <Button
        variant="default"
        leftSection={<Icon size={17} aria-hidden />}
        loading={change.isPending}
        onClick={() => change.mutate()}
      >
        {t(paused ? "segment.resume" : "segment.pause")}
      </Button>
    </>
  );
}

/** Says that who is in stays as it was. */
export function PausedNote({ segment }: { readonly segment: Segment }) {
  const { t, f } = useI18n();
  if (!isPaused(segment)) return null;
  const since = segment.live?.frozenSince ?? null;
  const isNeverLive = segment.live?.version === null;
  return (
    <div className="building">
      <Note title={t("live.paused")}>
        {isNeverLive ? t("live.neverLive") : null}
        {since === null ? null : t("live.frozen", { date: f.dateTime(since) })}
      </Note>
    </div>
  );
}
