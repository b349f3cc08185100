import { z } from "zod";
import { LIMITS, PAGE_SIZES } from "../limits.ts";
import { describeRoutes, JOB_ERRORS, STORE_ERRORS } from "../route.ts";
import { cursorSchema, idSchema, keySchema, pageLimit, personQuerySchema } from "../schemas/common.ts";
import { identityChangeSchema } from "../schemas/identity.ts";
import {
  listChangeSchema,
  listContentSchema,
  listMembersChangeSchema,
  listMembersSchema,
  listSchema,
  listsSchema,
  subscriptionChangeSchema,
  subscriptionGroupEditSchema,
  subscriptionGroupSchema,
  subscriptionGroupsSchema,
  uploadQuerySchema,
} from "../schemas/lists.ts";

const tag = "People";
const reading = { role: "viewer", scope: "people:read" } as const;
const writing = { role: "editor", scope: "people:write" } as const;
const params = z.strictObject({ key: keySchema });
const changed = { kind: "json", status: 200, schema: listChangeSchema } as const;

export const listRoutes = describeRoutes({
  listLists: {
    tag,
    summary: "All lists",
    access: reading,
    success: { kind: "json", status: 200, schema: listsSchema },
    errors: [],
  },
  getList: {
    tag,
    summary: "One list",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: listSchema },
    errors: [],
  },
  replaceList: {
    tag,
    summary: "Make a list, or replace who is on it",
    description: "Only the difference is written. Who stays on it keeps the time they came.",
    access: writing,
    params,
    body: listContentSchema,
    success: changed,
    errors: [...JOB_ERRORS, "log_busy"],
  },
  changeListMembers: {
    tag,
    summary: "Put people on a list and take them off",
    access: writing,
    params,
    body: listMembersChangeSchema,
    success: changed,
    errors: [...JOB_ERRORS, "log_busy"],
  },
  uploadList: {
    tag,
    summary: "Change a list by a CSV file of ids",
    description: `The first column counts; a first line that names it (id, user_id …) is passed over. Up to ${LIMITS.listMembers} ids.`,
    access: writing,
    params,
    query: uploadQuerySchema,
    upload: { type: "text/csv", bytes: LIMITS.uploadBytes },
    success: changed,
    errors: [...JOB_ERRORS, "log_busy", "too_many_ids"],
  },
  deleteList: {
    tag,
    summary: "Delete a list that no segment uses",
    description: "Everybody on it leaves it; of a long list a job sees to that.",
    access: writing,
    params,
    success: changed,
    errors: ["in_use", ...JOB_ERRORS, "log_busy"],
  },
  listListMembers: {
    tag,
    summary: "The people on a list",
    access: reading,
    params,
    query: z.strictObject({ after: cursorSchema.optional(), limit: pageLimit(PAGE_SIZES.members) }),
    success: { kind: "json", status: 200, schema: listMembersSchema },
    errors: ["invalid_cursor", ...STORE_ERRORS],
  },
  listSubscriptionGroups: {
    tag,
    summary: "Subscription groups",
    access: reading,
    success: { kind: "json", status: 200, schema: subscriptionGroupsSchema },
    errors: [],
  },
  editSubscriptionGroup: {
    tag,
    summary: "Make or change a subscription group",
    access: writing,
    params,
    body: subscriptionGroupEditSchema,
    success: { kind: "json", status: 200, schema: subscriptionGroupSchema },
    errors: ["conflict"],
  },
  deleteSubscriptionGroup: {
    tag,
    summary: "Delete a subscription group that no segment uses",
    description: "What people said about it stays in their history.",
    access: writing,
    params,
    success: { kind: "empty", status: 204 },
    errors: ["in_use"],
  },
  setPersonSubscription: {
    tag,
    summary: "Subscribe a person to a group or not",
    access: writing,
    params: z.strictObject({
      id: idSchema.meta({ description: "Any id known for the person, or the person (`p123`)." }),
      group: keySchema,
    }),
    query: personQuerySchema,
    body: subscriptionChangeSchema,
    success: { kind: "json", status: 202, schema: identityChangeSchema },
    errors: ["several_people", "log_busy"],
  },
});
