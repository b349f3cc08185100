import type { DeletedSegment } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { deletedSegmentsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { useWhen } from "../../ui/when.tsx";
import { draftOf, toNewSegment } from "./segment-draft.ts";
import { Sentence } from "./sentence.tsx";
import "../settings/settings.css";

/** What was deleted and can be made again as it last stood. */
export function DeletedSegments({ onClose }: { readonly onClose: () => void }) {
  const { t } = useI18n();
  const query = useQuery(deletedSegmentsQuery);
  return (
    <Dialog size="lg" onClose={onClose} title={t("deleted.title")}>
      {query.isPending ? <Loading /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data?.segments.length === 0 ? <p className="muted">{t("deleted.none")}</p> : null}
      <ul className="settings-list">
        {query.data?.segments.map((segment) => (
          <Deleted key={segment.key} segment={segment} />
        ))}
      </ul>
    </Dialog>
  );
}

function Deleted({ segment }: { readonly segment: DeletedSegment }) {
  const { t } = useI18n();
  const when = useWhen();
  const notice = useNotice();
  const client = useQueryClient();
  const navigate = useNavigate();
  const restore = useMutation({
    mutationFn: () => api.createSegment({ body: toNewSegment(draftOf(segment)) }),
    onSuccess: async ({ key, name }) => {
      notice(t("deleted.restored", { name }));
      await client.invalidateQueries({ queryKey: ["segments"] });
      await navigate({ to: "/segments/$key", params: { key }, search: { tab: undefined } });
    },
  });
  const { name, deletedAt, deletedBy, definition } = segment;
  return (
    <li>
      <div>
        <div className="settings-name">{name}</div>
        {deletedAt === null ? null : (
          <div className="muted settings-note">
            {t("deleted.when", { when: when(deletedAt), who: deletedBy?.name ?? "" })}
          </div>
        )}
        <Sentence text={definition.text} />
        {restore.isError ? <Failure error={restore.error} /> : null}
      </div>
      <Button
        size="xs"
        variant="default"
        loading={restore.isPending}
        aria-label={`${t("deleted.restore")} ${name}`}
        onClick={() => restore.mutate()}
      >
        {t("deleted.restore")}
      </Button>
    </li>
  );
}
