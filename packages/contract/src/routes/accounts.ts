import { z } from "zod";
import { LIMITS, PAGE_SIZES } from "../limits.ts";
import { describeRoutes, STORE_ERRORS } from "../route.ts";
import {
  accountMembersRemovalSchema,
  accountMembersRemovedSchema,
  accountSchema,
  accountsSchema,
} from "../schemas/accounts.ts";
import { cursorSchema, idSchema, pageLimit, personQuerySchema } from "../schemas/common.ts";
import { listMembersSchema } from "../schemas/lists.ts";

const tag = "People";
const reading = { role: "viewer", scope: "people:read" } as const;
const params = z.strictObject({ id: idSchema.meta({ description: "The groupId of its group calls." }) });

export const accountRoutes = describeRoutes({
  listAccounts: {
    tag,
    summary: "Accounts that group calls have named",
    description: "Whose id or name holds the text searched for, or all, in the order of their ids.",
    access: reading,
    query: z.strictObject({
      search: z.string().max(LIMITS.searchLength).optional(),
      after: cursorSchema.optional(),
      limit: pageLimit(PAGE_SIZES.standard),
    }),
    success: { kind: "json", status: 200, schema: accountsSchema },
    errors: [],
  },
  getAccount: {
    tag,
    summary: "One account: traits, first and last seen, how many ids belong to it",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: accountSchema },
    errors: [],
  },
  listAccountMembers: {
    tag,
    summary: "The people who belong to an account",
    access: reading,
    params,
    query: z.strictObject({ after: cursorSchema.optional(), limit: pageLimit(PAGE_SIZES.members) }),
    success: { kind: "json", status: 200, schema: listMembersSchema },
    errors: ["invalid_cursor", ...STORE_ERRORS],
  },
  removeAccountMembers: {
    tag,
    summary: "Take people out of an account",
    description: "All ids of each person leave it. A later group call of theirs puts them to it again.",
    access: { role: "editor", scope: "people:write" },
    params,
    query: personQuerySchema,
    body: accountMembersRemovalSchema,
    success: { kind: "json", status: 200, schema: accountMembersRemovedSchema },
    errors: ["log_busy"],
  },
});
