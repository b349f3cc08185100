import { rmSync, writeSync } from "node:fs";
import type { EngineConfig } from "./config.ts";
import { Executor } from "./executor.ts";
import { loadNative } from "./native.ts";
import { createEngineServer } from "./server.ts";

const STDERR = 2;

/** What the child tells its parent over the process channel. */
export type EngineMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly message: string };

/**
 * The whole life of the engine process: opens the folder, serves it, and ends at once when its parent is gone. It is
 * ended by SIGKILL and by nothing else, because a running native query delays any other way out; what was answered is
 * on disk by then.
 */
export function runEngine(config: EngineConfig): void {
  process.umask(0o077);
  process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
  for (const bug of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(bug, (error: unknown) => {
      writeSync(STDERR, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.kill(process.pid, "SIGKILL");
    });
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // A terminal sends these to the whole group; the parent decides when the engine ends.
    process.on(signal, () => undefined);
  }
  try {
    const server = createEngineServer(new Executor(loadNative(), config), config);
    // The folder's lock is ours now, so a socket found here is left over from a process that was killed.
    rmSync(config.socketPath, { force: true });
    server.once("error", (error) => tell({ kind: "failed", message: String(error) }));
    server.listen(config.socketPath, () => tell({ kind: "ready" }));
  } catch (error) {
    tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

function tell(message: EngineMessage): void {
  process.send?.(message);
}
