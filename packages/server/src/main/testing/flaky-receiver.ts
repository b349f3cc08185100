import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Random } from "@habitus/kernel";

export type FlakyReceiver = {
  readonly url: string;
  /** How often each message was taken, by its id. */
  readonly taken: ReadonlyMap<string, number>;
  /** Ids of messages whose signature was not that of the secret. */
  readonly unsigned: readonly string[];
  /** To be set before the first message. */
  readonly part: { secret: string };
  stop(): void;
};

/** A receiver of webhooks that fails three times in ten, before or after it has taken what it was sent. */
export async function startFlakyReceiver(random: Random): Promise<FlakyReceiver> {
  const taken = new Map<string, number>();
  const unsigned: string[] = [];
  const part = { secret: "" };
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      const fate = random.next();
      if (fate < 0.1) return response.writeHead(503).end();
      if (fate < 0.2) return request.socket.destroy();
      const id = String(request.headers["webhook-id"]);
      const content = `${id}.${String(request.headers["webhook-timestamp"])}.${body}`;
      const key = Buffer.from(part.secret.slice("whsec_".length), "base64");
      const signature = `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
      if (request.headers["webhook-signature"] !== signature) unsigned.push(id);
      taken.set(id, (taken.get(id) ?? 0) + 1);
      // Taken, but the sender never learns of it.
      if (fate < 0.3) return request.socket.destroy();
      return response.writeHead(204).end();
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    taken,
    unsigned,
    part,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
