import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// The peer of what the server answers: node:http that reads each body to its end and answers always the same, and does nothing else.
type Answer = { readonly body: string; readonly headers: Readonly<Record<string, string>> };

const given = process.env["HABITUS_BENCH_ANSWER"];
const { body, headers }: Answer =
  given === undefined
    ? { body: `{"success":true}`, headers: { "content-type": "application/json" } }
    : (JSON.parse(given) as Answer);
const whole = { ...headers, "content-length": Buffer.byteLength(body) };

const server = createServer((request, response) => {
  if (request.url === "/metrics") {
    response.end(`process_cpu_seconds_total ${cpuSeconds()}\n`);
    return;
  }
  request.on("data", () => undefined);
  request.on("end", () => response.writeHead(200, whole).end(body));
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
