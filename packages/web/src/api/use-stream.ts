import { useEffect, useEffectEvent, useState } from "react";

export type StreamState = "off" | "listening" | "lost";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Milliseconds before the next try after so many failures in a row. */
export function waitBefore(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures - 1));
}

export type StreamOptions<Item> = {
  /** A new name closes the stream and opens another; null closes it. */
  readonly name: string | null;
  readonly open: (signal: AbortSignal) => AsyncIterable<Item>;
  readonly onItem: (item: Item) => void;
  readonly onLost?: (error: unknown) => void;
  /** The server ends the stream when nothing more will come: do not open it again. */
  readonly endsForGood?: boolean;
};

/** Follows server-sent events while mounted and opens the stream again, later each time, when it is lost. */
export function useStream<Item>(options: StreamOptions<Item>): StreamState {
  const { name, endsForGood = false } = options;
  const [lost, setLost] = useState(false);
  const open = useEffectEvent((signal: AbortSignal) => options.open(signal));
  const onItem = useEffectEvent((item: Item) => options.onItem(item));
  const onLost = useEffectEvent((error: unknown) => options.onLost?.(error));

  useEffect(() => {
    if (name === null) return;
    const abort = new AbortController();
    let failures = 0;
    const follow = async (): Promise<"ended" | "lost"> => {
      try {
        for await (const item of open(abort.signal)) {
          failures = 0;
          setLost(false);
          onItem(item);
        }
        return "ended";
      } catch (error) {
        if (!abort.signal.aborted) onLost(error);
        return "lost";
      }
    };
    const keepFollowing = async () => {
      while (!abort.signal.aborted) {
        const end = await follow();
        if (abort.signal.aborted || (end === "ended" && endsForGood)) return;
        failures++;
        setLost(true);
        await wait(waitBefore(failures), abort.signal);
        setLost(false);
      }
    };
    void keepFollowing();
    return () => abort.abort();
  }, [name, endsForGood]);

  if (name === null) return "off";
  return lost ? "lost" : "listening";
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
