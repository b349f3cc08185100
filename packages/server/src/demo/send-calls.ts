import { LIMITS } from "@habitus/events";
import { HabitusError } from "@habitus/kernel";
import type { SegmentCall } from "./online-retail.ts";

/** Where the calls go: our own public tracking API, as any SDK would use it. */
export type SendTarget = {
  readonly baseUrl: string;
  readonly writeKey: string;
  readonly fetch: typeof fetch;
  readonly pause: (ms: number) => Promise<void>;
};

export type SendProgress = (sent: number) => void | Promise<void>;

const MAX_CALLS = 250;
/** With room for what stands around the calls. */
const MAX_BYTES = LIMITS.batchBytes - 1_024;
const MAX_TRIES = 60;
const DEFAULT_RETRY_MS = 1_000;

/**
 * Sends the calls in order, in batches, waiting for each answer. A busy server (429, 5xx) is asked again after the time it names.
 * @throws HabitusError `demo_refused` when the server refuses a batch, `demo_unanswered` when it stays busy; `AbortError` when the signal fires.
 */
export async function sendCalls(
  calls: Iterable<SegmentCall>,
  target: SendTarget,
  progress: SendProgress,
  signal: AbortSignal,
): Promise<number> {
  let sent = 0;
  for (const batch of batches(calls)) {
    signal.throwIfAborted();
    await sendBatch(batch.text, target, signal);
    sent += batch.calls;
    await progress(sent);
  }
  return sent;
}

function* batches(
  calls: Iterable<SegmentCall>,
): Generator<{ readonly text: string; readonly calls: number }> {
  let texts: string[] = [];
  let bytes = 0;
  for (const call of calls) {
    const text = JSON.stringify(call);
    const size = Buffer.byteLength(text) + 1;
    if (texts.length === MAX_CALLS || (texts.length > 0 && bytes + size > MAX_BYTES)) {
      yield { text: `{"batch":[${texts.join(",")}]}`, calls: texts.length };
      texts = [];
      bytes = 0;
    }
    texts.push(text);
    bytes += size;
  }
  if (texts.length > 0) yield { text: `{"batch":[${texts.join(",")}]}`, calls: texts.length };
}

async function sendBatch(body: string, target: SendTarget, signal: AbortSignal): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${target.writeKey}:`).toString("base64")}`;
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    const answer = await target.fetch(`${target.baseUrl}/v1/import`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization },
      body,
      signal,
    });
    await answer.arrayBuffer();
    if (answer.ok) return;
    if (answer.status !== 429 && answer.status < 500) {
      throw new HabitusError(
        "demo_refused",
        `The server refused the demo data with status ${answer.status}.`,
      );
    }
    const seconds = Number(answer.headers.get("retry-after"));
    await target.pause(seconds > 0 ? seconds * 1_000 : DEFAULT_RETRY_MS);
  }
  throw new HabitusError("demo_unanswered", "The server stayed too busy to take the demo data.", {
    fix: "Load the demo again later.",
  });
}
