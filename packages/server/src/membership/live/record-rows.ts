import { isConsentTrait } from "@habitus/kernel";
import type { History } from "@habitus/segments";
import type { Offset } from "../../log/log.ts";
import type { ToldRow } from "../../profiles/batch-builder.ts";
import type {
  DeletedRow,
  ErasedRow,
  EventRow,
  MoveRow,
  NodeNumber,
  NodeRow,
  PersonNumber,
  StoreBatch,
  TraitRow,
} from "../../store/event-store.ts";

/** The rows the resolver made of a record. */
export type RecordRows = {
  readonly events: readonly EventRow[];
  readonly traits: readonly TraitRow[];
  readonly moves: readonly MoveRow[];
  readonly nodes: readonly NodeRow[];
  readonly told: readonly ToldRow[];
  readonly erased: readonly ErasedRow[];
  readonly deleted: readonly DeletedRow[];
};

/** A person whose state only the whole past can give. */
export type NeedsPast = { readonly person: PersonNumber; readonly nodes: readonly NodeNumber[] };
export type Past = { readonly person: PersonNumber; readonly history: History };

export const NO_ROWS: RecordRows = {
  events: [],
  traits: [],
  moves: [],
  nodes: [],
  told: [],
  erased: [],
  deleted: [],
};

/** The rows of a batch, by record. */
export function byRecord(batch: StoreBatch, told: readonly ToldRow[]): ReadonlyMap<Offset, RecordRows> {
  const records = new Map<Offset, { [Kind in keyof RecordRows]: RecordRows[Kind][number][] }>();
  const of = (offset: Offset) => {
    const rows = records.get(offset) ?? {
      events: [],
      traits: [],
      moves: [],
      nodes: [],
      told: [],
      erased: [],
      deleted: [],
    };
    records.set(offset, rows);
    return rows;
  };
  for (const row of batch.events) of(row.offset).events.push(row);
  for (const row of batch.traits) of(row.offset).traits.push(row);
  for (const row of batch.moves) of(row.offset).moves.push(row);
  for (const row of batch.nodes) of(row.offset).nodes.push(row);
  for (const row of told) of(row.offset).told.push(row);
  for (const row of batch.erased) of(row.offset).erased.push(row);
  for (const row of batch.deleted) of(row.offset).deleted.push(row);
  return records;
}

/** Whose states the rows look at. */
export function nodesIn(rows: RecordRows): ReadonlySet<NodeNumber> {
  const moved = rows.moves.flatMap(({ node, person }) => [node, person]);
  const told = [...rows.events, ...rows.traits].map(({ node }) => node);
  return new Set([...told, ...moved]);
}

export type InputCause = { readonly cause: "event" | "consent"; readonly eventId: string | null };

const BY_TRAIT: InputCause = { cause: "event", eventId: null };

/** What somebody allows is told from what they did, with the id of the call that said it, where one did. */
export function causeOfTrait({ name, node, index }: TraitRow, { events }: RecordRows): InputCause {
  if (!isConsentTrait(name)) return BY_TRAIT;
  const said = events.find((event) => event.index === index && event.node === node);
  return { cause: "consent", eventId: said?.id ?? null };
}
