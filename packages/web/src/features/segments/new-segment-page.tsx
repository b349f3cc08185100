import type { NewSegment } from "@habitus/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { useSession } from "../../ui/use-session.ts";
import { newDraft, toNewSegment } from "./segment-draft.ts";
import { SegmentForm } from "./segment-form.tsx";
import { dropKept, readKept } from "./use-stored-draft.ts";

const route = getRouteApi("/frame/new-segment");

export function NewSegmentPage() {
  const { t } = useI18n();
  const notice = useNotice();
  const { definition = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const session = useSession();
  const [fresh] = useState(() => newDraft(session?.actor.name ?? "", definition, new Date()));
  // A link to a sentence means that sentence.
  const [kept, setKept] = useState(() => (definition === "" ? readKept(null) : null));
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
    <>
      <PageHeader title={t("segment.form.new")} />
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
    </>
  );
}
