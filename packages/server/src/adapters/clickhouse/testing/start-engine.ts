import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { must } from "@habitus/kernel";
import { build } from "esbuild";
import { ClickHouseEventStore, type EventStoreOptions } from "../clickhouse-event-store.ts";
import { EngineProcess, type EngineOptions } from "../engine-process.ts";

const SERVER = fileURLToPath(new URL("../../../..", import.meta.url));
/** Below a node_modules folder, so that the engine finds chdb; not in `dist`, which the build owns. */
const FOLDER = join(SERVER, "../../node_modules/.cache/habitus");

let built: Promise<string> | undefined;

/** Bundles the engine's entry as the build does and returns its path. Once per process; safe beside other processes. */
export function buildEngine(): Promise<string> {
  built ??= bundleEngine();
  return built;
}

async function bundleEngine(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(SERVER, "src/main/engine.entry.ts")],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["chdb"],
  });
  const code = must(outputFiles[0], "one entry gives one file").contents;
  const name = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const path = join(FOLDER, `engine-${name}.mjs`);
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  // A process beside us may start the file at any moment: it appears whole.
  writeFileSync(`${path}.${process.pid}`, code);
  renameSync(`${path}.${process.pid}`, path);
  return path;
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
