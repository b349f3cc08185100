import { createRequire } from "node:module";

/** One connection to the engine of this process. */
export type Connection = { readonly handle: unknown };

export type QueryAnswer = {
  readonly bytes: Buffer;
  readonly rowsRead: number;
  readonly bytesRead: number;
};
/** The calls of chDB's addon that the engine uses. Failures reject or throw with ClickHouse's own text ("Code: 47. DB::Exception: ..."). */
export type Native = {
  open(dataDir: string, args: readonly string[]): Connection;
  /** Only for a connection on which nothing runs. */
  close(connection: Connection): void;
  query(connection: Connection, sql: string, format: string): Promise<QueryAnswer>;
};

type Addon = {
  CreateConnection(path: string, args: readonly string[]): unknown;
  CloseConnection(handle: unknown): void;
  QueryAsyncConnection(handle: unknown, sql: string, format: string): Promise<QueryAnswer>;
};

/**
 * Loads the addon under chDB's own JavaScript. That layer is passed by on purpose: its `close()` waits for every
 * operation of the process and its bound queries run one at a time. Its raw insert is not used either: data is cut at the
 * first empty line, and what follows runs as a statement.
 */
export function loadNative(): Native {
  const inChdb = createRequire(createRequire(import.meta.url).resolve("chdb"));
  const loader = inChdb("./dist/loader.js") as { loadNative(): Addon };
  const addon = loader.loadNative();
  return {
    open: (dataDir, args) => ({ handle: addon.CreateConnection(dataDir, args) }),
    close: (connection) => addon.CloseConnection(connection.handle),
    query: (connection, sql, format) => addon.QueryAsyncConnection(connection.handle, sql, format),
  };
}
