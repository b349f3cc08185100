import { z } from "zod";
import { describeRoutes } from "../route.ts";
import {
  idKindChangeSchema,
  idKindEditSchema,
  idKindKeySchema,
  idKindsSchema,
  unreadPeopleQuerySchema,
} from "../schemas/id-kinds.ts";
import { listMembersSchema } from "../schemas/lists.ts";

const tag = "People";
const reading = { role: "viewer", scope: "workspace:read" } as const;
const writing = { role: "admin", scope: "workspace:write" } as const;
const params = z.strictObject({ key: idKindKeySchema });

export const idKindRoutes = describeRoutes({
  listIdKinds: {
    tag,
    summary: "Kinds of ids, and what each may join",
    access: reading,
    success: { kind: "json", status: 200, schema: idKindsSchema },
    errors: [],
  },
  listUnreadPeople: {
    tag,
    summary: "Who has said what is no id, where ids of a kind are read",
    description:
      "Of one of its sources. Of those who are kept: who was not erased, up to 1,000 ids of a source.",
    access: { role: "viewer", scope: "people:read" },
    params,
    query: unreadPeopleQuerySchema,
    success: { kind: "json", status: 200, schema: listMembersSchema },
    errors: ["invalid_cursor"],
  },
  editIdKind: {
    tag,
    summary: "Make or change a kind of ids, or turn it on again",
    description:
      "From now on calls are read by it. A job brings in line who is known already, and reads the traits that are known; what else calls have named before is not read again.",
    access: writing,
    params,
    body: idKindEditSchema,
    success: { kind: "json", status: 202, schema: idKindChangeSchema },
    errors: ["conflict", "too_many", "log_busy"],
  },
  turnOffIdKind: {
    tag,
    summary: "Turn a kind of ids off",
    description:
      "A job parts whom it alone has joined. What it knows is kept, and counts again once it is turned on.",
    access: writing,
    params,
    success: { kind: "json", status: 202, schema: idKindChangeSchema },
    errors: ["log_busy"],
  },
});
