import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// The peer of the ingest benchmark: node:http that reads each body to its end and answers, and does nothing else.
const answer = `{"success":true}`;
const headers = { "content-type": "application/json", "content-length": answer.length };

const server = createServer((request, response) => {
  request.on("data", () => undefined);
  request.on("end", () => response.writeHead(200, headers).end(answer));
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
