import type { History } from "@habitus/segments";
import type {
  DeletedRow,
  ErasedRow,
  EventRow,
  MoveRow,
  NodeNumber,
  NodeRow,
  PersonNumber,
  TraitRow,
} from "../../store/event-store.ts";

/** The rows the resolver made of a record. */
export type RecordRows = {
  readonly events: readonly EventRow[];
  readonly traits: readonly TraitRow[];
  readonly moves: readonly MoveRow[];
  readonly nodes: readonly NodeRow[];
  readonly erased: readonly ErasedRow[];
  readonly deleted: readonly DeletedRow[];
};

/** A person whose state only the whole past can give. */
export type NeedsPast = { readonly person: PersonNumber; readonly nodes: readonly NodeNumber[] };
export type Past = { readonly person: PersonNumber; readonly history: History };
