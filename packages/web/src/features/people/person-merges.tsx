import type { Merge } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconArrowMerge } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { saidAs } from "../../api/said-as.ts";
import { mergesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { kindName } from "../../ui/id-kind-name.ts";
import { useNotice } from "../../ui/use-notice.ts";
import { useMay } from "../../ui/use-session.ts";

/** How the ids of a person came together, and a way to take each back. */
export function PersonMerges({ id }: { readonly id: string }) {
  const { t } = useI18n();
  const query = useQuery(mergesQuery(id));
  if (query.isPending) return <Loading height={200} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <Card title={t("person.merges")} lead={t("merge.lead")}>
      {query.data.length === 0 ? (
        <Empty icon={IconArrowMerge} title={t("merge.none")}>
          {t("merge.noneText")}
        </Empty>
      ) : (
        <ul className="memberships" aria-label={t("person.merges")}>
          {query.data.map((merge) => (
            <Row key={merge.id} id={id} merge={merge} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Row({ id, merge }: { readonly id: string; readonly merge: Merge }) {
  const { t, f } = useI18n();
  const mayEdit = useMay("editor");
  const { at, cause, between, undone } = merge;
  const names = between.map(({ value }) => value).join(" + ");
  return (
    <li>
      <div className="membership">
        <IconArrowMerge size={20} aria-hidden />
        <div className="membership-body">
          <strong>{names}</strong>
          <div className="muted">
            {t(causeText(cause), { kind: kindName(cause, t), date: f.dateTime(at) })}
          </div>
          {undone === null ? null : (
            <div className="muted">
              {t("merge.undone", { who: undone.by.name, date: f.dateTime(undone.at) })}
            </div>
          )}
        </div>
        {mayEdit ? <TakeBack id={id} merge={merge} names={names} /> : null}
      </div>
    </li>
  );
}

type TakeBackProps = { readonly id: string; readonly merge: Merge; readonly names: string };

function TakeBack({ id, merge, names }: TakeBackProps) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const stands = merge.undone === null;
  const change = useMutation({
    mutationFn: () => {
      const input = { params: { id }, query: saidAs(id), body: { merge: merge.id } };
      return stands ? api.unmergePerson(input) : api.liftUnmerge(input);
    },
    onSuccess: async ({ inForce }) => {
      setAsks(false);
      notice(t(inForce ? "common.saved" : "merge.soon"));
      await client.invalidateQueries({ queryKey: ["people"] });
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsks(true)}>
        {t(stands ? "merge.undo" : "merge.redo")}
      </Button>
      <Confirm
        opened={asks}
        title={t(stands ? "merge.undoTitle" : "merge.redoTitle", { names })}
        text={t(stands ? "merge.undoText" : "merge.redoText")}
        action={t(stands ? "merge.undo" : "merge.redo")}
        pending={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate()}
        onClose={() => setAsks(false)}
      />
    </>
  );
}

function causeText(cause: string): "merge.alias" | "merge.sameCall" | "merge.ofKind" {
  if (cause === "alias") return "merge.alias";
  return cause === "same call" ? "merge.sameCall" : "merge.ofKind";
}
