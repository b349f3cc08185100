import type { PutAside, Webhook } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { putAsideQuery, webhooksQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { When } from "../../ui/when.tsx";

type Props = { readonly webhook: Webhook; readonly onClose: () => void };

/** What a receiver refused for good: to be looked at, sent again or given up. */
export function PutAsideDialog({ webhook, onClose }: Props) {
  const { t } = useI18n();
  const query = useInfiniteQuery(putAsideQuery(webhook.id));
  const all = query.data?.pages.flatMap(({ putAside }) => putAside) ?? [];
  return (
    <Dialog onClose={onClose} size="xl" title={t("webhooks.putAsideTitle", { name: webhook.name })}>
      <p className="muted" style={{ marginTop: 0 }}>
        {t(query.isSuccess && all.length === 0 ? "webhooks.putAsideNone" : "webhooks.putAsideLead")}
      </p>
      {all.length === 0 ? null : <AllAgain webhook={webhook.id} />}
      {query.isPending ? <Loading /> : null}
      {query.isError && all.length === 0 ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : null}
      <ul className="settings-list">
        {all.map((one) => (
          <Row key={one.seq} webhook={webhook.id} one={one} />
        ))}
      </ul>
      <LoadMore query={query} />
    </Dialog>
  );
}

/** Sends all of them again, a piece at a time, until the end or until the receiver takes nothing. */
function AllAgain({ webhook }: { readonly webhook: string }) {
  const { t } = useI18n();
  const renew = useRenew(webhook);
  const again = useMutation({
    async mutationFn() {
      let sum = { delivered: 0, failed: 0, error: null as string | null };
      for (let after: string | null = null; ; ) {
        const query: { after?: string } = after === null ? {} : { after };
        const came = await api.replayAllPutAside({ params: { id: webhook }, query });
        const { delivered, failed, error } = came;
        sum = {
          delivered: sum.delivered + delivered,
          failed: sum.failed + failed,
          error: error ?? sum.error,
        };
        if (came.next === null) return sum;
        after = came.next;
      }
    },
    onSettled: renew,
  });
  return (
    <div className="stack">
      <div>
        <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
          {t("webhooks.allAgain")}
        </Button>
      </div>
      <output>
        {again.data === undefined ? null : (
          <Note tone={again.data.failed === 0 ? "plain" : "warn"}>
            {t("webhooks.cameAgain", { delivered: again.data.delivered, failed: again.data.failed })}{" "}
            {again.data.error}
          </Note>
        )}
      </output>
      {again.isError ? <Failure error={again.error} /> : null}
    </div>
  );
}

function useRenew(webhook: string): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: putAsideQuery(webhook).queryKey }),
      client.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
    ]);
}

function Row({ webhook, one }: { readonly webhook: string; readonly one: PutAside }) {
  const { t } = useI18n();
  const renew = useRenew(webhook);
  const { seq, transition, segment, error, attempts, at, body } = one;
  const params = { id: webhook, seq: String(seq) };
  const again = useMutation({ mutationFn: () => api.replayPutAside({ params }), onSuccess: renew });
  const giveUp = useMutation({ mutationFn: () => api.deletePutAside({ params }), onSuccess: renew });
  return (
    <li>
      <div>
        <div className="settings-name">
          {segment} <span className="code">{transition}</span>
        </div>
        <div className="muted settings-note">
          {error} · {t("webhooks.attempts", { count: attempts })} · <When at={at} />
        </div>
        {again.data === undefined || again.data.delivered ? null : (
          <Note tone="warn">{again.data.detail}</Note>
        )}
        {again.isError ? <Failure error={again.error} /> : null}
        {giveUp.isError ? <Failure error={giveUp.error} /> : null}
        <details>
          <summary>{t("webhooks.body")}</summary>
          <CodeBlock label={t("webhooks.body")} code={body} />
        </details>
      </div>
      <div className="settings-actions">
        <Button
          size="xs"
          variant="default"
          aria-label={t("webhooks.againNamed", { id: transition })}
          loading={again.isPending}
          onClick={() => again.mutate()}
        >
          {t("webhooks.again")}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={t("webhooks.giveUpNamed", { id: transition })}
          loading={giveUp.isPending}
          onClick={() => giveUp.mutate()}
        >
          {t("webhooks.giveUp")}
        </Button>
      </div>
    </li>
  );
}
