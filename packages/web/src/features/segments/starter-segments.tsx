import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { purposesQuery, templatesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useSession } from "../../ui/use-session.ts";
import { newDraft, toNewSegment } from "./segment-draft.ts";
import { startersOf } from "./starters.ts";

/** Makes the segments nearly everybody wants first: all, new, active and lapsing people, and who is reached on each channel. */
export function StarterSegments() {
  const { t } = useI18n();
  const client = useQueryClient();
  const session = useSession();
  const templates = useBeside(templatesQuery).data?.templates;
  const purposes = useBeside(purposesQuery).data?.purposes;
  const [today] = useState(() => new Date());
  const blank = newDraft(session?.actor.name ?? "", "", today);
  const starters = startersOf(templates ?? [], purposes ?? [], blank, {
    all: t("starters.all"),
    reachable: (channel) => t("starters.reachable", { channel }),
    goal: t("starters.goal"),
    action: t("starters.action"),
  });
  const make = useMutation({
    mutationFn: async () => {
      for (const starter of starters) await api.createSegment({ body: toNewSegment(starter) });
    },
    // Those that were made before one failed are there.
    onSettled: () => client.invalidateQueries({ queryKey: ["segments"] }),
  });
  if (templates === undefined || purposes === undefined) return null;
  return (
    <>
      <Button variant="default" loading={make.isPending} onClick={() => make.mutate()}>
        {t("starters.make", { count: starters.length })}
      </Button>
      {make.isError ? <Failure error={make.error} /> : null}
    </>
  );
}
