import type { Webhook } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { webhooksQuery } from "../../api/queries.ts";
import { type Translate, useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { useWhen } from "../../ui/when.tsx";
import { useSegmentNames } from "../segments/use-segments.ts";
import { AdminOnly } from "./admin-only.tsx";
import { NewWebhookDialog } from "./new-webhook-dialog.tsx";
import { WebhookActions } from "./webhook-actions.tsx";
import { SettingsList } from "./settings-list.tsx";

export function WebhooksPage() {
  return (
    <AdminOnly>
      <Webhooks />
    </AdminOnly>
  );
}

function Webhooks() {
  const { t } = useI18n();
  const query = useQuery(webhooksQuery);
  const [making, setMaking] = useState(false);
  const webhooks = query.data?.webhooks ?? [];
  return (
    <Card
      title={t("webhooks.title")}
      lead={t("webhooks.lead")}
      aside={
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setMaking(true)}
        >
          {t("webhooks.new")}
        </Button>
      }
    >
      <SettingsList query={query} items={webhooks} none={t("webhooks.none")}>
        {(webhook) => <Row key={webhook.id} webhook={webhook} />}
      </SettingsList>
      {making ? <NewWebhookDialog onClose={() => setMaking(false)} /> : null}
    </Card>
  );
}

function Row({ webhook }: { readonly webhook: Webhook }) {
  const { t, f } = useI18n();
  const when = useWhen();
  const segmentName = useSegmentNames();
  const { name, url, sends, segments } = webhook;
  return (
    <li>
      <div>
        <div className="settings-name">{name}</div>
        <div className="muted settings-note">
          <span className="code">{url}</span> · {t(`webhooks.sends.${sends}`)} ·{" "}
          {segments === null ? t("webhooks.all") : f.list(segments.map(segmentName))}
        </div>
        <div className="muted settings-note">{stateOf(webhook, t, when)}</div>
      </div>
      <WebhookActions webhook={webhook} />
    </li>
  );
}

function stateOf(webhook: Webhook, t: Translate, when: (instant: string) => string): string {
  const { paused, failingSince, error, behind } = webhook;
  if (paused !== null) return t(`webhooks.paused.${paused}`);
  if (failingSince !== null) {
    return t("webhooks.failing", { when: when(failingSince), error: error ?? "" });
  }
  return behind === 0 ? t("webhooks.upToDate") : t("webhooks.behind", { count: behind });
}
