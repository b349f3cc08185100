import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ClickHouseEventStore, type EventStoreOptions } from "../clickhouse-event-store.ts";
import { EngineProcess, type EngineOptions } from "../engine-process.ts";

const SERVER = fileURLToPath(new URL("../../../..", import.meta.url));
const ENTRY = join(SERVER, "dist", "engine.js");

let built: Promise<string> | undefined;

/** Bundles the engine's entry as `tools/build.mjs` does and returns its path. Once per process. */
export function buildEngine(): Promise<string> {
  built ??= build({
    entryPoints: [join(SERVER, "src", "main", "engine.entry.ts")],
    outfile: ENTRY,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // Our own packages are TypeScript and go in; npm packages stay where npm put them.
    external: ["chdb", "chdb/*"],
  }).then(() => ENTRY);
  return built;
}

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
    openStore: (more = {}) =>
      ClickHouseEventStore.open({ address: { kind: "socket", path: engine.socketPath }, ...more }),
    async stop() {
      await engine.stop();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
