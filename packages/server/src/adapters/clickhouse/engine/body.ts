import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { RequestError } from "./operation.ts";

/**
 * The whole body, decompressed. An insert is handed to the engine in one piece, because only then is it one block.
 * @throws RequestError when it is larger than `maxBytes` after decompression, or its encoding is not known.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decoded(request) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes)
      throw new RequestError(223, "QUERY_IS_TOO_LARGE", `The body exceeds ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}

function decoded(request: IncomingMessage): Readable {
  const encoding = request.headers["content-encoding"] ?? "identity";
  switch (encoding) {
    case "identity":
      return request;
    case "gzip":
      return piped(request, createGunzip());
    case "deflate":
      return piped(request, createInflate());
    case "br":
      return piped(request, createBrotliDecompress());
    default:
      throw new RequestError(48, "NOT_IMPLEMENTED", `Content encoding ${encoding} is not supported`);
  }
}

function piped<T extends NodeJS.ReadWriteStream & Readable>(request: IncomingMessage, through: T): T {
  request.once("error", (error) => through.destroy(error));
  request.once("aborted", () => through.destroy(new Error("the client went away")));
  return request.pipe(through);
}

/** Name and value pairs of a `multipart/form-data` body, which clients use for parameters too long for the address. */
export async function readForm(
  body: Buffer,
  contentType: string,
): Promise<readonly (readonly [string, string])[]> {
  try {
    const form = await new Response(new Uint8Array(body), {
      headers: { "content-type": contentType },
    }).formData();
    return [...form].map(([name, value]) => {
      if (typeof value !== "string")
        throw new RequestError(48, "NOT_IMPLEMENTED", "external tables are not supported");
      return [name, value] as const;
    });
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError(36, "BAD_ARGUMENTS", `Malformed form body: ${String(error)}`);
  }
}
