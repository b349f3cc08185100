import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Instant } from "@habitus/kernel";

const TOKEN = "conformance-token";
const WRITE_KEY = "conformance-write-key";

/** The real server, spoken to over HTTP, under a wall clock that is turned from here. */
export class ClockedServer {
  readonly #child: ChildProcess;
  readonly #url: string;
  readonly #folder: string;

  private constructor(child: ChildProcess, url: string, folder: string) {
    this.#child = child;
    this.#url = url;
    this.#folder = folder;
  }

  /** @param entry the bundled `clocked.entry`. */
  static async start(entry: string, now: Instant): Promise<ClockedServer> {
    const folder = mkdtempSync(join(tmpdir(), "habitus-case-"));
    const child = fork(entry, [String(now), "--data", join(folder, "data"), "--port", "0"], {
      env: {
        ...process.env,
        HABITUS_ADMIN_TOKEN: TOKEN,
        HABITUS_WRITE_KEY: WRITE_KEY,
        HABITUS_LOG_LEVEL: "error",
        UV_THREADPOOL_SIZE: "16",
      },
    });
    const [{ url }] = (await once(child, "message")) as [{ readonly url: string }];
    return new ClockedServer(child, url, folder);
  }

  /** From now on it is this instant, also for whoever waits for nothing but time. */
  async turn(now: Instant): Promise<void> {
    const answered = once(this.#child, "message");
    this.#child.send({ now });
    await answered;
    // A refused event is a record of the log as well, and its logical now fires what is due.
    await this.send([{ type: "track" }]);
  }

  async send(calls: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const authorization = `Basic ${btoa(`${WRITE_KEY}:`)}`;
    const answer = await fetch(`${this.#url}/v1/batch`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ batch: calls }),
    });
    if (!answer.ok) throw new Error(`a batch was answered ${answer.status}: ${await answer.text()}`);
    await this.drained();
  }

  /** @returns the status and the answer. */
  async api(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
    const answer = await fetch(this.#url + path, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }

  /** Every stage has worked off the whole log, and every segment is live. */
  async drained(): Promise<void> {
    for (;;) {
      const health = (await (await fetch(`${this.#url}/health`)).json()) as {
        readonly stages: readonly { readonly lag: number }[];
      };
      const { body } = await this.api("GET", "/api/segments");
      const segments = body["segments"] as readonly { readonly live: { readonly state: string } | null }[];
      const isLive = segments.every(({ live }) => live?.state === "live");
      if (isLive && health.stages.every(({ lag }) => lag === 0)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
