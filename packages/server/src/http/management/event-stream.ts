import { HabitusError, SECOND_MS } from "@habitus/kernel";

/** Where a stream's events go. */
export type StreamSink = {
  /** False while the reader has not taken what was sent before: whoever sends must wait, drop or merge. */
  hasRoom(): boolean;
  /** @param id what a reader that was cut off comes back with. */
  send(event: string, dataJson: string, id?: string): void;
  /** Ends the stream after what was sent. */
  end(): void;
};

/** Where a stream's events come from. */
export type StreamSource = {
  start(sink: StreamSink): void;
  /** There is room again after there was none. */
  onRoom(): void;
  /** Called once, however the stream ends. */
  stop(): void;
};

export type EventStreams = {
  /**
   * The body of an answer with server-sent events. `stillAllowed` is asked with every heartbeat, for a stream can outlive the
   * right to read it; it is no use of that right.
   * @throws HabitusError `too_many_streams`.
   */
  open(source: StreamSource, stillAllowed: () => boolean): ReadableStream<Uint8Array>;
  /** How many are open. */
  count(): number;
  /** Ends all streams, so that the server can stop. Later ones are refused. */
  close(): void;
};

export const STREAM_LIMITS = {
  streams: 200,
  /** Bytes kept for a reader that does not read. */
  buffered: 128 * 1024,
  heartbeatMs: 15 * SECOND_MS,
} as const;

export function createEventStreams(limits: {
  readonly streams: number;
  readonly buffered: number;
  readonly heartbeatMs: number;
}): EventStreams {
  const open = new Set<() => void>();
  let closed = false;
  return {
    open(source, stillAllowed) {
      if (closed) throw new HabitusError("too_many_streams", "The server is stopping.");
      if (open.size >= limits.streams) {
        throw new HabitusError(
          "too_many_streams",
          `At most ${limits.streams} event streams are open at once.`,
        );
      }
      return startStream({ source, stillAllowed, limits, open });
    },
    count: () => open.size,
    close() {
      closed = true;
      for (const end of open) end();
    },
  };
}

const encoder = new TextEncoder();

type StreamParts = {
  readonly source: StreamSource;
  readonly stillAllowed: () => boolean;
  readonly limits: { readonly buffered: number; readonly heartbeatMs: number };
  readonly open: Set<() => void>;
};

function startStream({ source, stillAllowed, limits, open }: StreamParts): ReadableStream<Uint8Array> {
  let stop = (): void => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOver = false;
        let unsent = "";
        const hasRoom = (): boolean => !isOver && (controller.desiredSize ?? 0) > unsent.length;
        const flush = (): void => {
          if (!isOver && unsent !== "") controller.enqueue(encoder.encode(unsent));
          unsent = "";
        };
        // What is written in one go is one piece for the reader and for all that lies between.
        const write = (text: string): void => {
          if (unsent === "") queueMicrotask(flush);
          unsent += text;
        };
        const heartbeat = setInterval(() => {
          if (hasRoom()) write(": still here\n\n");
          if (!stillAllowed()) end();
        }, limits.heartbeatMs);
        stop = () => {
          if (isOver) return;
          isOver = true;
          clearInterval(heartbeat);
          open.delete(end);
          source.stop();
        };
        const end = (): void => {
          if (isOver) return;
          flush();
          stop();
          controller.close();
        };
        open.add(end);
        // The first bytes tell the reader at once that the stream stands.
        write(": open\n\n");
        source.start({
          hasRoom,
          send: (event, data, id) =>
            write(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`),
          end,
        });
      },
      pull: () => source.onRoom(),
      cancel: () => stop(),
    },
    { highWaterMark: limits.buffered, size: (chunk) => chunk?.length ?? 0 },
  );
}
