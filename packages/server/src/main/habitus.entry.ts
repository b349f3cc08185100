import { HabitusError } from "@habitus/kernel";
import { createLogger } from "../platform/logger.ts";
import { readConfig } from "./config.ts";
import { type RunningServer, startServer } from "./server.ts";

try {
  const config = readConfig(process.argv.slice(2), process.env);
  const server = await startServer(config, createLogger(config.logLevel));
  greet(server);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void leave(server));
} catch (error) {
  if (!(error instanceof HabitusError)) throw error;
  process.stderr.write(`habitus: ${error.message}${error.fix === undefined ? "" : ` ${error.fix}`}\n`);
  process.exit(1);
}

function greet(server: RunningServer): void {
  const lines = [`listening on ${server.url}`];
  if (server.madeAdminToken !== null) lines.push(`admin token (shown once): ${server.madeAdminToken}`);
  if (server.madeWriteKey !== null) lines.push(`write key (shown once): ${server.madeWriteKey}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}

async function leave(server: RunningServer): Promise<void> {
  await server.stop();
  process.exit(0);
}
