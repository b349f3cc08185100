import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClickHouseEventStore, type EventStoreOptions } from "../clickhouse-event-store.ts";
import { buildEngine } from "./build-engine.ts";
import { EngineProcess, type EngineOptions } from "../engine-process.ts";

export type TestEngine = {
  readonly engine: EngineProcess;
  readonly dataDir: string;
  openStore(options?: Partial<EventStoreOptions>): Promise<ClickHouseEventStore>;
  /** Ends the engine and removes its folder if it was made here. */
  stop(): Promise<void>;
};

/** A real engine process on a fresh folder, or on `dataDir`. */
export async function startTestEngine(options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "habitus-store-"));
  const engine = await EngineProcess.start({ entry: await buildEngine(), ...options, dataDir });
  return {
    engine,
    dataDir,
    openStore: (more = {}) => ClickHouseEventStore.open({ address: engine.address, ...more }),
    async stop() {
      await engine.stop();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
