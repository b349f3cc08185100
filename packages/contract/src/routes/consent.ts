import { z } from "zod";
import { describeRoutes } from "../route.ts";
import { idSchema, personQuerySchema } from "../schemas/common.ts";
import {
  consentSchema,
  consentWordSchema,
  dataPurposesEditSchema,
  dataPurposesSchema,
  purposeEditSchema,
  purposeKeySchema,
  purposeSchema,
  purposesSchema,
} from "../schemas/consent.ts";
import { identityChangeSchema } from "../schemas/identity.ts";

const settings = "Workspace";
const deciding = { role: "admin", scope: "workspace:write" } as const;
const looking = { role: "viewer", scope: "workspace:read" } as const;
const person = z.strictObject({
  id: idSchema.meta({ description: "Any id known for the person, or the person (`p123`)." }),
});

export const consentRoutes = describeRoutes({
  listPurposes: {
    tag: settings,
    summary: "Purposes and channels people agree to or refuse",
    access: looking,
    success: { kind: "json", status: 200, schema: purposesSchema },
    errors: [],
  },
  editPurpose: {
    tag: settings,
    summary: "Make or change a purpose or channel",
    description: "Segments that are run for it are counted by the new rule at once.",
    access: deciding,
    params: z.strictObject({ key: purposeKeySchema }),
    body: purposeEditSchema,
    success: { kind: "json", status: 200, schema: purposeSchema },
    errors: ["conflict"],
  },
  deletePurpose: {
    tag: settings,
    summary: "Delete a purpose that nothing uses",
    description: "What people said about it stays in their history.",
    access: deciding,
    params: z.strictObject({ key: purposeKeySchema }),
    success: { kind: "empty", status: 204 },
    errors: ["in_use"],
  },
  getDataPurposes: {
    tag: settings,
    summary: "Which events, properties and traits carry which purposes",
    access: looking,
    success: { kind: "json", status: 200, schema: dataPurposesSchema },
    errors: [],
  },
  editDataPurposes: {
    tag: settings,
    summary: "Say which data carry which purposes",
    access: deciding,
    body: dataPurposesEditSchema,
    success: { kind: "json", status: 200, schema: dataPurposesSchema },
    errors: ["conflict"],
  },
  getPersonConsent: {
    tag: "People",
    summary: "What a person allows, and the proof of every word",
    access: { role: "viewer", scope: "people:read" },
    params: person,
    query: personQuerySchema,
    success: { kind: "json", status: 200, schema: consentSchema },
    errors: [],
  },
  sayPersonConsent: {
    tag: "People",
    summary: "Note that a person allows or refuses a purpose",
    access: { role: "editor", scope: "people:write" },
    params: person,
    query: personQuerySchema,
    body: consentWordSchema,
    success: { kind: "json", status: 202, schema: identityChangeSchema },
    errors: ["several_people", "log_busy"],
  },
});
