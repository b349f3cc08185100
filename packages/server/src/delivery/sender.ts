/** How one request ended. */
export type SendResult =
  | { readonly kind: "answered"; readonly status: number; readonly retryAfterMs: number | null }
  /** No answer: refused connection, time-out, an address that may not be called. */
  | { readonly kind: "failed"; readonly reason: string };

/** Sends a POST to an address that somebody typed in. Follows no redirect; never rejects. */
export type Sender = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
) => Promise<SendResult>;

export function isDelivered(result: SendResult): boolean {
  return result.kind === "answered" && result.status >= 200 && result.status < 300;
}

export function describeResult(result: SendResult): string {
  return result.kind === "answered" ? `The receiver answered ${result.status}.` : result.reason;
}
