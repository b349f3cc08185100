import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { ROLES, SCOPES } from "../route.ts";
import { actorSchema, nextSchema, timeSchema } from "./common.ts";

const roleSchema = z.enum(ROLES).meta({
  id: "Role",
  description:
    "viewer reads; editor also changes segments, data and jobs; admin also manages users, keys and the workspace.",
});

const scopeSchema = z.enum(SCOPES).meta({
  id: "Scope",
  description: "What an API key may touch, besides its role.",
});

const emailSchema = z
  .string()
  .max(254)
  .regex(/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u, "must be an email address")
  .meta({ format: "email" });
const personNameSchema = z.string().trim().min(1).max(120);
const newPasswordSchema = z
  .string()
  .min(LIMITS.passwordMin)
  .max(LIMITS.passwordMax)
  .meta({ format: "password" });
const givenPasswordSchema = z.string().min(1).max(LIMITS.passwordMax).meta({ format: "password" });

export const setupSchema = z.object({ needsAdmin: z.boolean() }).meta({ id: "Setup" });

export const firstAdminSchema = z
  .strictObject({ email: emailSchema, name: personNameSchema, password: newPasswordSchema })
  .meta({ id: "FirstAdmin" });

export const credentialsSchema = z
  .strictObject({ email: z.string().min(1).max(254), password: givenPasswordSchema })
  .meta({ id: "Credentials" });

export const passwordChangeSchema = z
  .strictObject({ current: givenPasswordSchema, next: newPasswordSchema })
  .meta({ id: "PasswordChange" });

export const sessionSchema = z
  .object({
    actor: actorSchema,
    role: roleSchema,
    email: z.string().nullable(),
    /** Null for a key or the admin token. */
    expiresAt: timeSchema.nullable(),
  })
  .meta({ id: "Session", description: "Who the caller is." });

export const userSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: roleSchema,
    disabled: z.boolean(),
    createdAt: timeSchema,
    lastSignInAt: timeSchema.nullable(),
  })
  .meta({ id: "User" });

export const userListSchema = z.object({ users: z.array(userSchema) });

export const newUserSchema = z
  .strictObject({
    email: emailSchema,
    name: personNameSchema,
    role: roleSchema,
    password: newPasswordSchema,
  })
  .meta({ id: "NewUser" });

export const userChangeSchema = z
  .strictObject({
    name: personNameSchema.optional(),
    role: roleSchema.optional(),
    disabled: z.boolean().optional(),
    password: newPasswordSchema.optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), "must change something")
  .meta({ id: "UserChange", description: "Disabling someone or setting a password ends their sessions." });

const keyNameSchema = z.string().trim().min(1).max(120);

export const newKeySchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("source"), name: keyNameSchema }),
    z.strictObject({
      kind: z.literal("api"),
      name: keyNameSchema,
      role: roleSchema,
      scopes: z.array(scopeSchema).min(1).max(SCOPES.length),
      expiresAt: timeSchema.optional(),
    }),
  ])
  .meta({
    id: "NewKey",
    description:
      "`source` makes a write key for SDKs (it can only send events); `api` makes a key for this API.",
  });

export const keyChangeSchema = z.strictObject({ name: keyNameSchema }).meta({ id: "KeyChange" });

const keyFields = {
  id: z.string(),
  name: z.string(),
  prefix: z.string().meta({ description: "The first characters of the secret, to recognise it by." }),
  createdAt: timeSchema,
  createdBy: actorSchema,
  revokedAt: timeSchema.nullable(),
  lastUsedAt: timeSchema.nullable().meta({
    description: "When it last let somebody in, to the hour; null before that was noted.",
  }),
};

export const keySchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("source"), ...keyFields }),
    z.object({
      kind: z.literal("api"),
      ...keyFields,
      role: roleSchema,
      scopes: z.array(scopeSchema),
      expiresAt: timeSchema.nullable(),
    }),
  ])
  .meta({ id: "Key" });

export const keyListSchema = z.object({ keys: z.array(keySchema) });

export const createdKeySchema = z
  .object({ key: keySchema, secret: z.string().meta({ description: "Shown this once and never again." }) })
  .meta({ id: "CreatedKey" });

export const auditEntrySchema = z
  .object({
    id: z.string(),
    at: timeSchema,
    actor: actorSchema,
    action: z.string().meta({ examples: ["segment.edit", "user.create"] }),
    target: z.string().meta({ description: "What was changed, such as `segment/vip`." }),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({
    id: "AuditEntry",
    description: "One change: the fields that differ, before and after. Never a secret.",
  });

export const auditPageSchema = z.object({ entries: z.array(auditEntrySchema), next: nextSchema });

export type Session = z.infer<typeof sessionSchema>;
export type User = z.infer<typeof userSchema>;
export type AccessKey = z.infer<typeof keySchema>;
export type NewKey = z.infer<typeof newKeySchema>;
export type AuditEntry = z.infer<typeof auditEntrySchema>;
