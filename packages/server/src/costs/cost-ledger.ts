import { setImmediate as breathe } from "node:timers/promises";
import { type Actor, LIMITS } from "@habitus/contract";
import {
  type Decimal,
  decimalFromText,
  decimalToText,
  HabitusError,
  type Instant,
  must,
} from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import { type Kv, put, type Range, type Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";

/** What something cost. */
export type CostContent = {
  readonly id: string;
  readonly at: Instant;
  readonly kind: "message" | "discount" | "hour" | "other";
  /** Canonical decimal text. */
  readonly amount: string;
  readonly currency: string;
  readonly what: { readonly message?: string; readonly segment?: string };
  readonly note: string | null;
};

export type CostRecord = CostContent & { readonly notedAt: Instant; readonly notedBy: Actor };

/** Key: when it was spent, the entry's id. */
const COSTS: Table<CostRecord> = { name: "costs", version: 1 };
/** Key: the entry's id. When it was spent. */
const COST_TIMES: Table<Instant> = { name: "cost_times", version: 1 };
/** Key: "all". How many entries there are. */
const COST_COUNT: Table<number> = { name: "cost_count", version: 1 };
const ALL = ["all"];

/** [from, to); null is without end. */
export type Period = { readonly from: Instant | null; readonly to: Instant | null };
export type CostPlace = { readonly at: Instant; readonly id: string };

export type CostQuery = Period & {
  readonly order: "earliest" | "newest";
  readonly after: CostPlace | null;
  readonly limit: number;
};

export type CostSum = {
  readonly kind: CostContent["kind"];
  readonly currency: string;
  /** Exact, canonical decimal text. */
  readonly amount: string;
  readonly entries: number;
};

export type NoteOutcome =
  | { readonly kind: "noted" | "otherwise" }
  | { readonly kind: "same"; readonly notedAt: Instant };

export type CostLedger = {
  /**
   * Notes an entry once, however often it is sent.
   * @throws HabitusError `already_exists` where one of its id says something else; `too_many`.
   */
  note(content: CostContent, by: Actor): Promise<CostRecord>;
  /**
   * Notes entries of different ids; the audit log has heard of them. What says something else than its entry is left out.
   * @param tried `isTried`: nothing is noted, and `alreadyTried` entries would be there besides.
   * @throws HabitusError `too_many`: none was noted.
   */
  noteAll(
    contents: readonly CostContent[],
    by: Actor,
    tried: { readonly isTried: boolean; readonly alreadyTried: number },
  ): Promise<readonly NoteOutcome[]>;
  /** In their order by (time, id), those behind `after`; `sums` are of the whole period, and null behind the first page. */
  page(query: CostQuery): Promise<{
    readonly costs: readonly CostRecord[];
    readonly sums: readonly CostSum[] | null;
    readonly next: CostPlace | null;
  }>;
};

export function createCostLedger({
  kv,
  audit,
  now,
}: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
}): CostLedger {
  /** The count rests on what is there: nobody writes in between. */
  const serially = createSerially();
  return {
    note: (content, by) =>
      serially(async () => {
        const there = entryOf(kv, content.id);
        if (there !== undefined) {
          if (!isSame(there, content)) throw saysOtherwise(content.id);
          return there;
        }
        const count = kv.get(COST_COUNT, ALL) ?? 0;
        if (count >= LIMITS.costs) throw tooMany();
        const record = { ...content, notedAt: now(), notedBy: by };
        const told = { actor: by, at: record.notedAt, action: "cost.note", target: `cost/${content.id}` };
        await kv.commit([
          put(COSTS, [content.at, content.id], record),
          put(COST_TIMES, [content.id], content.at),
          put(COST_COUNT, ALL, count + 1),
          audit({ ...told, before: null, after: content }),
        ]);
        return record;
      }),
    noteAll: (contents, by, { isTried, alreadyTried }) =>
      serially(async () => {
        const notedAt = now();
        const outcomes = contents.map((content): NoteOutcome => {
          const there = entryOf(kv, content.id);
          if (there === undefined) return { kind: "noted" };
          return isSame(there, content) ? { kind: "same", notedAt: there.notedAt } : { kind: "otherwise" };
        });
        const fresh = contents.filter((_, index) => outcomes[index]?.kind === "noted");
        const count = (kv.get(COST_COUNT, ALL) ?? 0) + fresh.length;
        if (count + (isTried ? alreadyTried : 0) > LIMITS.costs) throw tooMany();
        if (isTried || fresh.length === 0) return outcomes;
        await kv.commit([
          ...fresh.flatMap((content) => [
            put(COSTS, [content.at, content.id], { ...content, notedAt, notedBy: by }),
            put(COST_TIMES, [content.id], content.at),
          ]),
          put(COST_COUNT, ALL, count),
        ]);
        return outcomes;
      }),
    async page({ from, to, order, after, limit }) {
      const costs: CostRecord[] = [];
      // The sums need every entry of the period, a page only its own and the one that follows.
      const sums = after === null ? new Sums() : null;
      let isMore = false;
      const read = order === "newest" ? newestFirst : earliestFirst;
      for await (const cost of read(kv, { from, to }, after)) {
        sums?.add(cost);
        if (costs.length < limit) costs.push(cost);
        else isMore = true;
        if (isMore && sums === null) break;
      }
      const last = costs.at(-1);
      const next = isMore && last !== undefined ? { at: last.at, id: last.id } : null;
      return { costs, sums: sums?.list() ?? null, next };
    },
  };
}

/** Entries that are read before anything else gets its turn. */
const READ_AT_ONCE = 1_000;

type Costs = AsyncGenerator<CostRecord>;

async function* earliestFirst(kv: Kv, { from, to }: Period, after: CostPlace | null): Costs {
  const until = to === null ? {} : { to: [to] };
  // A place before the period leaves nothing of it out.
  let last = after !== null && (from === null || after.at >= from) ? after : null;
  for (;;) {
    const start: readonly (string | number)[] | null =
      last !== null ? [last.at, last.id] : from === null ? null : [from];
    const range: Range = { ...(start === null ? {} : { from: start }), ...until, limit: READ_AT_ONCE + 1 };
    const read: readonly CostRecord[] = [...kv.range(COSTS, range)].map(({ value }) => value);
    const seen = last;
    yield* read.filter((cost) => seen === null || isBehind(cost, seen));
    if (read.length <= READ_AT_ONCE) return;
    last = must(read.at(-1), "not empty");
    await breathe();
  }
}

async function* newestFirst(kv: Kv, { from, to }: Period, after: CostPlace | null): Costs {
  const since = from === null ? {} : { from: [from] };
  // A place behind the period leaves nothing of it out.
  let last = after !== null && (to === null || after.at < to) ? after : null;
  for (;;) {
    const until = last !== null ? { to: [last.at, last.id] } : to !== null ? { to: [to] } : {};
    const range: Range = { ...since, ...until, reverse: true, limit: READ_AT_ONCE };
    const read: readonly CostRecord[] = [...kv.range(COSTS, range)].map(({ value }) => value);
    yield* read;
    if (read.length < READ_AT_ONCE) return;
    last = must(read.at(-1), "not empty");
    await breathe();
  }
}

class Sums {
  readonly #sums = new Map<string, { readonly of: CostRecord; amount: Decimal; entries: number }>();

  add(cost: CostRecord): void {
    const key = `${cost.kind}/${cost.currency}`;
    const sum = this.#sums.get(key) ?? { of: cost, amount: 0n, entries: 0 };
    sum.amount += must(decimalFromText(cost.amount), "kept as canonical text");
    sum.entries++;
    this.#sums.set(key, sum);
  }

  list(): readonly CostSum[] {
    return [...this.#sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([
          ,
          {
            of: { kind, currency },
            amount,
            entries,
          },
        ]) => {
          return { kind, currency, amount: decimalToText(amount), entries };
        },
      );
  }
}

function isBehind(cost: CostPlace, place: CostPlace): boolean {
  if (cost.at !== place.at) return cost.at > place.at;
  // As the store orders texts: by the bytes of UTF-8.
  return Buffer.compare(Buffer.from(cost.id), Buffer.from(place.id)) > 0;
}

function entryOf(kv: Kv, id: string): CostRecord | undefined {
  const at = kv.get(COST_TIMES, [id]);
  return at === undefined ? undefined : kv.get(COSTS, [at, id]);
}

const isSame = (there: CostRecord, content: CostContent): boolean => sameText(there) === sameText(content);

/** The same of entries that say the same. Ids of rows rest on it: it does not change. */
export function sameText({ id, at, kind, amount, currency, what, note }: CostContent): string {
  return JSON.stringify([id, at, kind, amount, currency, what.message, what.segment, note]);
}

function saysOtherwise(id: string): HabitusError {
  return new HabitusError("already_exists", `The cost "${id}" is there and says something else.`, {
    fix: "Entries are never changed: note the difference under another id, below 0 where it was too much.",
  });
}

function tooMany(): HabitusError {
  return new HabitusError("too_many", `The ledger holds at most ${LIMITS.costs} entries.`, {
    fix: "Note costs by the day or by the message instead of one by one.",
    details: { limit: LIMITS.costs },
  });
}
