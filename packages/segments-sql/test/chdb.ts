import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Session } from "chdb";
import { knowZonesOf, type Statement, STORE_TABLES, type TableSchema } from "../src/index.ts";
import { historyRows, type StoredPerson, type StoreRow } from "./history-rows.ts";

/** Small parts of the index, so that few rows are enough to show a row that was skipped wrongly. */
const INDEX_GRANULARITY = 4;
// Tables of all time zones since 1970 make long texts.
const ENGINE_ARGS = ["--output_format_json_quote_64bit_integers=1", "--max_query_size=4000000"];

/**
 * The store's tables in the engine itself, in this process: one per test file, never in a worker thread. After a failed
 * query the engine puts that query's bytes in front of the next answer, so the session is thrown away with it.
 */
export class TestStore {
  readonly #dir = mkdtempSync(join(tmpdir(), "habitus-sql-"));
  #session = new Session(this.#dir, { connectionArgs: ENGINE_ARGS });

  static async open(): Promise<TestStore> {
    // As the server does; asking for every zone's offsets takes seconds for each window without a beginning.
    knowZonesOf(process.versions);
    const store = new TestStore();
    for (const table of STORE_TABLES) await store.run(createTable(table));
    return store;
  }

  /** @param texts properties as JSON text by id hash, where a test wants them written its own way. */
  async fill(people: readonly StoredPerson[], texts: ReadonlyMap<string, string> = new Map()): Promise<void> {
    for (const [table, rows] of Object.entries(historyRows(people))) {
      const written = rows.map((row) => {
        const properties = texts.get(String(row["id"]));
        return properties === undefined ? row : { ...row, properties };
      });
      await this.insert(table, written);
    }
  }

  async insert(table: string, rows: readonly StoreRow[]): Promise<void> {
    if (rows.length === 0) return;
    const values = rows.map((row) => JSON.stringify(row)).join("\n");
    await this.#guarded(() => this.#session.insert({ table, values, format: "JSONEachRow" }));
  }

  async empty(): Promise<void> {
    for (const table of STORE_TABLES) await this.run(`TRUNCATE TABLE ${table.name}`);
  }

  async rows<Row>(statement: Statement): Promise<readonly Row[]> {
    const settings = Object.entries(statement.params).map(
      ([name, value]) => `param_${name} = ${boundText(value)}`,
    );
    const set = settings.length === 0 ? "" : `SET ${settings.join(", ")};\n`;
    const text = await this.run(`${set}${statement.sql}`);
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Row);
  }

  async run(sql: string): Promise<string> {
    return this.#guarded(async () => (await this.#session.queryAsync(sql, { format: "JSONEachRow" })).text());
  }

  close(): void {
    this.#session.close();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#session.close();
      this.#session = new Session(this.#dir, { connectionArgs: ENGINE_ARGS });
      throw error;
    }
  }
}

function createTable(table: TableSchema): string {
  const columns = table.columns.map(({ name, type, materialized }) =>
    materialized === undefined ? `\`${name}\` ${type}` : `\`${name}\` ${type} MATERIALIZED ${materialized}`,
  );
  const partition = table.partitionBy === null ? "" : `PARTITION BY ${table.partitionBy}`;
  return `CREATE TABLE ${table.name} (${columns.join(", ")}) ENGINE = ${table.engine} ${partition}
    ORDER BY (${table.orderBy.join(", ")}) SETTINGS index_granularity = ${INDEX_GRANULARITY}`;
}

/** A value in the escaped form that the engine reads parameters in, as a string literal. */
function boundText(value: string | number): string {
  const escaped = String(value)
    .replaceAll("\\", "\\\\")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\0", "\\0");
  return `'${escaped.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
