import { fileURLToPath } from "node:url";
import { createClient } from "@habitus/contract";
import { type Running, startProgram } from "./start-program.ts";

export const WRITE_KEY = "wk_bench_0123456789";
export const TOKEN = "bench-admin-token";

/** The product as it is built, on a folder of its own. */
export function startServer(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const entry = fileURLToPath(new URL("../../packages/server/dist/habitus.js", import.meta.url));
  return startProgram([entry, "--data", dataDir, "--port", "0"], {
    HABITUS_WRITE_KEY: WRITE_KEY,
    HABITUS_ADMIN_TOKEN: TOKEN,
    HABITUS_LOG_LEVEL: "warn",
    ...env,
  });
}

export const apiOf = (url: URL) => createClient({ baseUrl: url.origin, fetch, token: TOKEN });
