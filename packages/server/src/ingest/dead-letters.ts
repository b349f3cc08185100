import { setImmediate as breathe } from "node:timers/promises";
import { decodeRejected, DROP_REASONS, type Frame, LIMITS, normaliseRejected } from "@habitus/events";
import { HabitusError, hash128, hashHex, type Instant, jsonText, parseJson } from "@habitus/kernel";
import type { Log, LogRecord, Offset } from "../log/log.ts";
import { type Change, type Kv, put, type Range, remove, type Table } from "../platform/kv.ts";
import { appendTaken, type Arrivals } from "./ingest.ts";
import { namedIds } from "./named-ids.ts";
import { createSerially } from "../platform/serially.ts";

/** What is known of an event that was kept aside. */
export type DeadLetterSummary = {
  /** Key id of the source that sent it. */
  readonly source: string;
  readonly reason: string;
  readonly detail: string;
  /** Where in its batch it stood; "" for a call of its own and for a whole batch. */
  readonly path: string;
  readonly receivedAt: Instant;
  /** Length of its text in UTF-16 units. */
  readonly chars: number;
  readonly replayedAt: Instant | null;
  readonly rev: number;
};

/** Offset of the log record, place in it. */
export type DeadLetterKey = readonly [offset: Offset, index: number];

export const DEAD_LETTERS: Table<DeadLetterSummary, DeadLetterKey> = { name: "dead_letters", version: 1 };

/** Apart from the summary, so that listing does not read what was sent. */
export const DEAD_LETTER_TEXTS: Table<{ readonly text: string; readonly frame: Frame }, DeadLetterKey> = {
  name: "dead_letter_texts",
  version: 1,
};

export type DeadLetter = DeadLetterSummary & {
  readonly key: DeadLetterKey;
  /** As sent, without the write key. */
  readonly text: string;
};

export type DeadLetterPage = {
  /** Newest first; a text is cut after `PREVIEW_CHARS`. */
  readonly letters: readonly DeadLetter[];
  /** How many are kept per reason, of all pages. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  /** Where the next page begins. */
  readonly next: DeadLetterKey | null;
};

export type ReplayResult = {
  readonly accepted: number;
  /** What still cannot be read, and why. When nothing else came of the letter it stays as it was. */
  readonly rejected: readonly { readonly reason: string; readonly detail: string }[];
  /** What is passed over on purpose. A letter of nothing else is done with. */
  readonly dropped: readonly { readonly reason: string; readonly detail: string; readonly count: number }[];
};

export type DeadLetters = {
  list(query: {
    readonly before?: DeadLetterKey;
    readonly limit: number;
    readonly reason?: string;
  }): DeadLetterPage;
  /** Keys of those that were not replayed, oldest first: behind `after`, up to `upTo`. */
  waiting(query: {
    readonly after: DeadLetterKey | null;
    readonly upTo: DeadLetterKey;
    readonly reason: string | null;
    readonly limit: number;
  }): { readonly keys: readonly DeadLetterKey[]; readonly looked: DeadLetterKey | null };
  /** Null when there is none. */
  newest(): DeadLetterKey | null;
  /** With its whole text; null when there is none. */
  get(key: DeadLetterKey): DeadLetter | null;
  /** Those whose text names one of these ids, oldest first. All texts are read for it, a piece at a time with room for others between. */
  naming(ids: ReadonlySet<string>): AsyncIterable<DeadLetter>;
  /** Removes those from before `record` whose text names an id that `isNamed` says of; answers how many. As `naming`. */
  discardNaming(isNamed: (id: string, record: Offset) => boolean): Promise<number>;
  /**
   * Reads the letter, or `edited` in its place, with the rules in force now and appends what it gives to the log. Ids
   * that have to be made are the same each time the same event is sent, so a replay that is cut off can be repeated; an event that was
   * edited otherwise since is another.
   * @throws HabitusError `not_found`; `not_replayable` when it was replayed before or the edited text is too large;
   *   `log_busy` and `storage_full` from the log.
   */
  replay(key: DeadLetterKey, edited?: string): Promise<ReplayResult>;
  /** @throws HabitusError `not_found`. */
  discard(key: DeadLetterKey): Promise<void>;
  /** Removes the oldest above `DEAD_LETTERS_KEPT`; answers how many. */
  prune(): Promise<number>;
};

export const PREVIEW_CHARS = 4_096;

/** The newest dead letters are kept, up to so many and to so many characters in all. */
export const DEAD_LETTERS_KEPT = { letters: 20_000, chars: 256 * 1024 * 1024 } as const;

const PRUNED_AT_ONCE = 1_000;
/** Texts that are searched for ids before anything else gets its turn. */
const SEARCHED_AT_ONCE = 200;

/** What a log record of kind `rejected` adds to the state. */
export function deadLetterChanges(record: LogRecord): readonly Change[] {
  const { source, frame, items } = decodeRejected(record.payload);
  return items.flatMap((item, index) => {
    const key: DeadLetterKey = [record.offset, index];
    const { reason, detail, path, text } = item;
    const letter: DeadLetterSummary = {
      source,
      reason,
      detail,
      path,
      receivedAt: record.at,
      chars: text.length,
      replayedAt: null,
      rev: 0,
    };
    return [put(DEAD_LETTERS, key, letter), put(DEAD_LETTER_TEXTS, key, { text, frame })];
  });
}

export function deadLetterId([offset, index]: DeadLetterKey): string {
  return `${offset}-${index}`;
}

/** Null when the text is no such id. */
export function deadLetterKey(id: string): DeadLetterKey | null {
  const match = /^([1-9]\d{0,14})-(0|[1-9]\d{0,5})$/.exec(id);
  return match === null ? null : [Number(match[1]), Number(match[2])];
}

export type DeadLettersDeps = {
  readonly kv: Kv;
  readonly log: Log;
  readonly clock: () => Instant;
  readonly arrivals: Arrivals;
};

export function createDeadLetters(deps: DeadLettersDeps): DeadLetters {
  const { kv, log, clock } = deps;
  const serially = createSerially();

  const get = (key: DeadLetterKey): DeadLetter | null => {
    const summary = kv.get(DEAD_LETTERS, key);
    const kept = kv.get(DEAD_LETTER_TEXTS, key);
    return summary === undefined || kept === undefined ? null : { ...summary, key, text: kept.text };
  };

  const replay = async (key: DeadLetterKey, edited: string | undefined): Promise<ReplayResult> => {
    const { letter, frame } = replayable(kv, key, edited);
    const passage = deps.arrivals.passage();
    const arrival = {
      receivedAt: letter.receivedAt,
      newId: idMaker(key),
      admit: passage.admit,
    };
    const taken = normaliseRejected(edited ?? letter.text, frame, arrival);
    if (taken.kind === "refused") return { accepted: 0, rejected: reasonsOf([taken]), dropped: [] };
    const { events, rejected, dropped } = taken;
    const result = { accepted: events.length, rejected: reasonsOf(rejected), dropped: droppedOf(dropped) };
    if (events.length === 0 && (rejected.length > 0 || dropped.size === 0)) return result;
    const by = { source: letter.source, kind: "events", signal: null } as const;
    await appendTaken(log, deps.arrivals, passage, { ...taken, frame }, by);
    const { key: _key, text: _text, ...summary } = letter;
    const after: DeadLetterSummary = { ...summary, replayedAt: clock(), rev: letter.rev + 1 };
    await kv.commit([put(DEAD_LETTERS, key, after)], [{ table: DEAD_LETTERS, key, rev: letter.rev }]);
    return result;
  };

  return {
    list: (query) => listLetters(kv, query),
    get,
    waiting: (query) => waiting(kv, query),
    newest: () => {
      for (const { key } of kv.range(DEAD_LETTERS, { reverse: true, limit: 1 })) {
        return key;
      }
      return null;
    },
    async *naming(ids) {
      for await (const { key, text } of textsOf(kv)) {
        const letter = namesOneOf(text, ids) ? get(key) : null;
        if (letter !== null) yield letter;
      }
    },
    replay: (key, edited) => serially(() => replay(key, edited)),
    discard: (key) =>
      serially(async () => {
        if (kv.get(DEAD_LETTERS, key) === undefined) throw notFound();
        await kv.commit(removal(key));
      }),
    discardNaming: (isNamed) =>
      serially(async () => {
        const naming: DeadLetterKey[] = [];
        for await (const { key, text } of textsOf(kv)) {
          if ([...namedIds(text)].some((id) => isNamed(id, key[0]))) naming.push(key);
        }
        for (let from = 0; from < naming.length; from += PRUNED_AT_ONCE) {
          await kv.commit(naming.slice(from, from + PRUNED_AT_ONCE).flatMap(removal));
        }
        return naming.length;
      }),
    prune: () => serially(() => prune(kv)),
  };
}

/** By what an event says, however it is laid out; equal events of one letter are told apart by their order. */
function idMaker(key: DeadLetterKey): (sent: string) => string {
  const made = new Map<string, number>();
  return (sent) => {
    const digest = hashHex(hash128(jsonText(parseJson(sent))));
    const nth = made.get(digest) ?? 0;
    made.set(digest, nth + 1);
    return `dead-letter-${deadLetterId(key)}-${digest}-${nth}`;
  };
}

/** Oldest first, a piece at a time with room for others between. */
async function* textsOf(kv: Kv): AsyncGenerator<{ readonly key: DeadLetterKey; readonly text: string }> {
  for (let after: DeadLetterKey | null = null; ; ) {
    const range: Range = { ...(after === null ? {} : { from: behind(after) }), limit: SEARCHED_AT_ONCE };
    const piece = [...kv.range(DEAD_LETTER_TEXTS, range)];
    for (const { key, value } of piece) yield { key, text: value.text };
    after = piece.at(-1)?.key ?? null;
    if (after === null) return;
    await breathe();
  }
}

/** `looked` is the last that was looked at; null where there are no more. */
function waiting(
  kv: Kv,
  { after, upTo, reason, limit }: Parameters<DeadLetters["waiting"]>[0],
): ReturnType<DeadLetters["waiting"]> {
  const from = after === null ? {} : { from: behind(after) };
  const keys: DeadLetterKey[] = [];
  let looked: DeadLetterKey | null = null;
  for (const { key, value } of kv.range(DEAD_LETTERS, { ...from, to: behind(upTo), limit })) {
    looked = key;
    if (value.replayedAt === null && (reason === null || value.reason === reason)) keys.push(looked);
  }
  return { keys, looked };
}

/** The first key that may follow. */
function behind([offset, index]: DeadLetterKey): DeadLetterKey {
  return [offset, index + 1];
}

function namesOneOf(text: string, ids: ReadonlySet<string>): boolean {
  for (const id of namedIds(text)) if (ids.has(id)) return true;
  return false;
}

function notFound(): HabitusError {
  return new HabitusError("not_found", "There is no such dead letter.");
}

function replayable(
  kv: Kv,
  key: DeadLetterKey,
  edited: string | undefined,
): { readonly letter: DeadLetter; readonly frame: Frame } {
  const summary = kv.get(DEAD_LETTERS, key);
  const kept = kv.get(DEAD_LETTER_TEXTS, key);
  if (summary === undefined || kept === undefined) throw notFound();
  if (summary.replayedAt !== null) {
    throw new HabitusError("not_replayable", "The dead letter was replayed before.");
  }
  if (edited !== undefined && Buffer.byteLength(edited) > LIMITS.batchBytes) {
    throw new HabitusError(
      "not_replayable",
      `The edited text is larger than ${LIMITS.batchBytes / 1024} KB.`,
    );
  }
  return { letter: { ...summary, key, text: kept.text }, frame: kept.frame };
}

function reasonsOf(items: ReplayResult["rejected"]): ReplayResult["rejected"] {
  return items.map(({ reason, detail }) => ({ reason, detail }));
}

const DROPPED_BECAUSE: ReadonlyMap<string, string> = new Map(Object.entries(DROP_REASONS));

function droppedOf(dropped: ReadonlyMap<string, number>): ReplayResult["dropped"] {
  return [...dropped].map(([reason, count]) => ({
    reason,
    detail: DROPPED_BECAUSE.get(reason) ?? reason,
    count,
  }));
}

function removal(key: DeadLetterKey): readonly Change[] {
  return [remove(DEAD_LETTERS, key), remove(DEAD_LETTER_TEXTS, key)];
}

function listLetters(kv: Kv, query: Parameters<DeadLetters["list"]>[0]): DeadLetterPage {
  const counts = new Map<string, number>();
  const letters: DeadLetter[] = [];
  let next: DeadLetterKey | null = null;
  for (const { key, value } of kv.range(DEAD_LETTERS, { reverse: true })) {
    counts.set(value.reason, (counts.get(value.reason) ?? 0) + 1);
    if (query.reason !== undefined && value.reason !== query.reason) continue;
    if (query.before !== undefined && !isBefore(key, query.before)) continue;
    if (letters.length === query.limit) {
      next ??= letters.at(-1)?.key ?? null;
      continue;
    }
    const text = kv.get(DEAD_LETTER_TEXTS, key)?.text ?? "";
    letters.push({ ...value, key, text: text.slice(0, PREVIEW_CHARS) });
  }
  const reasons = [...counts].map(([reason, count]) => ({ reason, count }));
  return { letters, reasons: reasons.sort((a, b) => b.count - a.count), next };
}

function isBefore(a: DeadLetterKey, b: DeadLetterKey): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}

async function prune(kv: Kv): Promise<number> {
  let letters = 0;
  let chars = 0;
  const over: DeadLetterKey[] = [];
  for (const { key, value } of kv.range(DEAD_LETTERS, { reverse: true })) {
    letters++;
    chars += value.chars;
    if (letters > DEAD_LETTERS_KEPT.letters || chars > DEAD_LETTERS_KEPT.chars) over.push(key);
  }
  for (let from = 0; from < over.length; from += PRUNED_AT_ONCE) {
    await kv.commit(over.slice(from, from + PRUNED_AT_ONCE).flatMap(removal));
  }
  return over.length;
}
