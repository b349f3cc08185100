import type { PutAside, Webhook } from "@habitus/contract";
import { formatInstant, must, parseIso } from "@habitus/kernel";
import { loadOf, type PutAside as KeptAside, type WebhookRecord } from "../../../../delivery/webhook.ts";
import type { Webhooks } from "../../../../delivery/webhooks.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { isoOrNull, numberCursor, PAGE, readNumberCursor } from "../shared.ts";

type WebhookOperations =
  | "listWebhooks"
  | "createWebhook"
  | "changeWebhook"
  | "deleteWebhook"
  | "tryWebhook"
  | "replayWebhook"
  | "replayAllPutAside"
  | "listPutAside"
  | "replayPutAside"
  | "deletePutAside";

export function webhookHandlers({ webhooks }: ManagementDeps): HandlersFor<WebhookOperations> {
  return {
    listWebhooks: () => ({ webhooks: webhooks.list().map((webhook) => toWebhook(webhook, webhooks)) }),
    async createWebhook({ body }, { caller }) {
      const { name, url, segments = null, sends = "transitions" } = body;
      const { webhook, secret } = await webhooks.create({ name, url, segments, sends }, caller.actor);
      return { webhook: toWebhook(webhook, webhooks), secret };
    },
    async changeWebhook({ params, body }, { caller }) {
      const { name, url, segments, paused } = body;
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(url === undefined ? {} : { url }),
        ...(segments === undefined ? {} : { segments }),
        ...(paused === undefined ? {} : { paused }),
      };
      return toWebhook(await webhooks.change(params.id, change, caller.actor), webhooks);
    },
    async deleteWebhook({ params }, { caller }) {
      await webhooks.remove(params.id, caller.actor);
      return undefined;
    },
    tryWebhook: ({ params }) => webhooks.tryOut(params.id),
    async replayWebhook({ params, body: { from } }, { caller }) {
      const asked = "seq" in from ? from : { time: must(parseIso(from.time), "validated as a time").at };
      return toWebhook(await webhooks.replayFrom(params.id, asked, caller.actor), webhooks);
    },
    async replayAllPutAside({ params, query }) {
      const { next, ...came } = await webhooks.replayAside(params.id, readNumberCursor(query.after));
      return { ...came, next: numberCursor(next) };
    },
    listPutAside({ params, query }) {
      const page = webhooks.aside(params.id, readNumberCursor(query.after), query.limit ?? PAGE);
      return { putAside: page.aside.map(toPutAside), next: numberCursor(page.next) };
    },
    replayPutAside: ({ params }) => webhooks.replay(params.id, Number(params.seq)),
    async deletePutAside({ params }) {
      await webhooks.dropAside(params.id, Number(params.seq));
      return undefined;
    },
  };
}

function toWebhook(webhook: WebhookRecord, webhooks: Webhooks): Webhook {
  const { id, name, url, segments, paused, createdAt, createdBy } = webhook;
  const { failingSince, ...status } = webhooks.status(webhook);
  return {
    id,
    name,
    url,
    sends: loadOf(webhook),
    segments: segments === null ? null : [...segments],
    paused,
    createdAt: formatInstant(createdAt),
    createdBy,
    ...status,
    failingSince: isoOrNull(failingSince),
  };
}

function toPutAside({ transitionId, at, ...rest }: KeptAside): PutAside {
  return { ...rest, transition: transitionId, at: formatInstant(at) };
}
