import { Agent, type AgentOptions } from "node:http";
import { Readable } from "node:stream";
import {
  type ClickHouseClient,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
  type ClickHouseClientConfigOptions,
} from "@clickhouse/client";
import type { EngineAddress } from "../../store/engine-address.ts";
import type { Lane, QueryOptions, Statement } from "../../store/event-store.ts";
import { DEFAULT_ENGINE_LIMITS, LANE_HEADER } from "./engine/config.ts";
import { storeError } from "./errors.ts";
import type { LaneLimits } from "./lane-limits.ts";

/** Time a request may spend outside the engine's execution and its lane's queue: sending, receiving. */
const MARGIN_MS = 120_000;
const ADDRESS_OF_SOCKET = "http://engine.local";

/** One lane's way to the engine. Every failure is a HabitusError made by `storeError`. */
export class LaneClient {
  readonly #client: ClickHouseClient;
  readonly #limits: LaneLimits;

  constructor(address: Pick<EngineAddress, "socketPath">, database: string, lane: Lane, limits: LaneLimits) {
    this.#limits = limits;
    this.#client = createClient({
      ...wayTo(address, limits.connections),
      database,
      request_timeout: limits.seconds * 1_000 + DEFAULT_ENGINE_LIMITS.lanes[lane].waitMs + MARGIN_MS,
      use_multipart_params_auto: true,
      http_headers: { [LANE_HEADER]: lane },
      clickhouse_settings: settingsOf(limits),
      // Failures reach the caller as typed errors; the caller decides what is logged.
      log: { level: ClickHouseLogLevel.OFF },
    });
  }

  /** Rows of a SELECT. 64-bit integers and decimals arrive as text, so no digit is lost. */
  async rows<Row>(
    statement: Statement,
    signal?: AbortSignal,
    id?: QueryOptions["id"],
  ): Promise<readonly Row[]> {
    return this.#typed(signal, async () => {
      const answer = await this.#client.query({
        query: statement.sql,
        query_params: { ...statement.params },
        format: "JSONEachRow",
        clickhouse_settings: { readonly: "2" },
        ...(signal === undefined ? {} : { abort_signal: signal }),
        ...(id === undefined ? {} : { query_id: id }),
      });
      const rows = await answer.json<Row>();
      // The client watches the signal only until the answer begins.
      signal?.throwIfAborted();
      return rows;
    });
  }

  /** Runs a statement without an answer, such as a table's definition. */
  async command(sql: string, params: Statement["params"] = {}, signal?: AbortSignal): Promise<void> {
    const query = { query: sql, query_params: { ...params } };
    await this.#typed(signal, () => this.#client.command(query));
  }

  /** Inserts `bytes` in the format that `sql` names, as one block. */
  async insert(sql: string, bytes: Uint8Array, queryId: string): Promise<void> {
    await this.#typed(undefined, async () => {
      const answer = await this.#client.exec({
        query: sql,
        query_id: queryId,
        values: Readable.from([bytes], { objectMode: false }),
        clickhouse_settings: ONE_BLOCK,
      });
      for await (const _ of answer.stream) continue;
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #typed<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      signal?.throwIfAborted();
      return await work();
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : storeError(error, this.#limits);
    }
  }
}

function wayTo(
  { socketPath }: Pick<EngineAddress, "socketPath">,
  connections: number,
): ClickHouseClientConfigOptions {
  // Node's agent connects to the socket; the host in the address is only the request's Host header.
  const agent: AgentOptions & { socketPath: string } = {
    socketPath,
    keepAlive: true,
    maxSockets: connections,
  };
  return { url: ADDRESS_OF_SOCKET, http_agent: new Agent(agent) };
}

/** An insert is durable and counted as a whole only as one block, which becomes one part: no limit may cut it. */
const ONE_BLOCK: ClickHouseSettings = {
  async_insert: 0,
  insert_deduplicate: 0,
  input_format_parallel_parsing: 0,
  max_insert_block_size: "100000000",
  min_insert_block_size_rows: "100000000",
  min_insert_block_size_bytes: "10000000000",
};

function settingsOf(limits: LaneLimits): ClickHouseSettings {
  return {
    max_memory_usage: String(limits.memoryBytes),
    max_bytes_before_external_group_by: String(Math.floor(limits.memoryBytes / 2)),
    max_bytes_before_external_sort: String(Math.floor(limits.memoryBytes / 2)),
    max_execution_time: limits.seconds,
    timeout_overflow_mode: "throw",
    max_result_bytes: String(limits.resultBytes),
    result_overflow_mode: "throw",
    // An answer comes whole or as an error, never as rows with an error behind them.
    wait_end_of_query: 1,
    cancel_http_readonly_queries_on_client_close: 1,
    output_format_json_quote_64bit_integers: 1,
    output_format_json_quote_decimals: 1,
  };
}
