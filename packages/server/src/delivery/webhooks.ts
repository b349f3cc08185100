import type { Actor } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { PersonIdentifier } from "../profiles/identity.ts";
import { createSerially } from "../platform/serially.ts";
import { placeBefore } from "./carried-log.ts";
import { type Courier, createCourier } from "./courier.ts";
import type { Loads } from "./loads.ts";
import { signedHeaders, testMessage } from "./message.ts";
import type { DeliveryLimits } from "./retry.ts";
import { describeResult, isDelivered, type Sender, type SendResult } from "./sender.ts";
import {
  loadOf,
  type PauseReason,
  type PutAside,
  type WebhookContent,
  type WebhookLoad,
  type WebhookRecord,
} from "./webhook.ts";
import type { WebhookStore } from "./webhook-store.ts";

export type WebhookStatus = {
  /** The place in its log up to which everything was dealt with. */
  readonly seq: number;
  /** Entries of its log behind it, of any segment. */
  readonly behind: number;
  readonly failingSince: Instant | null;
  /** The newest failure; null while deliveries succeed. */
  readonly error: string | null;
  readonly putAside: number;
};

export type Webhooks = {
  list(): readonly WebhookRecord[];
  status(webhook: WebhookRecord): WebhookStatus;
  /** @throws HabitusError `invalid_webhook_url`. */
  create(
    content: WebhookContent & { readonly sends: WebhookLoad },
    by: Actor,
  ): Promise<{ readonly webhook: WebhookRecord; readonly secret: string }>;
  /** @throws HabitusError `not_found`, `invalid_webhook_url`. */
  change(
    id: string,
    change: Partial<WebhookContent> & { readonly paused?: boolean },
    by: Actor,
  ): Promise<WebhookRecord>;
  /** @throws HabitusError `not_found`. */
  remove(id: string, by: Actor): Promise<void>;
  /** Sends a message that says nothing happened. @throws HabitusError `not_found`. */
  tryOut(id: string): Promise<Delivery>;
  aside(
    id: string,
    after: number | null,
    limit: number,
  ): { readonly aside: readonly PutAside[]; readonly next: number | null };
  /** Sends what was put aside once more; it is kept when that fails. @throws HabitusError `not_found`. */
  replay(id: string, seq: number): Promise<Delivery>;
  /**
   * Sends what was put aside once more, oldest first, a piece of it: until so many were tried or it took so long, or none of so many in a row was
   * taken, for then the receiver takes nothing. What is not taken is kept. @throws HabitusError `not_found`.
   */
  replayAside(id: string, after: number | null): Promise<AsideReplay>;
  /**
   * Sends all of its log again from a place or an instant on: the receiver knows a repetition by its id.
   * @throws HabitusError `not_found`, `invalid_request` for a place that lies ahead of what was delivered.
   */
  replayFrom(id: string, from: ReplayFrom, by: Actor): Promise<WebhookRecord>;
  /** @throws HabitusError `not_found`. */
  dropAside(id: string, seq: number): Promise<void>;
  /** Somebody was erased: nothing that names one of these ids at a record is sent or kept any more. */
  forget(isGone: (id: PersonIdentifier, record: Offset) => boolean): Promise<void>;
  /** Begins to carry. */
  start(): void;
  stop(): Promise<void>;
};

/** The first entry of its log that is sent again, or the instant of the first. */
export type ReplayFrom = { readonly seq: number } | { readonly time: Instant };

export type AsideReplay = {
  readonly delivered: number;
  readonly failed: number;
  /** How the newest of the failures went; null without one. */
  readonly error: string | null;
  /** Where it goes on; null at the end, or where the receiver takes nothing. */
  readonly next: number | null;
};

/** How one attempt on request went. */
export type Delivery = { readonly delivered: boolean; readonly detail: string };

export type WebhooksDeps = {
  readonly store: WebhookStore;
  /** What may be carried, by what a webhook is sent. */
  readonly loads: Loads;
  readonly send: Sender;
  /** Null when the address may be called, else the sentence why not. */
  readonly objectionTo: (url: string) => string | null;
  readonly now: () => Instant;
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly limits: DeliveryLimits;
  /** Told of a failure of our own side; the courier begins again after a rest. */
  readonly onFailure: (webhook: string, error: unknown) => void;
};

const ITSELF: Actor = { kind: "system", id: "webhooks", name: "Webhooks" };
const RESTART_MS = 5_000;
/** Of what was put aside, sent again in one piece. */
const ASIDE_PIECE = 100;
/** A piece ends, too, once it took so long. */
const ASIDE_PIECE_MS = 15_000;
/** So many failures in a row, and the receiver takes nothing. */
const ASIDE_FAILURES = 5;
const NO_SECRET =
  "The signing secret was sealed with another key. Put the file secret.key of this data folder back, or make the webhook anew.";

/** All webhooks, each with a courier of its own while it is active. */
export function createWebhooks(deps: WebhooksDeps): Webhooks {
  const { store, now } = deps;
  const couriers = new Map<string, { readonly courier: Courier; readonly carrying: Promise<void> }>();
  /** Changes of webhooks: between its halt and its going on a webhook belongs to one of them. */
  const serially = createSerially();
  const stopping = new AbortController();
  let started = false;

  const carry = (webhook: WebhookRecord): void => {
    if (!started || stopping.signal.aborted || webhook.paused !== null) return;
    const { transitions, health } = deps.loads;
    const given = courierDeps(webhook);
    const courier =
      loadOf(webhook) === "health"
        ? createCourier({ ...given, ...health })
        : createCourier({ ...given, ...transitions });
    couriers.set(webhook.id, { courier, carrying: carryOn(webhook, courier) });
  };

  const carryOn = async (webhook: WebhookRecord, courier: Courier): Promise<void> => {
    try {
      await courier.run();
    } catch (error) {
      deps.onFailure(webhook.id, error);
      await deps.rest(RESTART_MS, stopping.signal);
      const isCurrent = couriers.get(webhook.id)?.courier === courier;
      if (isCurrent && !stopping.signal.aborted) carry(store.get(webhook.id));
    }
  };

  const halt = async (id: string): Promise<void> => {
    const halted = couriers.get(id);
    couriers.delete(id);
    await halted?.courier.stop().catch(() => undefined);
  };

  /** Does it while nobody carries the webhook, and has what is there afterwards carried on, also when it fails. */
  const whileHalted = <T>(id: string, work: () => Promise<T>): Promise<T> =>
    serially(async () => {
      await halt(id);
      try {
        return await work();
      } finally {
        const present = store.list().find((webhook) => webhook.id === id);
        if (present !== undefined) carry(present);
      }
    });

  const courierDeps = (webhook: WebhookRecord) => {
    const { id, number, url, segments } = webhook;
    return {
      ...deps,
      url,
      secret: () => store.secret(webhook),
      wants: (segment: string) => segments === null || segments.includes(segment),
      place: () => store.place(number),
      moveTo: (place: Parameters<WebhookStore["moveTo"]>[1]) => store.moveTo(number, place),
      putAside: async (aside: PutAside) => {
        await store.putAside(number, aside);
        return store.asideCount(number) < deps.limits.aside;
      },
      pause: async (reason: PauseReason) => {
        await store.change(id, { paused: reason }, ITSELF);
        couriers.delete(id);
      },
    };
  };

  const headOf = (load: WebhookLoad): number => deps.loads[load].log.head();

  const sendNow = async (
    webhook: WebhookRecord,
    message: { readonly id: string; readonly body: string },
  ): Promise<SendResult> => {
    const secret = store.secret(webhook);
    if (secret === null) return { kind: "failed", reason: NO_SECRET };
    return deps.send(webhook.url, signedHeaders(message, secret, now()), message.body, stopping.signal);
  };

  /** Sends one that was put aside once more. */
  const again = async (id: string, seq: number): Promise<Delivery> => {
    const webhook = store.get(id);
    const { transitionId, body, attempts, ...rest } = store.oneAside(webhook.number, seq);
    const result = await sendNow(webhook, { id: transitionId, body });
    const detail = describeResult(result);
    if (isDelivered(result)) await store.takeBack(webhook.number, seq);
    else
      await store.keepAside(webhook.number, {
        ...rest,
        transitionId,
        body,
        attempts: attempts + 1,
        error: detail,
      });
    return { delivered: isDelivered(result), detail };
  };

  /** Null where somebody gave it up, sent it or was erased in the meantime. */
  const againOrGone = async (id: string, seq: number): Promise<Delivery | null> => {
    try {
      return await again(id, seq);
    } catch (error) {
      if (error instanceof HabitusError && error.code === "not_found") return null;
      throw error;
    }
  };

  const timeBefore = (load: WebhookLoad, at: Instant): number => {
    const { transitions, health } = deps.loads;
    return load === "health" ? placeBefore(health, at) : placeBefore(transitions, at);
  };

  const requireCallable = (url: string | undefined): void => {
    const objection = url === undefined ? null : deps.objectionTo(url);
    if (objection !== null) throw new HabitusError("invalid_webhook_url", objection);
  };

  return {
    list: () => store.list(),
    status(webhook) {
      const { id, number } = webhook;
      const { seq, failingSince } = store.place(number);
      return {
        seq,
        behind: Math.max(0, headOf(loadOf(webhook)) - seq),
        failingSince,
        error: couriers.get(id)?.courier.failing() ?? null,
        putAside: store.asideCount(number),
      };
    },
    async create(content, by) {
      requireCallable(content.url);
      const created = await store.create(content, headOf(content.sends), by);
      carry(created.webhook);
      return created;
    },
    async change(id, { paused, ...content }, by) {
      requireCallable(content.url);
      const reason: PauseReason | null = paused === true ? "asked" : null;
      const change = paused === undefined ? content : { ...content, paused: reason };
      return whileHalted(id, () => store.change(id, change, by));
    },
    remove: (id, by) => whileHalted(id, () => store.remove(id, by)),
    async tryOut(id) {
      const result = await sendNow(store.get(id), testMessage(id, now()));
      return { delivered: isDelivered(result), detail: describeResult(result) };
    },
    aside: (id, after, limit) => store.aside(store.get(id).number, after, limit),
    replay: again,
    async replayAside(id, after) {
      const { number } = store.get(id);
      const { aside, next } = store.aside(number, after, ASIDE_PIECE);
      let delivered = 0;
      let failed = 0;
      let inARow = 0;
      let error: string | null = null;
      const end = deps.now() + ASIDE_PIECE_MS;
      for (const [place, { seq }] of aside.entries()) {
        const result = await againOrGone(id, seq);
        if (result === null) continue;
        delivered += Number(result.delivered);
        failed += Number(!result.delivered);
        inARow = result.delivered ? 0 : inARow + 1;
        if (!result.delivered) error = result.detail;
        if (inARow === ASIDE_FAILURES) return { delivered, failed, error, next: null };
        const isLast = place === aside.length - 1;
        if (!isLast && deps.now() >= end) return { delivered, failed, error, next: seq };
      }
      return { delivered, failed, error, next };
    },
    replayFrom: (id, from, by) =>
      whileHalted(id, async () => {
        const webhook = store.get(id);
        const { seq: present } = store.place(webhook.number);
        const place = "seq" in from ? from.seq - 1 : timeBefore(loadOf(webhook), from.time);
        if (place > present) {
          throw new HabitusError(
            "invalid_request",
            `Entry ${place + 1} lies ahead: this webhook has come to ${present}, and what follows is sent anyway.`,
            { details: { problems: [{ path: "from", message: `must not lie behind ${present + 1}` }] } },
          );
        }
        await store.moveBack(id, place, by);
        return store.get(id);
      }),
    async dropAside(id, seq) {
      const { number } = store.get(id);
      store.oneAside(number, seq);
      await store.takeBack(number, seq);
    },
    async forget(isGone) {
      await store.takeBackNaming(isGone);
      // What couriers hold in memory was read before; they read it again as it stands now.
      for (const { id } of store.list()) await whileHalted(id, () => Promise.resolve());
      // What was on its way may have been put aside while its courier stopped.
      await store.takeBackNaming(isGone);
    },
    start() {
      started = true;
      for (const webhook of store.list()) carry(webhook);
    },
    async stop() {
      stopping.abort();
      await Promise.all([...couriers.values()].map(({ courier }) => courier.stop().catch(() => undefined)));
      await Promise.all([...couriers.values()].map(({ carrying }) => carrying));
    },
  };
}
