import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { assert, HabitusError, must } from "@habitus/kernel";
import type { Offset } from "../../log/log.ts";
import type { EngineAddress } from "../../store/engine-address.ts";
import {
  type DeletedRow,
  type ErasedRow,
  type EventRow,
  type EventStore,
  type Lane,
  type NodeNumber,
  ofLanes,
  type QueryOptions,
  type Reading,
  type Statement,
  type StoreBatch,
} from "../../store/event-store.ts";
import { createSerially } from "../../platform/serially.ts";
import { LaneClient } from "./client.ts";
import { hideDeleted, hideErased, hideOld, readErased, rewriteErased } from "./erasing.ts";
import { type LaneLimits, laneLimits } from "./lane-limits.ts";
import {
  type Block,
  BLOCK_LIMITS,
  type BlockLimits,
  blocksOf,
  ERASED_ROWS,
  EVENT_ROWS_BY_NAME,
  EVENT_ROWS_BY_NODE,
  MOVE_ROWS,
  monthOf,
  NODE_ROWS,
  POSITION_ROWS,
  type TableRows,
  TRAIT_ROWS,
  TRANSITION_ROWS,
} from "./rows.ts";
import { RowBinaryWriter } from "./row-binary.ts";
import { Progress, type TableName, TABLES } from "./progress.ts";
import { createDatabaseSql, migrate } from "./schema.ts";

export type EventStoreOptions = {
  readonly address: EngineAddress;
  readonly database?: string;
  /** By the engine's memory when not said. */
  readonly lanes?: Readonly<Record<Lane, LaneLimits>>;
  readonly blocks?: BlockLimits;
};

/** How long an insert whose outcome is unknown may go on in the engine before the append is given up for now. */
const SETTLE_PATIENCE_MS = 10_000;
const SETTLE_POLL_MS = 50;
/** The engine knows a query's id as its comment. */
const IS_ONE_OF = `has({ids:Array(String)}, Settings['log_comment'])`;
export const DEFAULT_DATABASE = "habitus";

/**
 * The event store on ClickHouse's dialect, in the engine of our own.
 *
 * Each row once: a table takes rows in order of offset, in blocks of whole records that are stored whole or not at all.
 * So the rows a table holds are exactly those up to its highest offset, and what is handed over again is passed over up
 * to there. `store_position` is written after all tables, and never says more than they hold.
 */
export class ClickHouseEventStore implements EventStore {
  readonly #lanes: Readonly<Record<Lane, LaneClient>>;
  readonly #blocks: BlockLimits;
  #position: Offset = 0;
  /** Null when the tables must be asked, because an insert's outcome is unknown. */
  #progress: Progress | null = null;
  /** Memory of the events' blocks, used again from batch to batch as long as every insert is answered. */
  #eventBytes = new RowBinaryWriter();
  /** Inserts that were sent and not answered. */
  readonly #unanswered = new Set<string>();
  #appending: Promise<void> = Promise.resolve();
  readonly #rewriting = createSerially();
  /** The place of the newest transition that is held; null when the table must be asked. */
  #transitions: number | null = null;
  /** Whose transitions come in vain, however late. */
  #erased: Set<NodeNumber> = new Set();

  private constructor(lanes: Readonly<Record<Lane, LaneClient>>, blocks: BlockLimits) {
    this.#lanes = lanes;
    this.#blocks = blocks;
  }

  /**
   * Makes or migrates the tables and learns what they hold.
   * @throws HabitusError `store_newer` for data of a newer version, or any code of `StoreErrorCode`.
   */
  static async open(options: EventStoreOptions): Promise<ClickHouseEventStore> {
    const database = options.database ?? DEFAULT_DATABASE;
    const limits = options.lanes ?? laneLimits(options.address.memoryBytes);
    const first = new LaneClient(options.address, "default", "interactive", limits.interactive);
    try {
      await first.command(createDatabaseSql(database));
    } finally {
      await first.close();
    }
    const lanes = ofLanes((name) => new LaneClient(options.address, database, name, limits[name]));
    const store = new ClickHouseEventStore(lanes, options.blocks ?? BLOCK_LIMITS);
    try {
      await migrate(lanes.insert);
      store.#progress = await store.#readProgress();
      store.#position = store.#progress.position;
      store.#erased = await readErased(lanes.insert);
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  position(): Promise<Offset> {
    return Promise.resolve(this.#position);
  }

  append(batch: StoreBatch): Promise<void> {
    return this.#inTurn(() => this.#append(batch));
  }

  transitionsUpTo(): Promise<number> {
    return this.#inTurn(() => this.#heldTransitions());
  }

  appendTransitions(rows: readonly EventRow[]): Promise<void> {
    return this.#inTurn(async () => {
      const held = await this.#heldTransitions();
      this.#transitions = null;
      const missing = rows.filter(({ offset, node }) => offset > held && !this.#erased.has(node));
      await this.#insertRows(missing, TRANSITION_ROWS);
      this.#transitions = Math.max(held, rows.at(-1)?.offset ?? 0);
    });
  }

  clearTransitions(): Promise<void> {
    return this.#inTurn(async () => {
      this.#transitions = null;
      await this.#lanes.insert.command("TRUNCATE TABLE transitions");
    });
  }

  async rewrite(signal: AbortSignal): Promise<void> {
    await this.#rewriting(() => rewriteErased(this.#lanes.backfill, signal));
  }

  query<Row>(statement: Statement, { lane, signal, id }: QueryOptions): Promise<readonly Row[]> {
    return this.#lanes[lane].rows<Row>(statement, signal, id);
  }

  async reading(id: string): Promise<Reading | null> {
    const [row] = await this.#lanes.interactive.rows<Record<"rows" | "total" | "elapsed", string | number>>({
      sql: `SELECT read_rows AS rows, greatest(total_rows_approx, read_rows) AS total, elapsed
FROM system.processes WHERE ${IS_ONE_OF}`,
      params: { ids: [id] },
    });
    if (row === undefined) return null;
    return { rows: Number(row.rows), total: Number(row.total), elapsedMs: Number(row.elapsed) * 1_000 };
  }

  async close(): Promise<void> {
    await this.#appending;
    await Promise.all(Object.values(this.#lanes).map((lane) => lane.close()));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#appending.then(work);
    this.#appending = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  }

  /** As `#progress`: what the table says once no insert of an unknown outcome is at work. */
  async #heldTransitions(): Promise<number> {
    if (this.#transitions !== null) return this.#transitions;
    await this.#settled();
    this.#transitions = await this.#maxOffset("transitions");
    return this.#transitions;
  }

  async #append(batch: StoreBatch): Promise<void> {
    assert(batch.upTo >= this.#position, "batches come in order");
    assert(lastOffset(batch) <= batch.upTo, "no row lies above the batch's end");
    const progress = this.#progress ?? (await this.#progressAfterFailure());
    // Until every insert has answered well, what the tables hold counts as unknown.
    this.#progress = null;
    await allOrFirstError([
      this.#insertEvents(
        progress.missing("events_by_name", batch.events),
        progress.missing("events_by_node", batch.events),
      ),
      this.#insertRows(progress.missing("traits", batch.traits), TRAIT_ROWS),
      this.#insertRows(progress.missing("moves", batch.moves), MOVE_ROWS),
      this.#insertRows(progress.missing("nodes", batch.nodes), NODE_ROWS),
    ]);
    if (batch.erased.length > 0) await this.#erase(batch.erased);
    if (batch.deleted.length > 0) await this.#delete(batch.deleted);
    if (batch.upTo > progress.position) {
      const out = new RowBinaryWriter();
      POSITION_ROWS.write(out, batch.upTo);
      await this.#insert(POSITION_ROWS.insertSql, out.bytes());
    }
    this.#progress = progress.advancedTo(batch.upTo);
    this.#position = batch.upTo;
  }

  /** Known before it is hidden: what comes later than this is passed over, what came before it is hidden. */
  async #erase(erased: readonly ErasedRow[]): Promise<void> {
    await this.#settled();
    await this.#insertRows(erased, ERASED_ROWS);
    for (const { node } of erased) this.#erased.add(node);
    await hideErased(this.#lanes.insert, erased);
  }

  async #delete(deleted: readonly DeletedRow[]): Promise<void> {
    await this.#settled();
    const isOld = ({ cause }: DeletedRow): boolean => cause === "retention";
    for (const each of deleted) if (!isOld(each)) await hideDeleted(this.#lanes.insert, each);
    await hideOld(this.#lanes.insert, deleted.filter(isOld));
  }

  /** Encodes once for both tables; only after a crash between the two do they lack different rows. */
  async #insertEvents(byName: readonly EventRow[], byNode: readonly EventRow[]): Promise<void> {
    const blocks = (rows: readonly EventRow[]): Iterable<Block> =>
      blocksOf(rows, EVENT_ROWS_BY_NAME, this.#blocks, (row) => monthOf(row.receivedAt), this.#eventBytes);
    if (byName.length === byNode.length) {
      await this.#insertBlocks(blocks(byName), [EVENT_ROWS_BY_NAME, EVENT_ROWS_BY_NODE]);
    } else {
      await this.#insertBlocks(blocks(byName), [EVENT_ROWS_BY_NAME]);
      await this.#insertBlocks(blocks(byNode), [EVENT_ROWS_BY_NODE]);
    }
  }

  async #insertRows<Row extends { readonly offset: Offset }>(
    rows: readonly Row[],
    table: TableRows<Row>,
  ): Promise<void> {
    await this.#insertBlocks(blocksOf(rows, table, this.#blocks), [table]);
  }

  /** One block after the other, because a table must never hold a later block without the earlier one. */
  async #insertBlocks(
    blocks: Iterable<Block>,
    tables: readonly Pick<TableRows<never>, "insertSql">[],
  ): Promise<void> {
    for (const block of blocks) {
      await allOrFirstError(tables.map((table) => this.#insert(table.insertSql, block.bytes)));
    }
  }

  async #insert(sql: string, bytes: Uint8Array): Promise<void> {
    const id = `habitus-insert-${randomUUID()}`;
    this.#unanswered.add(id);
    await this.#lanes.insert.insert(sql, bytes, id);
    this.#unanswered.delete(id);
  }

  /** An insert that failed on our side may still be at work in the engine; only when none is, the tables tell the truth. */
  async #progressAfterFailure(): Promise<Progress> {
    await this.#settled();
    this.#eventBytes = new RowBinaryWriter();
    return this.#readProgress();
  }

  async #settled(): Promise<void> {
    if (this.#unanswered.size === 0) return;
    const ids = [...this.#unanswered];
    const deadline = performance.now() + SETTLE_PATIENCE_MS;
    while ((await this.#stillRunning(ids)) > 0) {
      if (performance.now() > deadline) {
        throw new HabitusError("store_busy", "An earlier insert is still at work in the event store.", {
          details: { retryable: true },
        });
      }
      await delay(SETTLE_POLL_MS);
    }
    this.#unanswered.clear();
  }

  async #stillRunning(ids: readonly string[]): Promise<number> {
    const [row] = await this.#lanes.insert.rows<{ readonly running: string }>({
      sql: `SELECT count() AS running FROM system.processes WHERE ${IS_ONE_OF}`,
      params: { ids },
    });
    return Number(row?.running ?? 0);
  }

  async #readProgress(): Promise<Progress> {
    const [position, ...held] = await Promise.all(
      (["store_position", ...TABLES] as const).map((table) => this.#maxOffset(table)),
    );
    const byTable = TABLES.map((table, at) => [table, must(held[at], "one answer each")] as const);
    return new Progress(must(position, "one answer each"), new Map(byTable));
  }

  async #maxOffset(table: TableName | "store_position" | "transitions"): Promise<Offset> {
    const rows = await this.#lanes.insert.rows<{ readonly max: string }>({
      sql: `SELECT max(offset) AS max FROM ${table}`,
      params: {},
    });
    return Number(rows[0]?.max ?? 0);
  }
}

function lastOffset(batch: StoreBatch): Offset {
  const lists: readonly (readonly { readonly offset: Offset }[])[] = [
    batch.events,
    batch.traits,
    batch.moves,
    batch.nodes,
  ];
  return Math.max(...lists.map((rows) => rows.at(-1)?.offset ?? 0));
}

/** Waits for all, so that nothing goes on behind a failure that was already reported. */
async function allOrFirstError(work: readonly Promise<unknown>[]): Promise<void> {
  const settled = await Promise.allSettled(work);
  const failed = settled.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
