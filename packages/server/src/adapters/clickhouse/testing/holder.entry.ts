import { EngineProcess } from "../engine-process.ts";

// Starts an engine, says its process id, and does nothing more: for tests that kill a parent.
const [dataDir = "", entry = ""] = process.argv.slice(2);
const engine = await EngineProcess.start({ dataDir, entry });
process.stdout.write(`${engine.pid}\n`);
