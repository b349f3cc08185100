import type { Instant } from "@habitus/kernel";
import type { Carried, Load } from "./carried-log.ts";
import { type Begun, Lanes } from "./lanes.ts";
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
 * Carries what is in a log to one receiver: each until it is taken or put aside, those of one lane in their order. One that fails holds up its own
 * lane, and the others when they are a window ahead of it. The place, and what was taken ahead of it, are written down now and then and at the
 * end, once nothing is under way: after a crash some are sent again, and so is what a stop cut off. The receiver knows them by the ids.
 * However slow the receiver is, the rest waits in the log and nothing else does.
 */
export function createCourier<Item extends Carried>(deps: CourierDeps<Item>): Courier {
  const { log, limits, now } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  let failing: string | null = null;
  let newestSuccess = Number.NEGATIVE_INFINITY;
  const begunAt = deps.place();
  let { seq: noted, failingSince } = begunAt;
  const lanes = new Lanes<Item>(deps.laneOf, noted, begunAt.ahead);
  /** How many were dealt with since the place was written down. */
  let unnoted = 0;
  let carrying = 0;
  let bug: { readonly error: unknown } | null = null;
  let pausedFor: PauseReason | null = null;
  let progressed = (): void => undefined;
  let growing: Promise<void> | null = null;

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
      await note();
    }
    if (isGone(result)) end("gone");
    else if (now() - since >= limits.pauseAfterMs) end("failing");
  };

  /** The pause itself waits until all that is under way has ended. */
  const end = (reason: PauseReason): void => {
    if (signal.aborted) return;
    pausedFor = reason;
    stopping.abort();
  };

  /** Whether it was dealt with: a stop may come before. */
  const deliver = async (item: Item, secret: string): Promise<boolean> => {
    const message = deps.message(item);
    const begun = now();
    let refusals = 0;
    for (let attempt = 1; !signal.aborted; attempt++) {
      const headers = signedHeaders(message, secret, now());
      const result = await deps.send(deps.url, headers, message.body, signal);
      if (isDelivered(result)) {
        succeeded();
        return true;
      }
      if (signal.aborted) return false;
      await failed(result);
      if (isRefusal(result)) refusals++;
      if (isHopeless({ attempt, refusals }, begun)) return aside(item, message, result, attempt);
      await deps.rest(retryDelay(result, attempt, deps.random(), limits), signal);
    }
    return false;
  };

  /** It fails alone, so it would hold up all others for nothing. */
  const isHopeless = (
    tries: { readonly attempt: number; readonly refusals: number },
    begun: Instant,
  ): boolean =>
    tries.refusals >= limits.refusals || (tries.attempt >= limits.failures && newestSuccess >= begun);

  const aside = async (
    { seq, segment }: Item,
    { id, body }: Message,
    result: SendResult,
    attempts: number,
  ): Promise<boolean> => {
    if (signal.aborted) return false;
    const error = describeResult(result);
    const kept = await deps.putAside({ seq, transitionId: id, segment, body, error, attempts, at: now() });
    if (!kept) end("too_many_refused");
    return true;
  };

  const note = async (): Promise<void> => {
    const { place, ahead } = lanes;
    const count = unnoted;
    noted = place;
    unnoted = 0;
    try {
      await deps.moveTo({ seq: place, ...(ahead.length > 0 ? { ahead } : {}), failingSince });
    } catch (error) {
      unnoted += count;
      throw error;
    }
  };

  /** What cannot be noted is sent again. */
  const noteLast = async (): Promise<void> => {
    if (lanes.place > noted || unnoted > 0) await note().catch(() => undefined);
  };

  const isWorthNoting = (): boolean =>
    Math.max(unnoted, lanes.place - noted) >= limits.piece || (lanes.size === 0 && lanes.place > noted);

  const hasRoom = (): boolean => lanes.size + limits.piece <= limits.window;

  /** Begins with all that may be carried now; each that ends makes room for the next. */
  const carry = (secret: string): void => {
    while (carrying < limits.atOnce && !signal.aborted) {
      const next = lanes.next();
      if (next === null) return;
      carrying++;
      void carryOne(next, secret);
    }
  };

  const carryOne = async ({ item, done }: Begun<Item>, secret: string): Promise<void> => {
    try {
      if (await deliver(item, secret)) {
        unnoted++;
        done();
      }
    } catch (error) {
      fail(error);
    }
    carrying--;
    carry(secret);
    progressed();
  };

  /** All others are ended before it is told: whoever carries on in its place would meet them. */
  const fail = (error: unknown): void => {
    bug ??= { error };
    stopping.abort();
  };

  const progress = (): Promise<void> =>
    new Promise((resolve) => {
      progressed = resolve;
    });

  /** One wait at a time, however often something else ends first. */
  const grown = (): Promise<void> => {
    growing ??= log.wait(lanes.readUpTo, IDLE_WAIT_MS).finally(() => {
      growing = null;
    });
    return growing;
  };

  const carryOn = async (secret: string): Promise<void> => {
    while (!signal.aborted) {
      if (hasRoom()) lanes.add(log.read(lanes.readUpTo, limits.piece), ({ segment }) => deps.wants(segment));
      carry(secret);
      if (isWorthNoting()) await note();
      else await Promise.race(hasRoom() ? [progress(), grown()] : [progress()]);
    }
  };

  const run = async (): Promise<void> => {
    const secret = deps.secret();
    if (secret === null) return deps.pause("secret_unreadable");
    await carryOn(secret).catch(fail);
    while (carrying > 0) await progress();
    await noteLast();
    if (bug !== null) throw bug.error;
    if (pausedFor !== null) await deps.pause(pausedFor);
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
