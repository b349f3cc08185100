import type { EngineConfig } from "../adapters/clickhouse/engine/config.ts";
import { runEngine } from "../adapters/clickhouse/engine/run-engine.ts";

// The parent that starts this file writes the configuration; it is the only caller.
runEngine(JSON.parse(process.argv[2] ?? "{}") as EngineConfig);
