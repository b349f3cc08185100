import { z } from "zod";
import { describeRoutes } from "../route.ts";
import { keySchema } from "../schemas/common.ts";
import { occasionEditSchema, occasionSchema, occasionsSchema } from "../schemas/occasions.ts";

const tag = "Segments";
const params = z.strictObject({ key: keySchema });

/** Named days beside those of the shipped calendar. */
export const occasionRoutes = describeRoutes({
  listOccasions: {
    tag,
    summary: "Occasions of the workspace's own",
    access: { role: "viewer", scope: "segments:read" },
    success: { kind: "json", status: 200, schema: occasionsSchema },
    errors: [],
  },
  editOccasion: {
    tag,
    summary: "Make or change an occasion",
    description: "Segments that ask for it follow at once. One that is asked for keeps its name.",
    access: { role: "editor", scope: "segments:write" },
    params,
    body: occasionEditSchema,
    success: { kind: "json", status: 200, schema: occasionSchema },
    errors: ["conflict", "in_use", "already_exists", "too_many"],
  },
  deleteOccasion: {
    tag,
    summary: "Delete an occasion that nothing asks for",
    description: "One that the shipped calendar has too may be deleted at any time.",
    access: { role: "editor", scope: "segments:write" },
    params,
    success: { kind: "empty", status: 204 },
    errors: ["in_use"],
  },
});
