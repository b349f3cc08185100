import type { ImportMapping } from "@habitus/contract";
import { type Admit, normaliseBody, parseBody, type TrackedEvent } from "@habitus/events";
import { assert, hash128, hashHex, type Instant, must } from "@habitus/kernel";
import type { Mapped, RowMapper } from "./map-row.ts";
import type { Row } from "./row.ts";
import { occurrenceOf, type SeenIds } from "./seen-ids.ts";

export type BadRow = { readonly row: Row; readonly reason: string; readonly detail: string };
export type GoodRow = {
  readonly row: Row;
  readonly calls: readonly string[];
  readonly events: readonly TrackedEvent[];
};

/** What some rows of a file are, in the file's order. */
export type Digest = {
  readonly rows: number;
  readonly good: readonly GoodRow[];
  readonly bad: readonly BadRow[];
  readonly skipped: number;
  readonly repeated: number;
  /** People whom no row before named. */
  readonly people: readonly PersonId[];
};

export type PersonId = { readonly kind: "user" | "anonymous"; readonly value: string };

export type DigestDeps = {
  readonly mapping: Pick<ImportMapping, "dataset" | "what" | "key">;
  readonly mapper: RowMapper;
  readonly seen: SeenIds;
  readonly receivedAt: Instant;
  readonly admit: Admit;
};

type Call = { readonly row: number; readonly id: string; readonly text: string };

/**
 * Rows become calls, and these go the way of the tracking API's: the same rules, limits and reasons. The same file always
 * gives the same message ids.
 */
export function digestRows(deps: DigestDeps, rows: readonly Row[]): Digest {
  const bad: BadRow[] = [];
  const calls: Call[] = [];
  let skipped = 0;
  let repeated = 0;
  for (const [place, row] of rows.entries()) {
    const mapped = row.kind === "row" ? deps.mapper.map(row) : { ...row, kind: "bad" as const };
    if (mapped.kind === "bad") bad.push({ row, reason: mapped.reason, detail: mapped.detail });
    else if (mapped.kind === "skipped") skipped++;
    else {
      const texts = withIds(deps, row, mapped);
      if (texts === null) repeated++;
      else for (const call of texts) calls.push({ row: place, ...call });
    }
  }
  const judged = judge(rows, calls, { ...deps, ofAccounts: deps.mapping.what === "accounts" });
  const people = judged.good.flatMap(({ events }) => newPerson(deps.seen, events));
  const inOrder = [...bad, ...judged.bad].sort((a, b) => a.row.number - b.row.number);
  return { rows: rows.length, good: judged.good, bad: inOrder, skipped, repeated, people };
}

/** The row's calls with their message ids; null when an earlier row had its key. */
function withIds(
  { mapping, mapper, seen }: DigestDeps,
  row: Row,
  mapped: Extract<Mapped, { readonly kind: "calls" }>,
): readonly Omit<Call, "row">[] | null {
  assert(row.kind === "row", "only rows that were read are mapped");
  const key = mapper.keyText(row);
  const nth = (occurrence: number) =>
    hash128(JSON.stringify([mapping.dataset, mapping.what, key, occurrence]));
  let occurrence = 0;
  if (mapping.key.length === 0) occurrence = occurrenceOf(seen, nth);
  else if (!seen.add(nth(0))) return null;
  const first = `import-${hashHex(nth(occurrence))}`;
  return mapped.calls.map(({ place, text }) => {
    const id = place === 0 ? first : `${first}-${place}`;
    return { id, text: `${text},"messageId":"${id}"}` };
  });
}

/** A row is good when none of its calls is refused; of a bad one none is kept. */
function judge(
  rows: readonly Row[],
  calls: readonly Call[],
  {
    receivedAt,
    admit,
    ofAccounts,
  }: Pick<DigestDeps, "receivedAt" | "admit"> & { readonly ofAccounts: boolean },
): Pick<Digest, "good" | "bad"> {
  const body = must(parseBody(`{"batch":[${calls.map(({ text }) => text).join(",")}]}`), "rows become JSON");
  const newId = (): never => {
    throw new Error("rows have ids");
  };
  const taken = normaliseBody(
    body,
    { dialect: "segment", shape: "batch" },
    { receivedAt, newId, admit, ofAccounts },
  );
  assert(taken.kind === "taken", "a batch of calls is read");
  const refused = new Map(taken.rejected.map((item) => [Number(/\d+/.exec(item.path)?.[0]), item]));
  const good = new Map<number, { calls: string[]; events: TrackedEvent[] }>();
  const bad = new Map<number, BadRow>();
  const events = new Map(taken.events.map((event) => [event.id, event]));
  for (const [index, { row, id, text }] of calls.entries()) {
    const refusal = refused.get(index);
    if (refusal !== undefined) {
      const { reason, detail } = refusal;
      if (!bad.has(row)) bad.set(row, { row: must(rows[row], "calls are of rows"), reason, detail });
      continue;
    }
    const event = events.get(id);
    const own = good.get(row) ?? { calls: [], events: [] };
    own.calls.push(text);
    // What the workspace does not keep is passed over.
    if (event !== undefined) own.events.push(event);
    good.set(row, own);
  }
  for (const row of bad.keys()) good.delete(row);
  return {
    good: [...good].map(([row, each]) => ({ row: must(rows[row], "calls are of rows"), ...each })),
    bad: [...bad.values()],
  };
}

function newPerson(seen: SeenIds, events: readonly TrackedEvent[]): readonly PersonId[] {
  const [event] = events;
  const value = event?.userId ?? event?.anonymousId ?? null;
  if (event === undefined || value === null) return [];
  const kind = event.userId === null ? "anonymous" : "user";
  return seen.add(hash128(JSON.stringify([kind, value]))) ? [{ kind, value }] : [];
}
