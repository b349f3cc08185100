import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { HabitusError } from "@habitus/kernel";
import type { EngineAddress } from "../../store/engine-address.ts";
import { DEFAULT_ENGINE_LIMITS, type EngineConfig, threadPoolSize } from "./engine/config.ts";
import type { EngineMessage } from "./engine/run-engine.ts";

export type EngineEvent =
  | { readonly kind: "ready"; readonly pid: number; readonly tookMs: number }
  | { readonly kind: "died"; readonly how: string; readonly stderr: string; readonly restartInMs: number }
  | { readonly kind: "failed"; readonly error: HabitusError; readonly restartInMs: number };

export type EngineOptions = {
  /** Folder that belongs to the engine; made when it is not there. */
  readonly dataDir: string;
  /** The bundled engine entry, `packages/server/dist/engine.js`. */
  readonly entry: string;
  readonly limits?: Partial<Pick<EngineConfig, "memoryBytes" | "lanes" | "maxBodyBytes">>;
  /** How long one start may take before it is given up, in ms. */
  readonly startTimeoutMs?: number;
  /** How long to wait for another process to let go of the folder, in ms. */
  readonly inUsePatienceMs?: number;
  /** Pause before a dead engine is started again: the first, doubled each time up to the last. */
  readonly restartPausesMs?: { readonly first: number; readonly last: number };
  readonly onEvent?: (event: EngineEvent) => void;
};

const START_TIMEOUT_MS = 60_000;
/** A parent that was killed leaves its engine for some milliseconds; longer than this is a second process. */
const IN_USE_PATIENCE_MS = 5_000;
const IN_USE_RETRY_MS = 100;
const RESTART_PAUSES_MS = { first: 50, last: 10_000 };
/** An engine that lived this long starts its pauses anew. */
const HEALTHY_MS = 30_000;
const STDERR_TAIL = 8_192;
/** The shortest `sun_path` of the supported systems is 104 bytes with its end. */
const MAX_SOCKET_PATH = 100;

/** A running engine process. When it dies it is started again, with growing pauses, until `stop`. */
export class EngineProcess {
  readonly address: EngineAddress;
  readonly #options: EngineOptions;
  readonly #config: EngineConfig;
  readonly #madeFolder: string | null;
  #child: ChildProcess | null = null;
  /** One that does not serve yet. */
  #starting: ChildProcess | null = null;
  readonly #stop = new AbortController();
  #restart: Promise<void> = Promise.resolve();
  readonly #pauses: { readonly first: number; readonly last: number };
  #pauseMs: number;

  private constructor(options: EngineOptions) {
    const dataDir = resolve(options.dataDir);
    makeFolder(join(dataDir, "db"));
    const inside = join(dataDir, "engine.sock");
    const fits = Buffer.byteLength(inside) <= MAX_SOCKET_PATH;
    const socketPath = fits ? inside : join(mkdtempSync(join(tmpdir(), "habitus-socket-")), "engine.sock");
    this.#madeFolder = fits ? null : dirname(socketPath);
    this.#options = options;
    this.#pauses = options.restartPausesMs ?? RESTART_PAUSES_MS;
    this.#pauseMs = this.#pauses.first;
    this.#config = {
      ...DEFAULT_ENGINE_LIMITS,
      ...options.limits,
      dataDir: join(dataDir, "db"),
      spoolDir: join(dataDir, "spool"),
      socketPath,
    };
    this.address = { socketPath, memoryBytes: this.#config.memoryBytes };
  }

  /**
   * Starts the engine and waits until it serves.
   * @throws HabitusError `store_in_use` when another process holds the folder; `store_start_failed` otherwise.
   */
  static async start(options: EngineOptions): Promise<EngineProcess> {
    const engine = new EngineProcess(options);
    const deadline = performance.now() + (options.inUsePatienceMs ?? IN_USE_PATIENCE_MS);
    for (;;) {
      try {
        await engine.#launch();
        return engine;
      } catch (error) {
        const again =
          error instanceof HabitusError && error.code === "store_in_use" && performance.now() < deadline;
        if (!again) {
          engine.#removeFolder();
          throw error;
        }
        await delay(IN_USE_RETRY_MS);
      }
    }
  }

  /** Process id of the engine, null while it is down. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Ends the engine for good; resolves once the process is gone. What it answered is on disk. */
  async stop(): Promise<void> {
    this.#stop.abort();
    for (const child of [this.#child, this.#starting]) if (child !== null) await ended(child);
    await this.#restart;
    this.#removeFolder();
  }

  async #launch(): Promise<void> {
    const began = performance.now();
    const child = spawn(process.execPath, [this.#options.entry, JSON.stringify(this.#config)], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: { TZ: "UTC", UV_THREADPOOL_SIZE: String(threadPoolSize(this.#config)) },
    });
    const stderr = tailOf(child);
    this.#starting = child;
    try {
      await served(child, this.#options.startTimeoutMs ?? START_TIMEOUT_MS);
    } catch (error) {
      // The engine's own words arrive on stderr, which is complete only when the process has ended.
      await ended(child);
      throw startError(error instanceof Error ? error.message : String(error), stderr());
    } finally {
      this.#starting = null;
    }
    this.#child = child;
    const upSince = performance.now();
    child.once("exit", (code, signal) => {
      this.#child = null;
      if (this.#stop.signal.aborted) return;
      if (performance.now() - upSince > HEALTHY_MS) this.#pauseMs = this.#pauses.first;
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      this.#tell({ kind: "died", how, stderr: stderr(), restartInMs: this.#pauseMs });
      this.#restart = this.#startAgain();
    });
    this.#tell({ kind: "ready", pid: child.pid ?? 0, tookMs: upSince - began });
  }

  async #startAgain(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const pause = this.#pauseMs;
      this.#pauseMs = Math.min(pause * 2, this.#pauses.last);
      await delay(pause, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      if (this.#stop.signal.aborted) return;
      try {
        await this.#launch();
        if (this.#stop.signal.aborted && this.#child !== null) await ended(this.#child);
        return;
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#tell({ kind: "failed", error: asStartError(error), restartInMs: this.#pauseMs });
      }
    }
  }

  #tell(event: EngineEvent): void {
    this.#options.onEvent?.(event);
  }

  #removeFolder(): void {
    if (this.#madeFolder !== null) rmSync(this.#madeFolder, { recursive: true, force: true });
  }
}

/** Resolves when the child says it serves; rejects with what it said instead, or with how it ended. */
function served(child: ChildProcess, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (message: string): void => {
      done();
      reject(new Error(message));
    };
    const onMessage = (message: EngineMessage): void => {
      if (message.kind === "failed") return fail(message.message);
      done();
      resolve();
    };
    const onExit = (code: number | null, signal: string | null): void =>
      fail(`The engine process ended before it was ready (${signal ?? `exit code ${code}`})`);
    const onError = (error: Error): void => fail(`The engine process could not be started: ${error.message}`);
    const timer = setTimeout(() => fail(`The engine was not ready within ${timeoutMs} ms`), timeoutMs);
    const done = (): void => {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", onExit).off("error", onError);
      // Once it runs, a failed kill or send must not become an uncaught error.
      child.on("error", () => undefined);
    };
    child.on("message", onMessage).once("exit", onExit).once("error", onError);
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
    return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

function tailOf(child: ChildProcess): () => string {
  let tail = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    tail = (tail + text).slice(-STDERR_TAIL);
  });
  return () => tail.trim();
}

const IN_USE = /Code: 76\. DB::Exception: Cannot lock file/;

function startError(message: string, stderr: string): HabitusError {
  if (IN_USE.test(`${message}\n${stderr}`)) {
    return new HabitusError("store_in_use", "The event store's folder is in use by another process.", {
      fix: "Stop the other process, or choose another data folder.",
    });
  }
  return new HabitusError("store_start_failed", `The event store did not start: ${message}`, {
    details: stderr === "" ? {} : { stderr },
  });
}

function asStartError(error: unknown): HabitusError {
  return error instanceof HabitusError ? error : startError(String(error), "");
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw startError(`The folder ${path} cannot be made: ${String(error)}`, "");
  }
}
