import { z } from "zod";
import { PAGE_SIZES } from "../limits.ts";
import { describeRoutes } from "../route.ts";
import { cursorSchema, idSchema, pageLimit } from "../schemas/common.ts";
import {
  asideReplaySchema,
  createdWebhookSchema,
  deliverySchema,
  newWebhookSchema,
  putAsidePageSchema,
  webhookChangeSchema,
  webhookListSchema,
  webhookReplaySchema,
  webhookSchema,
} from "../schemas/webhooks.ts";

const tag = "Transitions";
const reading = { role: "editor", scope: "workspace:read" } as const;
const changing = { role: "admin", scope: "workspace:write" } as const;
const params = z.strictObject({ id: idSchema });
const oneAside = z.strictObject({
  id: idSchema,
  seq: z.string().regex(/^\d{1,15}$/, "must be a whole number"),
});

export const webhookRoutes = describeRoutes({
  listWebhooks: {
    tag,
    summary: "Where transitions are sent, and how that goes",
    access: reading,
    success: { kind: "json", status: 200, schema: webhookListSchema },
    errors: [],
  },
  createWebhook: {
    tag,
    summary: "Send transitions to an address as they happen",
    description:
      "Signed as Standard Webhooks defines it (webhook-id, webhook-timestamp, webhook-signature), each until it is taken: a receiver knows a repetition by the id and answers 2xx. Those of one person come in their order. It begins with what happens from now on.",
    access: changing,
    body: newWebhookSchema,
    success: { kind: "json", status: 201, schema: createdWebhookSchema },
    errors: ["invalid_webhook_url"],
  },
  changeWebhook: {
    tag,
    summary: "Rename, redirect, pause or go on with a webhook",
    access: changing,
    params,
    body: webhookChangeSchema,
    success: { kind: "json", status: 200, schema: webhookSchema },
    errors: ["invalid_webhook_url", "conflict"],
  },
  deleteWebhook: {
    tag,
    summary: "Delete a webhook with all that was put aside for it",
    access: changing,
    params,
    success: { kind: "empty", status: 204 },
    errors: [],
  },
  tryWebhook: {
    tag,
    summary: "Send a test message now",
    access: changing,
    params,
    success: { kind: "json", status: 200, schema: deliverySchema },
    errors: [],
  },
  replayWebhook: {
    tag,
    summary: "Send again all from an earlier place or instant on",
    description:
      "Sets the webhook back: every transition from there on is sent once more, with the ids it had, so a receiver that knows repetitions by their id takes none twice. Of what is no longer kept nothing comes. It is audited.",
    access: changing,
    params,
    body: webhookReplaySchema,
    success: { kind: "json", status: 200, schema: webhookSchema },
    errors: [],
  },
  replayAllPutAside: {
    tag,
    summary: "Send what was put aside once more, a piece of it at a time",
    description: "Oldest first; what the receiver does not take is kept.",
    access: changing,
    params,
    query: z.strictObject({ after: cursorSchema.optional() }),
    success: { kind: "json", status: 200, schema: asideReplaySchema },
    errors: ["invalid_cursor"],
  },
  listPutAside: {
    tag,
    summary: "Transitions that a receiver refused for good, oldest first",
    access: changing,
    params,
    query: z.strictObject({ after: cursorSchema.optional(), limit: pageLimit(PAGE_SIZES.standard) }),
    success: { kind: "json", status: 200, schema: putAsidePageSchema },
    errors: ["invalid_cursor"],
  },
  replayPutAside: {
    tag,
    summary: "Send one that was put aside once more",
    description: "It is kept when that fails.",
    access: changing,
    params: oneAside,
    success: { kind: "json", status: 200, schema: deliverySchema },
    errors: [],
  },
  deletePutAside: {
    tag,
    summary: "Give up one that was put aside",
    access: changing,
    params: oneAside,
    success: { kind: "empty", status: 204 },
    errors: [],
  },
});
