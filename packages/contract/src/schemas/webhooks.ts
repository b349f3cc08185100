import { z } from "zod";
import { WEBHOOK_LOADS } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { actorSchema, nextSchema, timeSchema } from "./common.ts";
import { segmentKeySchema } from "./segments.ts";

const nameSchema = z.string().trim().min(1).max(120);
const urlSchema = z
  .string()
  .max(LIMITS.urlLength)
  .regex(/^https?:\/\/[^\s/]\S*$/i, "must be an address such as https://example.com/hook")
  .meta({ format: "uri", examples: ["https://example.com/habitus"] });
const segmentsSchema = z
  .array(segmentKeySchema)
  .min(1)
  .max(LIMITS.webhookSegments)
  .nullable()
  .meta({ description: "Segments whose transitions are sent; null for all, also those made later." });

const sendsSchema = z.enum(WEBHOOK_LOADS).meta({
  description: "Transitions, or findings of the health of segments that appear and go. It never changes.",
});

export const newWebhookSchema = z
  .strictObject({
    name: nameSchema,
    url: urlSchema,
    sends: sendsSchema.optional().meta({ default: "transitions" }),
    segments: segmentsSchema.optional(),
  })
  .meta({ id: "NewWebhook" });

export const webhookChangeSchema = z
  .strictObject({
    name: nameSchema.optional(),
    url: urlSchema.optional(),
    segments: segmentsSchema.optional(),
    paused: z.boolean().optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), "must change something")
  .meta({ id: "WebhookChange" });

export const webhookSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    sends: sendsSchema,
    segments: z.array(z.string()).nullable(),
    paused: z.enum(["asked", "gone", "failing", "too_many_refused", "secret_unreadable"]).nullable().meta({
      description:
        "Why nothing is sent: somebody said so; the receiver answered 410; nothing got through for three days; it refused too many; the signing secret was sealed with another key. What happens meanwhile is sent when it goes on.",
    }),
    createdAt: timeSchema,
    createdBy: actorSchema,
    seq: z
      .int()
      .meta({ description: "Entries of its log up to this one were delivered, put aside or not asked for." }),
    behind: z.int().meta({ description: "Entries behind that one, of any segment." }),
    failingSince: timeSchema.nullable(),
    error: z.string().nullable().meta({ description: "The newest failure; null while deliveries succeed." }),
    putAside: z.int().meta({ description: "Messages that the receiver refused for good." }),
  })
  .meta({ id: "Webhook" });

export const webhookListSchema = z.object({ webhooks: z.array(webhookSchema) });

export const createdWebhookSchema = z
  .object({
    webhook: webhookSchema,
    secret: z.string().meta({ description: "Signs every request. Shown this once and never again." }),
  })
  .meta({ id: "CreatedWebhook" });

export const webhookReplaySchema = z
  .strictObject({
    from: z.union([
      z.strictObject({ seq: z.int().min(1).meta({ description: "The first entry that is sent again." }) }),
      z.strictObject({
        time: timeSchema.meta({ description: "Whatever came into its log at this instant or later." }),
      }),
    ]),
  })
  .meta({ id: "WebhookReplay" });

export const asideReplaySchema = z
  .object({
    delivered: z.int(),
    failed: z.int(),
    error: z
      .string()
      .nullable()
      .meta({ description: "How the newest of the failures went; null without one." }),
    next: nextSchema.meta({
      description:
        "Give it as `after` to go on. Null at the end, and where the receiver took nothing several times in a row.",
    }),
  })
  .meta({ id: "AsideReplay" });

export const deliverySchema = z
  .object({ delivered: z.boolean(), detail: z.string() })
  .meta({ id: "Delivery", description: "How one attempt on request went." });

export const putAsideSchema = z
  .object({
    seq: z.int(),
    transition: z.string().meta({ description: "The message's id, as the receiver saw it." }),
    segment: z.string(),
    body: z.string().meta({ description: "What was sent." }),
    error: z.string(),
    attempts: z.int(),
    at: timeSchema,
  })
  .meta({ id: "PutAside" });

export const putAsidePageSchema = z.object({ putAside: z.array(putAsideSchema), next: nextSchema });

export type Webhook = z.infer<typeof webhookSchema>;
export type PutAside = z.infer<typeof putAsideSchema>;
