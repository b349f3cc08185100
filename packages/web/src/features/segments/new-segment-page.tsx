import type { NewSegment, Segment } from "@habitus/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { segmentQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { NothingSent } from "../../ui/nothing-sent.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { useSession } from "../../ui/use-session.ts";
import { copyOf, newDraft, toNewSegment } from "./segment-draft.ts";
import { SegmentForm } from "./segment-form.tsx";
import { dropKept, readKept } from "./use-stored-draft.ts";

const route = getRouteApi("/frame/new-segment");

export function NewSegmentPage() {
  const { t } = useI18n();
  const { copyOf, definition } = route.useSearch();
  return (
    <>
      <PageHeader title={t("segment.form.new")} />
      <div className="stack">
        <NothingSent />
        {copyOf === undefined ? (
          <NewSegmentForm key={definition} copied={null} />
        ) : (
          <CopyOfSegment key={copyOf} of={copyOf} />
        )}
      </div>
    </>
  );
}

function CopyOfSegment({ of }: { readonly of: string }) {
  const segment = useQuery(segmentQuery(of));
  if (segment.isPending) return <Loading height={320} />;
  if (segment.data === undefined) {
    return <Failure error={segment.error} retry={() => void segment.refetch()} />;
  }
  return <NewSegmentForm copied={segment.data} />;
}

function NewSegmentForm({ copied }: { readonly copied: Segment | null }) {
  const { t } = useI18n();
  const notice = useNotice();
  const { definition = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const session = useSession();
  const [fresh] = useState(() => {
    const blank = newDraft(session?.actor.name ?? "", definition, new Date());
    return copied === null ? blank : copyOf(copied, t("segment.copyName", { name: copied.name }), blank);
  });
  // A link to a sentence means that sentence, and a copy its segment.
  const [kept, setKept] = useState(() => (definition === "" && copied === null ? readKept(null) : null));
  const [turn, setTurn] = useState(0);
  const create = useMutation({
    mutationFn: (body: NewSegment) => api.createSegment({ body }),
    onSuccess: async ({ key, name }) => {
      dropKept(null);
      notice(t("segment.form.created", { name }));
      await client.invalidateQueries({ queryKey: ["segments"] });
      await navigate({ to: "/segments/$key", params: { key }, search: { tab: undefined } });
    },
  });
  return (
    <SegmentForm
      key={turn}
      initial={kept?.draft ?? fresh}
      fresh={fresh}
      live={null}
      rev={null}
      restoredFrom={kept?.savedAt ?? null}
      onDiscard={() => {
        dropKept(null);
        setKept(null);
        setTurn(turn + 1);
      }}
      saveLabel={t("segment.form.create")}
      saving={create.isPending}
      error={create.error}
      cancel={
        <LinkButton to="/segments" variant="default" size="md">
          {t("common.cancel")}
        </LinkButton>
      }
      onSave={(draft) => create.mutate(toNewSegment(draft))}
    />
  );
}
