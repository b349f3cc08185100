import type { Segment } from "@habitus/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, apiErrorCode } from "../../api/client.ts";
import { segmentQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { Conflict } from "./conflict.tsx";
import { type Draft, draftOf, toSegmentEdit } from "./segment-draft.ts";
import { SegmentForm } from "./segment-form.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { dropKept, readKept } from "./use-stored-draft.ts";

const route = getRouteApi("/frame/segments/$key/edit");

export function EditSegmentPage() {
  const { t } = useI18n();
  const { key } = route.useParams();
  const segment = useQuery(segmentQuery(key));
  return (
    <>
      <PageHeader title={t("segment.form.edit", { name: segment.data?.name ?? key })} />
      {segment.isPending ? <Loading height={320} /> : null}
      {segment.isError ? <Failure error={segment.error} retry={() => void segment.refetch()} /> : null}
      {segment.data === undefined ? null : <EditSegment present={segment.data} />}
    </>
  );
}

/**
 * The form keeps the revision it began with, whatever is read in the meantime: only a person who has seen somebody else's
 * change may save over it.
 */
function EditSegment({ present }: { readonly present: Segment }) {
  const { t } = useI18n();
  const notice = useNotice();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const [kept, setKept] = useState(() => readKept(present.key));
  const [base, setBase] = useState(present);
  const [turn, setTurn] = useState(0);
  const [mine, setMine] = useState<Draft | null>(null);
  const { key } = base;
  // A kept draft goes on from the revision it was written against.
  const rev = kept?.rev ?? base.rev;
  const save = useMutation({
    mutationFn: ({ draft, rev }: { readonly draft: Draft; readonly rev: number }) =>
      api.editSegment({ params: { key }, body: toSegmentEdit(draft, rev) }),
    onSuccess: async () => {
      dropKept(key);
      notice(t("common.saved"));
      await client.invalidateQueries({ queryKey: ["segments"] });
      await navigate({ to: "/segments/$key", params: { key }, search: { tab: undefined } });
    },
    onError: (error) => {
      if (apiErrorCode(error) === "conflict")
        void client.invalidateQueries({ queryKey: segmentQuery(key).queryKey });
    },
  });
  const isConflict = apiErrorCode(save.error) === "conflict";
  const beginAgain = () => {
    dropKept(key);
    setKept(null);
    setBase(present);
    setTurn(turn + 1);
    save.reset();
  };
  return (
    <SegmentForm
      key={turn}
      initial={kept?.draft ?? draftOf(base)}
      fresh={draftOf(base)}
      live={present}
      rev={rev}
      restoredFrom={kept?.savedAt ?? null}
      onDiscard={beginAgain}
      saveLabel={t("segment.form.save")}
      saving={save.isPending}
      error={isConflict ? null : save.error}
      notice={
        isConflict ? (
          <Conflict
            theirs={present.rev === rev ? null : present}
            onTakeTheirs={beginAgain}
            onKeepMine={() => {
              if (mine !== null) save.mutate({ draft: mine, rev: present.rev });
            }}
          />
        ) : null
      }
      cancel={
        <LinkButton
          to="/segments/$key"
          params={{ key }}
          search={{ tab: undefined }}
          variant="default"
          size="md"
        >
          {t("common.cancel")}
        </LinkButton>
      }
      onSave={(draft) => {
        setMine(draft);
        save.mutate({ draft, rev });
      }}
    />
  );
}
