import type { HeldId } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { heldIdsQuery } from "../../api/identity-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { renewed } from "../../ui/use-save.ts";
import { useMay } from "../../ui/use-session.ts";
import { kindName } from "../../ui/id-kind-name.ts";
import { SettingsList } from "./settings-list.tsx";

const NONE: readonly HeldId[] = [];

/** Ids that were named together with too many others, and what was decided about them. */
export function HeldIds() {
  const { t } = useI18n();
  const query = useQuery(heldIdsQuery);
  return (
    <Card title={t("identity.held")} lead={t("identity.heldLead")}>
      <SettingsList query={query} items={query.data ?? NONE} none={t("identity.heldNone")}>
        {(held) => <Held key={held.id} held={held} />}
      </SettingsList>
    </Card>
  );
}

function Held({ held }: { readonly held: HeldId }) {
  const { t, f } = useI18n();
  const mayDecide = useMay("editor");
  const { identifier, neighbours, since, state } = held;
  const kind = kindName(identifier.kind, t);
  return (
    <li>
      <div>
        <div className="settings-name">
          {identifier.value} <span className="muted">· {t(`identity.state.${state}`)}</span>
        </div>
        <div className="muted settings-note">
          {t("identity.neighbours", { kind, count: neighbours, when: f.dateTime(since) })}
        </div>
      </div>
      {mayDecide ? <Decision held={held} /> : null}
    </li>
  );
}

function Decision({ held }: { readonly held: HeldId }) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const name = held.identifier.value;
  const decide = useMutation({
    mutationFn: (decision: "allow" | "refuse") =>
      api.decideHeldId({ params: { id: held.id }, body: { decision } }),
    onSuccess: async () => {
      notice(t("identity.decided"));
      await renewed(client, [heldIdsQuery.queryKey]);
    },
  });
  return (
    <div className="settings-actions">
      {held.state === "allowed" ? null : (
        <Button
          size="xs"
          variant="default"
          aria-label={t("identity.allowNamed", { name })}
          loading={decide.isPending}
          onClick={() => decide.mutate("allow")}
        >
          {t("identity.allow")}
        </Button>
      )}
      {held.state === "refused" ? null : (
        <Button
          size="xs"
          variant="default"
          aria-label={t("identity.refuseNamed", { name })}
          loading={decide.isPending}
          onClick={() => decide.mutate("refuse")}
        >
          {t("identity.refuse")}
        </Button>
      )}
      {decide.isError ? <Failure error={decide.error} /> : null}
    </div>
  );
}
