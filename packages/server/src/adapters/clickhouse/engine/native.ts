import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** One connection to the engine of this process. */
export type Connection = { readonly handle: unknown };

export type QueryAnswer = {
  readonly bytes: Buffer;
  readonly rowsRead: number;
  readonly bytesRead: number;
};
export type InsertAnswer = { readonly rowsWritten: number; readonly bytesWritten: number };

/** The calls of chDB's addon that the engine uses. Failures reject or throw with ClickHouse's own text ("Code: 47. DB::Exception: ..."). */
export type Native = {
  open(dataDir: string, args: readonly string[]): Connection;
  /** Only for a connection on which nothing runs. */
  close(connection: Connection): void;
  query(connection: Connection, sql: string, format: string): Promise<QueryAnswer>;
  /** `sql` ends with `FORMAT x`; `body` is handed over without a copy and must not change until the promise settles. */
  insert(connection: Connection, sql: string, body: Buffer): Promise<InsertAnswer>;
};

type Addon = {
  CreateConnection(path: string, args: readonly string[]): unknown;
  CloseConnection(handle: unknown): void;
  QueryAsyncConnection(handle: unknown, sql: string, format: string): Promise<QueryAnswer>;
  InsertRawAsyncConnection(
    handle: unknown,
    sql: string,
    body: Buffer,
    countLines: boolean,
  ): Promise<InsertAnswer>;
};

/**
 * Loads the addon under chDB's own JavaScript. That layer is passed by on purpose: its `close()` waits for every
 * operation of the process, its bound queries run one at a time, and it refuses binary insert formats.
 */
export function loadNative(): Native {
  const require = createRequire(import.meta.url);
  const root = dirname(require.resolve("chdb/package.json"));
  const loader = require(join(root, "dist", "loader.js")) as { loadNative(): Addon };
  const addon = loader.loadNative();
  return {
    open: (dataDir, args) => ({ handle: addon.CreateConnection(dataDir, args) }),
    close: (connection) => addon.CloseConnection(connection.handle),
    query: (connection, sql, format) => addon.QueryAsyncConnection(connection.handle, sql, format),
    insert: (connection, sql, body) => addon.InsertRawAsyncConnection(connection.handle, sql, body, false),
  };
}
