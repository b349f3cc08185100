import { setTimeout as pause } from "node:timers/promises";
import { WRITE_KEY } from "./bench-server.ts";
import { drained } from "./drained.ts";

const CALLS = 500;
const REQUESTS_AT_ONCE = 4;
const AGAIN_MS = 100;

/** Sends these calls as fast as they are acknowledged, and waits until every stage has worked them off. Gives the seconds that took. */
export async function fill(url: URL, calls: number, callOf: (n: number) => object): Promise<number> {
  const begun = performance.now();
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < calls) {
      const from = next;
      next = Math.min(calls, from + CALLS);
      const batch = Array.from({ length: next - from }, (_, index) => callOf(from + index));
      await acknowledged(url, JSON.stringify({ batch }));
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, send));
  await drained(url);
  return (performance.now() - begun) / 1_000;
}

async function acknowledged(url: URL, body: string): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString("base64")}`;
  const headers = { authorization, "content-type": "application/json" };
  for (;;) {
    const answer = await fetch(new URL("/v1/batch", url), { method: "POST", headers, body });
    await answer.arrayBuffer();
    if (answer.ok) return;
    if (answer.status !== 429 && answer.status !== 503)
      throw new Error(`a batch was answered ${answer.status}`);
    await pause(AGAIN_MS);
  }
}
