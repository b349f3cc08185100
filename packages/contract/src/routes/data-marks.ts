import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { describeRoutes } from "../route.ts";
import {
  eventMarksSchema,
  marksAskSchema,
  marksEditSchema,
  marksPreviewSchema,
  marksSchema,
} from "../schemas/data-marks.ts";

const tag = "Events";
const reading = { role: "viewer", scope: "events:read" } as const;
const params = z.strictObject({ event: z.string().min(1).max(LIMITS.eventNameLength) });

export const dataMarksRoutes = describeRoutes({
  listDataMarks: {
    tag,
    summary: "What events and their fields are worth, and what was dropped for it",
    access: reading,
    success: { kind: "json", status: 200, schema: marksSchema },
    errors: [],
  },
  editDataMarks: {
    tag,
    summary: "Say what an event and its fields are worth",
    description:
      "What is unnecessary is dropped as it comes in from then on, by calls, imports and replays, and cannot be had again; what is stored stays.",
    access: { role: "admin", scope: "workspace:write" },
    params,
    body: marksEditSchema,
    success: { kind: "json", status: 200, schema: eventMarksSchema },
    errors: ["conflict", "in_use", "too_many"],
  },
  previewDataMarks: {
    tag,
    summary: "What marks would stop, and who reads it",
    access: reading,
    params,
    body: marksAskSchema,
    success: { kind: "json", status: 200, schema: marksPreviewSchema },
    errors: [],
  },
});
