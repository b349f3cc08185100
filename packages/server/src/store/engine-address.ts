/** Where the engine of the event store listens, and the memory that its lanes share. Plain data, which threads are started with. */
export type EngineAddress = { readonly socketPath: string; readonly memoryBytes: number };
