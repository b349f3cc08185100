import { seededRandom } from "@habitus/kernel";
import { WRITE_KEY } from "./real-server.ts";

const AUTHORIZATION = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString("base64")}`;
const MONTH_MS = 30 * 86_400_000;
const MONTHS = 13;
const PEOPLE = 300;
const DEVICES_EACH = 3;
const RETRY_MS = 20;
const TIMEOUT_MS = 5_000;

export type Load = {
  /** Ids of events whose batch was answered 200. */
  readonly acknowledged: ReadonlySet<string>;
  /** Answers that were no success, by status. */
  refusals(): ReadonlyMap<number, number>;
  stop(): Promise<void>;
};

export type LoadOptions = {
  readonly url: () => string;
  readonly senders: number;
  /** Events in a batch. */
  readonly batch: number;
  /** Between two batches of a sender. */
  readonly pauseMs: number;
};

/**
 * Senders that post batches, each the next only after the last was acknowledged; a batch that was not is sent again as it
 * was, as SDKs do. Event times lie in thirteen months, so that the order of time has nothing to do with that of arrival. Some calls name a user or
 * a device alone, so that there are people to be merged of whom something is known already.
 */
export function startLoad(options: LoadOptions): Load {
  const acknowledged = new Set<string>();
  const refusals = new Map<number, number>();
  let stopped = false;

  const post = async (body: string): Promise<boolean> => {
    try {
      const answer = await fetch(`${options.url()}/v1/batch`, {
        method: "POST",
        headers: { authorization: AUTHORIZATION, "content-type": "application/json" },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.arrayBuffer();
      if (!answer.ok) refusals.set(answer.status, (refusals.get(answer.status) ?? 0) + 1);
      return answer.ok;
    } catch {
      return false;
    }
  };

  const run = async (sender: number): Promise<void> => {
    const random = seededRandom(sender);
    for (let batch = 0; !stopped; batch++) {
      const ids = Array.from({ length: options.batch }, (_, n) => `s${sender}-b${batch}-${n}`);
      const body = JSON.stringify({ batch: ids.map((id) => call(id, random.int)) });
      while (!stopped && !(await post(body))) await pause(RETRY_MS);
      if (!stopped) for (const id of ids) acknowledged.add(id);
      await pause(options.pauseMs);
    }
  };

  const running = Promise.all(Array.from({ length: options.senders }, (_, sender) => run(sender)));
  return {
    acknowledged,
    refusals: () => new Map(refusals),
    async stop() {
      stopped = true;
      await running;
    },
  };
}

function call(
  messageId: string,
  int: (from: number, to: number) => number,
): Readonly<Record<string, unknown>> {
  const user = int(1, PEOPLE);
  const userId = `user-${user}`;
  const anonymousId = `device-${user}-${int(1, DEVICES_EACH)}`;
  const named = int(1, 4);
  return {
    type: "track",
    messageId,
    event: "Order Completed",
    ...(named === 1 ? { userId } : named === 2 ? { anonymousId } : { userId, anonymousId }),
    timestamp: new Date(Date.now() - int(0, MONTHS) * MONTH_MS).toISOString(),
    properties: { revenue: int(1, 500) },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
