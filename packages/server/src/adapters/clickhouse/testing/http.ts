import { type IncomingHttpHeaders, request } from "node:http";

export type HttpAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
};

export type HttpCall = {
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** A plain HTTP request to the engine's socket, as any client might send it. */
export function callEngine(socketPath: string, call: HttpCall): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        socketPath,
        path: `${call.path ?? "/"}?${new URLSearchParams(call.query ?? {}).toString()}`,
        method: call.body === undefined ? "GET" : "POST",
        headers: { ...call.headers },
        ...(call.signal === undefined ? {} : { signal: call.signal }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const body = Buffer.concat(chunks);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body,
            text: body.toString(),
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(call.body);
  });
}
