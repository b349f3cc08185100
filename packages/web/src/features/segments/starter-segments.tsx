import type { Segment } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { purposesQuery, templatesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useSession } from "../../ui/use-session.ts";
import { type Draft, newDraft } from "./segment-draft.ts";
import { makeEach, startersOf } from "./starters.ts";

const STARTING = ["starters"];

type Props = { readonly segments: readonly Segment[] };

/** Makes the segments nearly everybody wants first: all, new, active and lapsing people, and who is reached on each channel. */
export function StarterSegments({ segments }: Props) {
  const { t } = useI18n();
  const failure = useStartFailure();
  const { unmade, isMaking, make } = useStart(segments);
  if (unmade.length === 0) return null;
  return (
    <>
      <Button variant="default" loading={isMaking} onClick={make}>
        {t("starters.make", { count: unmade.length })}
      </Button>
      {failure === null ? null : <Failure error={failure} />}
    </>
  );
}

/** What became of a start that failed half-way, above the segments that it made. */
export function HalfMadeStart({ segments }: Props) {
  const failure = useStartFailure();
  return failure === null ? null : <Rest segments={segments} failure={failure} />;
}

/** The same press goes on where it stopped. */
function Rest({ segments, failure }: Props & { readonly failure: Error }) {
  const { t } = useI18n();
  const { unmade, isMaking, make } = useStart(segments);
  if (unmade.length === 0) return null;
  return (
    <div className="half-made-start">
      <Failure error={failure} />
      <Button variant="default" loading={isMaking} onClick={make}>
        {t("starters.rest", { count: unmade.length })}
      </Button>
    </div>
  );
}

/** Why the last start failed; known wherever its button stands, which is elsewhere once there are segments. */
function useStartFailure(): Error | null {
  return useMutationState({ filters: { mutationKey: STARTING } }).at(-1)?.error ?? null;
}

type Start = {
  /** None before it is known what there is to begin with. */
  readonly unmade: readonly Draft[];
  readonly isMaking: boolean;
  readonly make: () => void;
};

function useStart(segments: readonly Segment[]): Start {
  const { t } = useI18n();
  const client = useQueryClient();
  const session = useSession();
  const templates = useBeside(templatesQuery).data?.templates;
  const purposes = useBeside(purposesQuery).data?.purposes;
  const [today] = useState(() => new Date());
  const blank = newDraft(session?.actor.name ?? "", "", today);
  const words = {
    all: t("starters.all"),
    reachable: (channel: string) => t("starters.reachable", { channel }),
    goal: t("starters.goal"),
    action: t("starters.action"),
  };
  const starters =
    templates === undefined || purposes === undefined ? [] : startersOf(templates, purposes, blank, words);
  const unmade = starters.filter(({ key }) => segments.every((segment) => segment.key !== key));
  const making = useMutation({
    mutationKey: STARTING,
    mutationFn: () => makeEach(unmade, (body) => api.createSegment({ body })),
    // Those that were made before one failed are there.
    onSettled: () => client.invalidateQueries({ queryKey: ["segments"] }),
  });
  return { unmade, isMaking: making.isPending, make: () => making.mutate() };
}
