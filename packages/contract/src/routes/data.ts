import { z } from "zod";
import { LIMITS, PAGE_SIZES } from "../limits.ts";
import { describeRoutes, JOB_ERRORS, STORE_ERRORS } from "../route.ts";
import { cursorSchema, idSchema, pageLimit, queryInteger } from "../schemas/common.ts";
import {
  deadLetterPageSchema,
  deadLetterSchema,
  eventNamesSchema,
  liveEventSchema,
  liveGapSchema,
  overviewSchema,
  recentEventsSchema,
  replayAllRequestSchema,
  replayRequestSchema,
  replaySchema,
} from "../schemas/data.ts";
import { jobSchema } from "../schemas/jobs.ts";

const tag = "Events";
const reading = { role: "viewer", scope: "events:read" } as const;
const writing = { role: "editor", scope: "events:write" } as const;
const params = z.strictObject({ id: idSchema });
const filterText = z.string().min(1).max(LIMITS.idLength).optional();

/** Which events are asked for, of those that are stored and of those that come in. */
const eventFilter = {
  name: filterText.meta({ description: "Only events of this name." }),
  id: filterText.meta({ description: "Only events of the person who has this id, by any of their ids." }),
  source: filterText.meta({ description: "Only events of this source." }),
};

export const dataRoutes = describeRoutes({
  listEventNames: {
    tag,
    summary: "Event names with their counts",
    access: reading,
    success: { kind: "json", status: 200, schema: eventNamesSchema },
    errors: [...STORE_ERRORS],
  },
  listRecentEvents: {
    tag,
    summary: "The newest stored events, newest first",
    description:
      "One call looks back by 31 days of arrival at most, unless it asks for a person: `next` then goes on before `lookedTo`. The live stream with `after` set to `head` goes on behind it, without gap or double.",
    access: reading,
    query: z.strictObject({
      ...eventFilter,
      before: cursorSchema.optional(),
      limit: pageLimit(PAGE_SIZES.standard),
    }),
    success: { kind: "json", status: 200, schema: recentEventsSchema },
    errors: ["invalid_cursor", ...STORE_ERRORS],
  },
  streamLiveEvents: {
    tag,
    summary: "Newest accepted events as they come in",
    description:
      "Shows what is happening, not everything that happened: a slow reader is told with `gap` how many events it missed.",
    access: reading,
    query: z.strictObject({
      ...eventFilter,
      after: queryInteger({ min: 0 }).meta({
        description:
          "`head` of the recent events: begin behind it. Calls that are too many to be read are told as a `gap`. Default: from now on.",
      }),
    }),
    success: { kind: "sse", status: 200, events: { event: liveEventSchema, gap: liveGapSchema } },
    errors: ["too_many_streams"],
  },
  listDeadLetters: {
    tag,
    summary: "Refused events with their reasons, newest first",
    access: reading,
    query: z.strictObject({
      after: cursorSchema.optional(),
      limit: pageLimit(PAGE_SIZES.standard),
      reason: filterText,
    }),
    success: { kind: "json", status: 200, schema: deadLetterPageSchema },
    errors: ["invalid_cursor"],
  },
  getDeadLetter: {
    tag,
    summary: "One dead letter with its whole payload",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: deadLetterSchema },
    errors: [],
  },
  replayDeadLetter: {
    tag,
    summary: "Send a dead letter through the pipeline again",
    description:
      "Reads it, or the `payload` that is sent in its place, with the rules in force now. What still cannot be read stays as it was; what is passed over by now is done with.",
    access: writing,
    params,
    body: replayRequestSchema,
    success: { kind: "json", status: 200, schema: replaySchema },
    errors: ["not_replayable", "log_busy"],
  },
  replayDeadLetters: {
    tag,
    summary: "Send all dead letters, or all of one reason, through the pipeline again",
    description:
      "A job: it goes through those that are there when it begins and were not replayed, oldest first. `result` tells of how many letters something was accepted (`replayed`), how many events that were, how many letters are refused still and how many are passed over.",
    access: writing,
    body: replayAllRequestSchema,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: [...JOB_ERRORS],
  },
  deleteDeadLetter: {
    tag,
    summary: "Delete a dead letter",
    access: writing,
    params,
    success: { kind: "empty", status: 204 },
    errors: [],
  },
  getOverview: {
    tag,
    summary: "Totals, lag of every stage, workspace and demo state",
    access: { role: "viewer", scope: "workspace:read" },
    success: { kind: "json", status: 200, schema: overviewSchema },
    errors: [],
  },
});
