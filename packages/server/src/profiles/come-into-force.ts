import type { Offset } from "../log/log.ts";

/** How long an answer waits for what was said to come into force. */
const PATIENCE = { pauses: 100, pauseMs: 20 } as const;

/** Whether the resolver has come to the record, after a patience of two seconds. */
export async function comeIntoForce(
  offset: Offset,
  resolved: () => Offset,
  pause: (ms: number) => Promise<unknown>,
): Promise<boolean> {
  for (let waited = 0; waited < PATIENCE.pauses && resolved() < offset; waited++) {
    await pause(PATIENCE.pauseMs);
  }
  return resolved() >= offset;
}
