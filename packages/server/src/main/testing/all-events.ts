import { allAtOnce } from "./at-once.ts";
import type { RealServer } from "./real-server.ts";

type PeoplePage = { readonly people: readonly { readonly id: string }[]; readonly next: string | null };
type EventPage = { readonly events: readonly { readonly id: string }[]; readonly next: string | null };

/** Ids of all events on all timelines, read through the API page by page, repetitions included. */
export async function allEventIds(server: RealServer): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const page: PeoplePage = await server.api("GET", `/api/people?limit=100${cursor("after", after)}`);
    const timelines = await allAtOnce(page.people, ({ id }) => timelineIds(server, id));
    ids.push(...timelines.flat());
    after = page.next;
  } while (after !== null);
  return ids;
}

async function timelineIds(server: RealServer, person: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let before: string | null = null;
  do {
    const page: EventPage = await server.api(
      "GET",
      `/api/people/${person}/events?limit=500${cursor("before", before)}`,
    );
    ids.push(...page.events.map((event) => event.id));
    before = page.next;
  } while (before !== null);
  return ids;
}

function cursor(name: string, value: string | null): string {
  return value === null ? "" : `&${name}=${encodeURIComponent(value)}`;
}
