import { z } from "zod";
import { timeSchema, zoneSchema } from "./common.ts";

const workspaceFields = {
  name: z.string().trim().min(1).max(120),
  zone: zoneSchema.meta({ description: "IANA zone of calendar windows." }),
  weekStart: z.int().min(1).max(7).meta({ description: "1 Monday ... 7 Sunday." }),
  pinnedNow: timeSchema.nullable().meta({
    description: "A fixed now for demos: segments are counted as of it. Null: the present.",
  }),
};

export const workspaceSchema = z
  .object({ ...workspaceFields, rev: z.int(), updatedAt: timeSchema.nullable() })
  .meta({ id: "Workspace" });

export const workspaceEditSchema = z
  .strictObject({ ...workspaceFields, rev: z.int().min(0) })
  .meta({ id: "WorkspaceEdit", description: "The whole workspace settings as they shall stand." });

export type Workspace = z.infer<typeof workspaceSchema>;
