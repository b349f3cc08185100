import { createHmac, randomBytes } from "node:crypto";
import { formatInstant, type Instant, SECOND_MS } from "@habitus/kernel";
import { shownTransition } from "../membership/shown-transition.ts";
import { type Transition, transitionId } from "../membership/transition.ts";

const SECRET_PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** What one request carries; the same id and body at every attempt. */
export type Message = { readonly id: string; readonly body: string };

/** A signing secret in the form of Standard Webhooks. */
export function newWebhookSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString("base64");
}

export function transitionMessage(transition: Transition): Message {
  const data = shownTransition(transition);
  const payload = { type: `transition.${data.kind}`, timestamp: data.recordedAt, data };
  return { id: transitionId(transition), body: JSON.stringify(payload) };
}

/** A message that says nothing happened, to try a receiver with. */
export function testMessage(id: string, now: Instant): Message {
  const payload = { type: "webhook.test", timestamp: formatInstant(now), data: { webhook: id } };
  return { id: `test.${id}.${now}`, body: JSON.stringify(payload) };
}

/**
 * Headers of one attempt as Standard Webhooks defines them: a receiver checks the signature with any library of that
 * standard, refuses old timestamps, and knows a repetition by the id.
 */
export function signedHeaders(
  { id, body }: Message,
  secret: string,
  now: Instant,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / SECOND_MS));
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
}
