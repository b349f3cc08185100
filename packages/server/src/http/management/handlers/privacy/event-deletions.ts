import type { EventDeletion } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import type { EventDeletionView } from "../../../../privacy/event-deletions.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { found, instantOrNull, isoOrNull, numberCursor, PAGE, readNumberCursor } from "../shared.ts";

type DeletionOperations = "deletePersonEvents" | "listEventDeletions" | "getEventDeletion";

export function eventDeletionHandlers({ eventDeletions }: ManagementDeps): HandlersFor<DeletionOperations> {
  return {
    async deletePersonEvents({ params, query, body }, { caller }) {
      const { names = null, ids = null, from, to } = body;
      const choice = { names, ids, from: instantOrNull(from), to: instantOrNull(to) };
      return toDeletion(await eventDeletions.delete(params.id, choice, caller.actor, query.as));
    },
    listEventDeletions({ query }) {
      const limit = query.limit ?? PAGE;
      const page = eventDeletions.list(readNumberCursor(query.after), limit + 1);
      const shown = page.slice(0, limit);
      const last = page.length > limit ? (shown.at(-1) ?? null) : null;
      return {
        deletions: shown.map(toDeletion),
        next: numberCursor(last === null ? null : Number(last.id.slice(1))),
      };
    },
    getEventDeletion: ({ params }) => toDeletion(found(eventDeletions.get(params.id), "deletion of events")),
  };
}

function toDeletion({ requestedAt, names, from, to, places, ...rest }: EventDeletionView): EventDeletion {
  return {
    ...rest,
    requestedAt: formatInstant(requestedAt),
    names: names === null ? null : [...names],
    from: isoOrNull(from),
    to: isoOrNull(to),
    places: places.map(({ at, ...place }) => ({ ...place, at: formatInstant(at) })),
  };
}
