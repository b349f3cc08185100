import { z } from "zod";
import { describeRoutes, STORE_ERRORS } from "../route.ts";
import { idSchema, keySchema, personQuerySchema } from "../schemas/common.ts";
import {
  computedTraitEditSchema,
  computedTraitSchema,
  computedTraitsSchema,
  computedTriedSchema,
  computedTrySchema,
  personComputedSchema,
} from "../schemas/computed-traits.ts";

const tag = "People";
const reading = { role: "viewer", scope: "people:read" } as const;
const writing = { role: "editor", scope: "people:write" } as const;
const params = z.strictObject({ key: keySchema });

export const computedTraitRoutes = describeRoutes({
  listComputedTraits: {
    tag,
    summary: "Computed traits",
    access: reading,
    success: { kind: "json", status: 200, schema: computedTraitsSchema },
    errors: [],
  },
  editComputedTrait: {
    tag,
    summary: "Make or change a computed trait",
    description:
      "Segments that compare it follow the change at once. It is refused where one of them could no longer compare it.",
    access: writing,
    params,
    body: computedTraitEditSchema,
    success: { kind: "json", status: 200, schema: computedTraitSchema },
    errors: ["conflict", "definition_refused", "too_many", "in_use"],
  },
  deleteComputedTrait: {
    tag,
    summary: "Delete a computed trait that nothing compares",
    access: writing,
    params,
    success: { kind: "empty", status: 204 },
    errors: ["in_use"],
  },
  tryComputedTrait: {
    tag,
    summary: "Read the text of a computed trait, and see what it comes to for somebody",
    access: reading,
    body: computedTrySchema,
    success: { kind: "json", status: 200, schema: computedTriedSchema },
    errors: ["not_found", ...STORE_ERRORS],
  },
  getPersonComputed: {
    tag,
    summary: "A person's computed traits",
    access: reading,
    params: z.strictObject({
      id: idSchema.meta({ description: "Any id known for the person, or the person (`p123`)." }),
    }),
    query: personQuerySchema,
    success: { kind: "json", status: 200, schema: personComputedSchema },
    errors: [...STORE_ERRORS],
  },
});
