import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ENTRY = fileURLToPath(new URL("../../server/dist/habitus.js", import.meta.url));
const START_MS = 60_000;

const WRITE_KEY = "write-key-of-the-page-tests";

export type RealServer = {
  readonly url: string;
  /** Its data folder. */
  readonly data: string;
  readonly stop: () => Promise<void>;
};

/** Starts the built product on a free port with an empty data folder of its own. `npm run build` makes it. */
export async function startRealServer(env: Readonly<Record<string, string>> = {}): Promise<RealServer> {
  const data = mkdtempSync(join(tmpdir(), "habitus-pages-"));
  const child = spawn(process.execPath, [ENTRY, "--data", data, "--port", "0"], {
    env: {
      ...process.env,
      HABITUS_ADMIN_TOKEN: "admin-token-of-the-page-tests",
      HABITUS_WRITE_KEY: WRITE_KEY,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The server did not start:\n${output}`)), START_MS);
    const read = (text: string) => {
      output += text;
      const address = /listening on (http:\/\/\S+)/.exec(output)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("exit", (code) => reject(new Error(`The server ended with ${String(code)}:\n${output}`)));
  });
  return {
    url,
    data,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Sends one call to the tracking API as an SDK would. */
export async function sendEvent(server: RealServer, body: unknown, path = "/v1/track"): Promise<number> {
  const answer = await fetch(server.url + path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString("base64")}`,
    },
    body: JSON.stringify(body),
  });
  return answer.status;
}
