import { readConfig } from "../config.ts";
import { createLogger } from "../../platform/logger.ts";
import { startServer } from "../server.ts";

// For the replay of cases: the real server under a wall clock that its parent turns. It begins at the instant in the first
// argument; a message {now} sets it and is answered.
let now = Number(process.argv[2]);
const config = readConfig(process.argv.slice(3), process.env);
const server = await startServer(config, createLogger(config.logLevel), () => now);
process.on("message", (message: { readonly now: number }) => {
  now = message.now;
  process.send?.({ now });
});
process.on("disconnect", () => void server.stop().then(() => process.exit(0)));
process.send?.({ url: server.url });
