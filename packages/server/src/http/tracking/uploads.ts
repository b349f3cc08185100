import type { IncomingMessage } from "node:http";

export type UploadLimits = {
  /** A body must be complete this many milliseconds after its request began. */
  readonly timeoutMs: number;
  /** What all bodies on their way may hold in memory together. */
  readonly heldBytes: number;
  /** How much of a refused body is read and thrown away so that its connection can be used on. */
  readonly drainBytes: number;
};

export const UPLOAD_LIMITS: UploadLimits = {
  timeoutMs: 60_000,
  heldBytes: 256 * 1024 * 1024,
  drainBytes: 4 * 1024 * 1024,
};

export type Upload =
  | { readonly kind: "body"; readonly body: Buffer }
  /** `drained`: the rest was read and thrown away, the connection is clean. */
  | { readonly kind: "refused"; readonly refusal: "too_large" | "busy"; readonly drained: boolean }
  | { readonly kind: "timeout" }
  | { readonly kind: "aborted" };

export type Uploads = {
  /** Reads one body of at most `limit` bytes. What it holds counts until `release` is called with the result. */
  read(request: IncomingMessage, limit: number): Promise<Upload>;
  release(upload: Upload): void;
};

/** Reads bodies within limits: each has a size and a time, all of them a sum. */
export function createUploads(limits: UploadLimits): Uploads {
  let held = 0;

  const read = (request: IncomingMessage, limit: number): Promise<Upload> =>
    new Promise((resolve) => {
      let chunks: Buffer[] = [];
      let size = 0;
      let refusal: "too_large" | "busy" | null = null;

      const finish = (upload: Upload): void => {
        clearTimeout(timer);
        request.off("data", onData).off("end", onEnd).off("close", onClose);
        if (upload.kind !== "body") letGo();
        resolve(upload);
      };
      const letGo = (): void => {
        if (refusal === null) held -= size;
        chunks = [];
      };
      const onData = (chunk: Buffer): void => {
        if (refusal === null) {
          const over = size + chunk.length > limit ? "too_large" : null;
          const wrong = over ?? (held + chunk.length > limits.heldBytes ? "busy" : null);
          if (wrong !== null) {
            letGo();
            refusal = wrong;
          } else {
            chunks.push(chunk);
            held += chunk.length;
          }
        }
        size += chunk.length;
        if (refusal !== null && size > limit + limits.drainBytes) {
          finish({ kind: "refused", refusal, drained: false });
        }
      };
      const onEnd = (): void => {
        if (refusal !== null) finish({ kind: "refused", refusal, drained: true });
        else finish({ kind: "body", body: joined(chunks, size) });
      };
      const onClose = (): void => finish({ kind: "aborted" });
      const timer = setTimeout(() => finish({ kind: "timeout" }), limits.timeoutMs);
      request.on("data", onData).on("end", onEnd).on("close", onClose);
    });

  return {
    read,
    release(upload) {
      if (upload.kind === "body") held -= upload.body.length;
    },
  };
}

function joined(chunks: readonly Buffer[], size: number): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size);
}
