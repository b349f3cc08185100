import { drained, type RealServer, startRealServer } from "./real-server.ts";

/** One event of a person as the event store has it. */
export type StoredEvent = {
  readonly id: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
};

/** The built server, which can be killed and started again on the same data and port. */
export type SdkServer = {
  url(): URL;
  /** -9, and up again. */
  restart(): Promise<void>;
  /** Everything the event store has of this person, once all that was acknowledged is in it; nothing of one nobody knows. */
  eventsOf(userId: string): Promise<readonly StoredEvent[]>;
  close(): Promise<void>;
};

type EventPage = { readonly events: readonly StoredEvent[]; readonly next: string | null };

const PAGE = 500;

export async function startSdkServer(dataDir: string): Promise<SdkServer> {
  let server: RealServer = await startRealServer({ dataDir });
  const url = new URL(server.url);
  return {
    url: () => url,
    async restart() {
      await server.kill();
      server = await startRealServer({ dataDir, port: Number(url.port) });
    },
    async eventsOf(userId) {
      await drained(server);
      const path = `/api/people/${encodeURIComponent(userId)}/events?limit=${PAGE}`;
      const page = await server.api<EventPage>("GET", path).catch((error: unknown): EventPage => {
        if (error instanceof Error && error.message.includes(": 404 ")) return { events: [], next: null };
        throw error;
      });
      if (page.next !== null) throw new Error(`${userId} has more than ${PAGE} events`);
      return page.events;
    },
    async close() {
      await server.stop();
    },
  };
}
