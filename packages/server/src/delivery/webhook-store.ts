import type { Actor, Transition as ShownTransition } from "@habitus/contract";
import { HabitusError, type Instant, must } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { PersonIdentifier } from "../profiles/identity.ts";
import { type Audit, differences } from "../platform/audit.ts";
import { type Kv, put, remove } from "../platform/kv.ts";
import type { SecretBox } from "../platform/secret-box.ts";
import { createSerially } from "../platform/serially.ts";
import { createAsideCounts } from "./aside-counts.ts";
import { newWebhookSecret } from "./message.ts";
import {
  loadOf,
  type PauseReason,
  type PutAside,
  WEBHOOK_ASIDE,
  WEBHOOK_NUMBERS,
  WEBHOOK_PLACES,
  type WebhookContent,
  type WebhookLoad,
  type WebhookPlace,
  type WebhookRecord,
  WEBHOOKS,
} from "./webhook.ts";

/** The documents of the webhooks; what is said to one is audited in the same commit. */
export type WebhookStore = {
  list(): readonly WebhookRecord[];
  /** @throws HabitusError `not_found`. */
  get(id: string): WebhookRecord;
  /** @param seq it begins with the entry of its log after this one. */
  create(
    content: WebhookContent & { readonly sends: WebhookLoad },
    seq: number,
    by: Actor,
  ): Promise<{ readonly webhook: WebhookRecord; readonly secret: string }>;
  /** @throws HabitusError `not_found`. */
  change(
    id: string,
    change: Partial<WebhookContent> & { readonly paused?: PauseReason | null },
    by: Actor,
  ): Promise<WebhookRecord>;
  /** With its place and what was put aside. @throws HabitusError `not_found`. */
  remove(id: string, by: Actor): Promise<void>;
  /** Null when it was sealed with another key. */
  secret(webhook: WebhookRecord): string | null;
  /** Of a webhook that is there. */
  place(number: number): WebhookPlace;
  moveTo(number: number, place: WebhookPlace): Promise<void>;
  /** Everything behind an earlier place is sent again. Nobody carries it meanwhile. @throws HabitusError `not_found`. */
  moveBack(id: string, seq: number, by: Actor): Promise<void>;
  aside(
    number: number,
    after: number | null,
    limit: number,
  ): { readonly aside: readonly PutAside[]; readonly next: number | null };
  asideCount(number: number): number;
  /** @throws HabitusError `not_found`. */
  oneAside(number: number, seq: number): PutAside;
  putAside(number: number, aside: PutAside): Promise<void>;
  /** As it is after another attempt, unless it was taken back meanwhile. */
  keepAside(number: number, aside: PutAside): Promise<void>;
  takeBack(number: number, seq: number): Promise<void>;
  /** Takes back, of all webhooks, what names one of these ids at a record. */
  takeBackNaming(isGone: (id: PersonIdentifier, record: Offset) => boolean): Promise<number>;
};

export type WebhookStoreDeps = {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly secrets: SecretBox;
  readonly now: () => Instant;
};

export function createWebhookStore({ kv: state, audit, secrets, now }: WebhookStoreDeps): WebhookStore {
  const { kv, count: asideCount } = createAsideCounts(state);
  const serially = createSerially();
  const list = (): readonly WebhookRecord[] => [...kv.range(WEBHOOKS, {})].map(({ value }) => value);
  const get = (id: string): WebhookRecord => {
    const found = list().find((webhook) => webhook.id === id);
    if (found === undefined) throw new HabitusError("not_found", "There is no such webhook.");
    return found;
  };
  const told = (by: Actor, verb: string, before: WebhookRecord | null, after: WebhookRecord | null) =>
    audit({
      actor: by,
      at: now(),
      action: `webhook.${verb}`,
      target: `webhook/${(after ?? before)?.id ?? ""}`,
      ...(before !== null && after !== null
        ? differences(summary(before), summary(after))
        : {
            before: before === null ? null : summary(before),
            after: after === null ? null : summary(after),
          }),
    });

  return {
    list,
    get,
    create: (content, seq, by) =>
      serially(async () => {
        const number = (kv.get(WEBHOOK_NUMBERS, [])?.last ?? 0) + 1;
        const secret = newWebhookSecret();
        const webhook: WebhookRecord = {
          ...contentOf(content),
          sends: content.sends,
          id: `w${number}`,
          number,
          sealedSecret: secrets.seal(secret),
          paused: null,
          createdAt: now(),
          createdBy: by,
          rev: 1,
        };
        await kv.commit([
          put(WEBHOOKS, [number], webhook),
          put(WEBHOOK_PLACES, [number], { seq, failingSince: null }),
          put(WEBHOOK_NUMBERS, [], { last: number }),
          told(by, "create", null, webhook),
        ]);
        return { webhook, secret };
      }),
    change: (id, change, by) =>
      serially(async () => {
        const before = get(id);
        const after = { ...before, ...change, rev: before.rev + 1 };
        const place = kv.get(WEBHOOK_PLACES, [before.number]);
        const goesOn = before.paused !== null && after.paused === null && place !== undefined;
        await kv.commit(
          [
            put(WEBHOOKS, [before.number], after),
            ...(goesOn ? [put(WEBHOOK_PLACES, [before.number], { ...place, failingSince: null })] : []),
            told(by, "edit", before, after),
          ],
          [{ table: WEBHOOKS, key: [before.number], rev: before.rev }],
        );
        return after;
      }),
    remove: (id, by) =>
      serially(async () => {
        const { number, ...webhook } = get(id);
        const aside = [...kv.range(WEBHOOK_ASIDE, { prefix: [number] })].map(({ key }) =>
          remove(WEBHOOK_ASIDE, key),
        );
        await kv.commit([
          remove(WEBHOOKS, [number]),
          remove(WEBHOOK_PLACES, [number]),
          ...aside,
          told(by, "delete", { number, ...webhook }, null),
        ]);
      }),
    secret({ sealedSecret }) {
      try {
        return secrets.open(sealedSecret);
      } catch (error) {
        if (error instanceof HabitusError && error.code === "secret_unreadable") return null;
        throw error;
      }
    },
    place: (number) =>
      must(kv.get(WEBHOOK_PLACES, [number]), "a webhook has its place from the commit that made it"),
    moveTo: (number, place) => kv.commit([put(WEBHOOK_PLACES, [number], place)]),
    moveBack: (id, seq, by) =>
      serially(async () => {
        const { number } = get(id);
        const before = kv.get(WEBHOOK_PLACES, [number])?.seq ?? 0;
        await kv.commit([
          put(WEBHOOK_PLACES, [number], { seq, failingSince: null }),
          audit({
            actor: by,
            at: now(),
            action: "webhook.replay",
            target: `webhook/${id}`,
            before: { seq: before },
            after: { seq },
          }),
        ]);
      }),
    aside(number, after, limit) {
      const from = after === null ? {} : { from: [number, after + 1] };
      const range = { prefix: [number], ...from, limit: limit + 1 };
      const found = [...kv.range(WEBHOOK_ASIDE, range)].map(({ value }) => value);
      const aside = found.slice(0, limit);
      return { aside, next: found.length > limit ? (aside.at(-1)?.seq ?? null) : null };
    },
    asideCount,
    oneAside(number, seq) {
      const found = kv.get(WEBHOOK_ASIDE, [number, seq]);
      if (found === undefined) throw new HabitusError("not_found", "Nothing with this number was put aside.");
      return found;
    },
    putAside: (number, aside) => kv.commit([put(WEBHOOK_ASIDE, [number, aside.seq], aside)]),
    keepAside: (number, aside) =>
      serially(async () => {
        const key = [number, aside.seq];
        if (kv.get(WEBHOOK_ASIDE, key) !== undefined) await kv.commit([put(WEBHOOK_ASIDE, key, aside)]);
      }),
    takeBackNaming: (isGone) =>
      serially(async () => {
        const naming = [...kv.range(WEBHOOK_ASIDE, {})].filter(({ value: { body } }) => {
          const { ids, evidence } = (JSON.parse(body) as { readonly data: NamesPeople }).data;
          return ids?.some((id) => isGone(id, evidence?.offset ?? 0)) === true;
        });
        if (naming.length > 0) await kv.commit(naming.map(({ key }) => remove(WEBHOOK_ASIDE, key)));
        return naming.length;
      }),
    takeBack: (number, seq) => kv.commit([remove(WEBHOOK_ASIDE, [number, seq])]),
  };
}

/** Of transitions; what is found of segments names nobody. */
type NamesPeople = Partial<Pick<ShownTransition, "ids" | "evidence">>;

/** Only the known fields, whatever else the caller's object holds. */
function contentOf({ name, url, segments }: WebhookContent): WebhookContent {
  return { name, url, segments };
}

function summary(webhook: WebhookRecord): Readonly<Record<string, unknown>> {
  const { name, url, segments, paused } = webhook;
  return { name, url, sends: loadOf(webhook), segments, paused };
}
