import { z } from "zod";
import { LIMITS, PAGE_SIZES } from "../limits.ts";
import { describeRoutes } from "../route.ts";
import {
  auditPageSchema,
  createdKeySchema,
  credentialsSchema,
  firstAdminSchema,
  keyChangeSchema,
  keyListSchema,
  keySchema,
  newKeySchema,
  newUserSchema,
  passwordChangeSchema,
  sessionSchema,
  setupSchema,
  userChangeSchema,
  userListSchema,
  userSchema,
} from "../schemas/access.ts";
import { cursorSchema, idSchema, pageLimit, timeSchema } from "../schemas/common.ts";

const tag = "Access";
const auditWordSchema = z.string().min(1).max(LIMITS.searchLength);
const adminOnly = { role: "admin", scope: null } as const;

export const accessRoutes = describeRoutes({
  getSetup: {
    tag,
    summary: "Does the workspace still need its first admin?",
    access: { role: "public" },
    success: { kind: "json", status: 200, schema: setupSchema },
    errors: [],
  },
  createFirstAdmin: {
    tag,
    summary: "Make the first admin and sign in as them",
    description: "Works once, while there is no user. Sets the session cookie.",
    access: { role: "public" },
    body: firstAdminSchema,
    success: { kind: "json", status: 201, schema: sessionSchema },
    errors: ["setup_done", "too_many_sign_ins"],
  },
  signIn: {
    tag,
    summary: "Sign in",
    description: "Sets an HttpOnly, SameSite=Lax session cookie.",
    access: { role: "public" },
    body: credentialsSchema,
    success: { kind: "json", status: 200, schema: sessionSchema },
    errors: ["wrong_credentials", "too_many_sign_ins"],
  },
  getSession: {
    tag,
    summary: "Who am I?",
    access: { role: "viewer", scope: "workspace:read" },
    success: { kind: "json", status: 200, schema: sessionSchema },
    errors: [],
  },
  signOut: {
    tag,
    summary: "Sign out",
    description:
      "Ends the session of the cookie; without one there is nothing to end and the answer is the same.",
    access: { role: "public" },
    success: { kind: "empty", status: 204 },
    errors: [],
  },
  changePassword: {
    tag,
    summary: "Change my own password",
    description: "Ends all other sessions of the account.",
    access: { role: "viewer", scope: null },
    body: passwordChangeSchema,
    success: { kind: "empty", status: 204 },
    errors: ["wrong_credentials", "too_many_sign_ins"],
  },
  listUsers: {
    tag,
    summary: "List the users",
    access: adminOnly,
    success: { kind: "json", status: 200, schema: userListSchema },
    errors: [],
  },
  createUser: {
    tag,
    summary: "Create a user",
    access: adminOnly,
    body: newUserSchema,
    success: { kind: "json", status: 201, schema: userSchema },
    errors: ["already_exists"],
  },
  changeUser: {
    tag,
    summary: "Change a user's name, role or password, or disable them",
    access: adminOnly,
    params: z.strictObject({ id: idSchema }),
    body: userChangeSchema,
    success: { kind: "json", status: 200, schema: userSchema },
    errors: ["last_admin"],
  },
  listKeys: {
    tag,
    summary: "List write keys and API keys",
    access: adminOnly,
    success: { kind: "json", status: 200, schema: keyListSchema },
    errors: [],
  },
  createKey: {
    tag,
    summary: "Create a write key or an API key",
    description: "The secret is in this answer only; the server keeps its hash.",
    access: adminOnly,
    body: newKeySchema,
    success: { kind: "json", status: 201, schema: createdKeySchema },
    errors: [],
  },
  changeKey: {
    tag,
    summary: "Rename a key",
    access: adminOnly,
    params: z.strictObject({ id: idSchema }),
    body: keyChangeSchema,
    success: { kind: "json", status: 200, schema: keySchema },
    errors: [],
  },
  revokeKey: {
    tag,
    summary: "Revoke a key",
    description: "Takes effect at once. The key stays listed, because events and the audit log refer to it.",
    access: adminOnly,
    params: z.strictObject({ id: idSchema }),
    success: { kind: "json", status: 200, schema: keySchema },
    errors: [],
  },
  listAudit: {
    tag,
    summary: "Who changed what, newest first",
    access: adminOnly,
    description:
      "Only so many entries are looked at for a page: one may hold fewer than `limit`, or none, while `next` is not null.",
    query: z.strictObject({
      after: cursorSchema.optional(),
      limit: pageLimit(PAGE_SIZES.standard),
      target: auditWordSchema.optional().meta({
        description: "Only what was done to this, such as `segment/vip`.",
      }),
      actor: auditWordSchema.optional().meta({ description: "Only what the actor with this id did." }),
      action: auditWordSchema.optional().meta({
        description: "Only this action, such as `segment.edit`, or every one of a thing: `segment`.",
      }),
      from: timeSchema.optional(),
      to: timeSchema.optional().meta({ description: "Exclusive." }),
    }),
    success: { kind: "json", status: 200, schema: auditPageSchema },
    errors: ["invalid_cursor"],
  },
});
