import { mkdirSync, rmSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { quoteIdentifier, quoteText } from "@habitus/segments-sql";
import { type Lane, ofLanes } from "../../../store/event-store.ts";
import type { EngineConfig } from "./config.ts";
import { LaneQueue } from "./lanes.ts";
import type { Connection, Native } from "./native.ts";
import type { Operation } from "./operation.ts";

export type Answer = {
  readonly bytes: Buffer;
  readonly readRows: number;
  readonly readBytes: number;
  readonly writtenRows: number;
  readonly writtenBytes: number;
};

const SERVER_ARGS: readonly string[] = [
  // A JavaScript number cannot hold every 64-bit integer; ClickHouse's own HTTP interface quotes them too when asked.
  "--output_format_json_quote_64bit_integers=1",
];
/** Caches are bounded well below the memory cap; ClickHouse's own defaults reach 5 GB each. */
const MARK_CACHE_SHARE = 0.1;
const KILL_RETRY_MS = 100;
/** Bounds of an operation whose client set none: no operation runs without them. */
const MEMORY_SHARE = 0.5;
const MAX_SECONDS = 600;

/**
 * Runs operations on chDB, each on a connection of its own, opened before it and closed after it (0.27 ms together).
 * A connection is never used twice: after a failed query chDB puts that query's bytes in front of the next answer, and
 * settings and parameters set on it would reach whoever comes next.
 */
export class Executor {
  readonly #native: Native;
  readonly #config: EngineConfig;
  readonly #args: readonly string[];
  readonly #lanes: Readonly<Record<Lane, LaneQueue>>;
  /** Keeps the engine open while no operation runs. */
  readonly #keeper: Connection;
  #spooled = 0;

  /** Opens the data folder. Throws ClickHouse's text; code 76 when another process holds the folder. */
  constructor(native: Native, config: EngineConfig) {
    this.#native = native;
    this.#config = config;
    this.#args = [
      ...SERVER_ARGS,
      // Parameters are said in front of the statement here, so they count towards its length; the body's limit holds.
      `--max_query_size=${config.maxBodyBytes * 2}`,
      `--max_server_memory_usage=${config.memoryBytes}`,
      `--mark_cache_size=${Math.floor(config.memoryBytes * MARK_CACHE_SHARE)}`,
      `--index_mark_cache_size=${Math.floor(config.memoryBytes * MARK_CACHE_SHARE)}`,
    ];
    this.#lanes = ofLanes((lane) => new LaneQueue(config.lanes[lane]));
    this.#keeper = this.#open();
    // The folder's lock is ours from here on.
    rmSync(config.spoolDir, { recursive: true, force: true });
    mkdirSync(config.spoolDir, { mode: 0o700 });
  }

  /** Lets go of the data folder; only when nothing runs. */
  close(): void {
    this.#native.close(this.#keeper);
  }

  /** Running and waiting operations of each lane. */
  load(): Readonly<Record<Lane, { readonly running: number; readonly waiting: number }>> {
    return ofLanes((lane) => {
      const { running, waiting } = this.#lanes[lane];
      return { running, waiting };
    });
  }

  /**
   * Runs one operation in its lane. An abort takes it out of the queue or cancels it in the engine; the lane's slot stays
   * taken until the engine has let go of it.
   * @throws LaneFullError, or an Error with ClickHouse's text.
   */
  async run(operation: Operation, signal: AbortSignal): Promise<Answer> {
    return this.#lanes[operation.lane].run(() => this.#execute(operation, signal), signal);
  }

  async #execute(operation: Operation, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    const connection = this.#open();
    let kill: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      // The query may not be listed yet when the first attempt comes, so it is repeated until the query has ended.
      const attempt = (): void => void this.#kill(operation.queryId);
      attempt();
      kill = setInterval(attempt, KILL_RETRY_MS);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      const prefix = preamble(operation, this.#bounds(operation.lane));
      if (operation.data !== null)
        return await this.#insert(connection, prefix, operation.sql, operation.data);
      const answer = await this.#native.query(connection, `${prefix}${operation.sql}`, operation.format);
      return { ...NOTHING, bytes: answer.bytes, readRows: answer.rowsRead, readBytes: answer.bytesRead };
    } finally {
      clearInterval(kill);
      signal.removeEventListener("abort", onAbort);
      this.#native.close(connection);
    }
  }

  /**
   * Data goes through a file that lives as long as the insert. Data behind the statement is no way: chDB cuts it at the
   * first empty line, in binary formats too, and runs the rest as a statement.
   */
  async #insert(
    connection: Connection,
    prefix: string,
    sql: string,
    data: { readonly bytes: Buffer; readonly format: string },
  ): Promise<Answer> {
    this.#spooled += 1;
    const file = join(this.#config.spoolDir, String(this.#spooled));
    try {
      await writeFile(file, data.bytes, { mode: 0o600 });
      const insert = `${sql} FROM INFILE ${quoteText(file)} COMPRESSION 'none' FORMAT ${data.format}`;
      const answer = await this.#native.query(connection, `${prefix}${insert}`, "Null");
      const counts = { readRows: answer.rowsRead, readBytes: answer.bytesRead };
      return { ...NOTHING, ...counts, writtenRows: answer.rowsRead, writtenBytes: answer.bytesRead };
    } finally {
      await rm(file, { force: true });
    }
  }

  /** Asynchronous kill only: the synchronous form waits for ever. A failure is answered by the next attempt. */
  async #kill(queryId: string): Promise<void> {
    const connection = this.#open();
    try {
      await this.#native.query(
        connection,
        `KILL QUERY WHERE Settings['log_comment'] = ${quoteText(queryId)} ASYNC`,
        "Null",
      );
    } catch (error) {
      process.stderr.write(`could not cancel ${queryId}: ${String(error)}\n`);
    } finally {
      this.#native.close(connection);
    }
  }

  /** What holds for an operation unless its client says otherwise. */
  #bounds(lane: Lane): readonly string[] {
    const { threads } = this.#config.lanes[lane];
    return [
      `max_memory_usage = ${Math.floor(this.#config.memoryBytes * MEMORY_SHARE)}`,
      `max_execution_time = ${MAX_SECONDS}`,
      ...(threads === undefined ? [] : [`max_threads = ${threads}`]),
    ];
  }

  #open(): Connection {
    return this.#native.open(this.#config.dataDir, this.#args);
  }
}

/** Everything an operation depends on, said in front of its statement on its own connection. */
function preamble(operation: Operation, bounds: readonly string[]): string {
  const parts = [`SET log_comment = ${quoteText(operation.queryId)}`, ...bounds];
  for (const [name, value] of operation.settings) parts.push(`${name} = ${quoteText(value)}`);
  for (const [name, value] of operation.params) parts.push(`param_${name} = ${quoteText(value)}`);
  const use = operation.database === "default" ? "" : `USE ${quoteIdentifier(operation.database)}; `;
  return `${use}${parts.join(", ")}; `;
}

const NOTHING: Answer = {
  bytes: Buffer.alloc(0),
  readRows: 0,
  readBytes: 0,
  writtenRows: 0,
  writtenBytes: 0,
};
