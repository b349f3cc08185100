import type { Instant } from "@habitus/kernel";
import { setTimeout as pause } from "node:timers/promises";
import { createHttpSender } from "../adapters/http-sender/http-sender.ts";
import { createHealthAlertLog, type HealthAlertLog } from "../delivery/health-alert.ts";
import { loadsOf } from "../delivery/loads.ts";
import { DELIVERY_LIMITS } from "../delivery/retry.ts";
import { createWebhookStore } from "../delivery/webhook-store.ts";
import { createWebhooks, type Webhooks } from "../delivery/webhooks.ts";
import type { Transition } from "../membership/transition.ts";
import type { Audit } from "../platform/audit.ts";
import { type Logger, reasonsOf } from "../platform/logger.ts";
import type { Scope } from "../platform/scope.ts";
import type { Stores } from "./stores.ts";

export type WebhookOptions = {
  readonly scope: Scope;
  readonly logger: Logger;
  readonly privateWebhooks: boolean;
  readonly now: () => Instant;
};

/** The webhooks over the stores, stopped with the scope, and the log of health that they carry. They carry nothing before `start`. */
export function ownWebhooks(
  stores: Stores,
  options: WebhookOptions,
  audit: Audit,
  shown: (transition: Transition) => Transition,
): { readonly webhooks: Webhooks; readonly alerts: HealthAlertLog } {
  const { scope, logger, now, privateWebhooks: allowPrivate } = options;
  const sender = createHttpSender({ allowPrivate, timeoutMs: DELIVERY_LIMITS.timeoutMs });
  scope.own("webhook connections", sender, () => sender.close());
  const alerts = createHealthAlertLog(stores.kv);
  const webhooks = createWebhooks({
    store: createWebhookStore({ kv: stores.kv, audit, secrets: stores.secrets, now }),
    loads: loadsOf({ transitions: stores.memberships.transitions, health: alerts, shown }),
    send: sender.send,
    objectionTo: (url) => sender.objectionTo(url),
    now,
    rest,
    random: Math.random,
    limits: DELIVERY_LIMITS,
    onFailure: (webhook, error) =>
      logger.error({ webhook, ...reasonsOf(error) }, "a webhook could not go on and begins again"),
  });
  return { webhooks: scope.own("webhooks", webhooks, () => webhooks.stop()), alerts };
}

/** Waits, or ends at once when the signal fires. */
async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
