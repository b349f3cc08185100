import type { Instant } from "@habitus/kernel";
import type { Carried, Load } from "./carried-log.ts";
import { type Message, signedHeaders } from "./message.ts";
import { type DeliveryLimits, isGone, isRefusal, retryDelay } from "./retry.ts";
import { describeResult, isDelivered, type Sender, type SendResult } from "./sender.ts";
import type { PauseReason, PutAside, WebhookPlace } from "./webhook.ts";

/** What a courier carries, for whom, and where it writes down how far it is. */
export type CourierDeps<Item extends Carried> = Load<Item> & {
  readonly url: string;
  /** Null when it cannot be read any more. */
  readonly secret: () => string | null;
  readonly wants: (segment: string) => boolean;
  readonly place: () => WebhookPlace;
  readonly moveTo: (place: WebhookPlace) => Promise<void>;
  /** Resolves once it is on disk. False when no more may be put aside. */
  readonly putAside: (aside: PutAside) => Promise<boolean>;
  readonly pause: (reason: PauseReason) => Promise<void>;
  readonly send: Sender;
  readonly now: () => Instant;
  /** Ends early, without failing, when the signal fires. */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly limits: DeliveryLimits;
};

export type Courier = {
  /** Carries until stopped or paused. Rejects when its own state cannot be written; nothing of it is under way by then. */
  run(): Promise<void>;
  stop(): Promise<void>;
  /** The sentence of the newest failure since the last success. */
  failing(): string | null;
};

/** How long a stop may have to wait for a courier that has nothing to do. */
const IDLE_WAIT_MS = 250;

/**
 * Carries what is in a log to one receiver: each until it is taken or put aside, those of one lane in their order. The place is
 * written down after each window, so a crash sends a window again and the receiver knows it by the ids. However slow the receiver is, the
 * rest waits in the log and nothing else does.
 */
export function createCourier<Item extends Carried>(deps: CourierDeps<Item>): Courier {
  const { log, limits, now } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  let failing: string | null = null;
  let newestSuccess = Number.NEGATIVE_INFINITY;
  let failingSince = deps.place().failingSince;

  const succeeded = (): void => {
    newestSuccess = now();
    failing = null;
    failingSince = null;
  };

  const failed = async (result: SendResult): Promise<void> => {
    failing = describeResult(result);
    // Another lane may succeed while this is written down, which ends the time of failures.
    const since = failingSince ?? now();
    if (failingSince === null) {
      failingSince = since;
      await deps.moveTo({ ...deps.place(), failingSince });
    }
    if (isGone(result)) await end("gone");
    else if (now() - since >= limits.pauseAfterMs) await end("failing");
  };

  const end = async (reason: PauseReason): Promise<void> => {
    if (signal.aborted) return;
    stopping.abort();
    await deps.pause(reason);
  };

  const deliver = async (item: Item, secret: string): Promise<void> => {
    const message = deps.message(item);
    const begun = now();
    for (let attempt = 1; !signal.aborted; attempt++) {
      const headers = signedHeaders(message, secret, now());
      const result = await deps.send(deps.url, headers, message.body, signal);
      if (isDelivered(result)) return succeeded();
      if (signal.aborted) return;
      await failed(result);
      if (isHopeless(result, attempt, begun)) return aside(item, message, result, attempt);
      await deps.rest(retryDelay(result, attempt, deps.random(), limits), signal);
    }
  };

  /** It fails alone, so it would hold up all others for nothing. */
  const isHopeless = (result: SendResult, attempt: number, begun: Instant): boolean =>
    (isRefusal(result) && attempt >= limits.refusals) ||
    (attempt >= limits.failures && newestSuccess >= begun);

  const aside = async (
    { seq, segment }: Item,
    { id, body }: Message,
    result: SendResult,
    attempts: number,
  ): Promise<void> => {
    if (signal.aborted) return;
    const error = describeResult(result);
    const kept = await deps.putAside({ seq, transitionId: id, segment, body, error, attempts, at: now() });
    if (!kept) await end("too_many_refused");
  };

  const carryWindow = async (window: readonly Item[], secret: string): Promise<void> => {
    const wanted = window.filter(({ segment }) => deps.wants(segment));
    const lanes = inLanes(wanted, deps.laneOf);
    const work = async (): Promise<void> => {
      for (let lane = lanes.pop(); lane !== undefined; lane = lanes.pop()) {
        for (const item of lane) {
          if (signal.aborted) return;
          await deliver(item, secret);
        }
      }
    };
    await allOrNone(Array.from({ length: limits.atOnce }, work));
    const last = window.at(-1);
    if (!signal.aborted && last !== undefined) await deps.moveTo({ seq: last.seq, failingSince });
  };

  /** A lane that fails ends all others before that is told: whoever carries on in its place would meet them. */
  const allOrNone = async (lanes: readonly Promise<void>[]): Promise<void> => {
    const ended = lanes.map((lane) =>
      lane.catch((error: unknown) => {
        stopping.abort();
        throw error;
      }),
    );
    await Promise.allSettled(ended);
    await Promise.all(ended);
  };

  const run = async (): Promise<void> => {
    const secret = deps.secret();
    if (secret === null) return end("secret_unreadable");
    while (!signal.aborted) {
      const { seq } = deps.place();
      const window = log.read(seq, limits.window);
      if (window.length > 0) await carryWindow(window, secret);
      else await log.wait(seq, IDLE_WAIT_MS);
    }
  };

  let running: Promise<void> | null = null;
  return {
    run() {
      running ??= run();
      return running;
    },
    async stop() {
      stopping.abort();
      await running;
    },
    failing: () => failing,
  };
}

/** The items of each lane in their order; the lane that comes first last, for lanes are taken from the end. */
function inLanes<Item>(window: readonly Item[], laneOf: (item: Item) => number | string): Item[][] {
  const lanes = new Map<number | string, Item[]>();
  for (const item of window) {
    const key = laneOf(item);
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, [item]);
    else lane.push(item);
  }
  return [...lanes.values()].reverse();
}
