import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));
const ENTRY = fileURLToPath(new URL("../../../dist/habitus.js", import.meta.url));
const READY_MS = 60_000;

export const ADMIN_TOKEN = "test-admin-token";
export const WRITE_KEY = "test-write-key";

/** The built server as a process of its own: what `npm start` runs. */
export type RealServer = {
  readonly url: string;
  readonly child: ChildProcess;
  /** Calls the management API as admin. @throws Error with the answer when it is not a success. */
  api<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
  /** Resolves with the exit code, null when a signal ended it. */
  readonly exited: Promise<number | null>;
  stdout(): string;
  stderr(): string;
};

export type RealServerOptions = {
  readonly dataDir: string;
  readonly port?: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

/** Builds what is not up to date, starts the server and waits until it listens. */
export async function startRealServer(options: RealServerOptions): Promise<RealServer> {
  buildOnce();
  const args = ["--data", options.dataDir, "--port", String(options.port ?? 0), ...(options.args ?? [])];
  const child = spawn(process.execPath, [ENTRY, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      HABITUS_ADMIN_TOKEN: ADMIN_TOKEN,
      HABITUS_WRITE_KEY: WRITE_KEY,
      UV_THREADPOOL_SIZE: "16",
      ...options.env,
    },
  });
  // A test that fails half-way must not leave its server behind.
  const orphaned = (): boolean => child.kill("SIGKILL");
  process.once("exit", orphaned);
  child.once("exit", () => process.off("exit", orphaned));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  const exited = once(child, "exit").then(() => child.exitCode);
  const url = await listening(child, () => stderr);
  return {
    url,
    child,
    exited,
    stdout: () => stdout,
    stderr: () => stderr,
    api: (method, path, body) => callApi(url, method, path, body),
    async stop() {
      child.kill("SIGTERM");
      return exited;
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

let built = false;

function buildOnce(): void {
  if (!built) execFileSync(process.execPath, ["tools/build.mjs", "server"], { cwd: ROOT, stdio: "pipe" });
  built = true;
}

function listening(child: ChildProcess, stderr: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`${why}\n${stderr()}`));
    };
    const timer = setTimeout(() => fail("The server did not listen in time."), READY_MS);
    let stdout = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      const match = /listening on (http:\S+)/.exec(stdout);
      if (match?.[1] === undefined) return;
      clearTimeout(timer);
      resolve(match[1]);
    });
    child.once("exit", (code) => fail(`The server ended with ${code} before it listened.`));
  });
}

async function callApi<T>(url: string, method: string, path: string, body: unknown): Promise<T> {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

type Health = { readonly stages: readonly { readonly position: number; readonly lag: number }[] };

/** Resolves when every stage has worked off the whole log. */
export async function drained(server: RealServer): Promise<void> {
  for (;;) {
    // A connection of its own: a server that is kept busy closes idle ones late, maybe just as one is used again.
    const answer = await fetch(`${server.url}/health`, { headers: { connection: "close" } });
    const { stages } = (await answer.json()) as Health;
    if (stages.every((stage) => stage.lag === 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
