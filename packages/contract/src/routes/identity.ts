import { z } from "zod";
import { describeRoutes } from "../route.ts";
import { idSchema, personQuerySchema } from "../schemas/common.ts";
import {
  heldDecisionSchema,
  heldIdsSchema,
  identityChangeSchema,
  mergeChoiceSchema,
  mergesSchema,
} from "../schemas/identity.ts";

const tag = "People";
const reading = { role: "viewer", scope: "people:read" } as const;
const writing = { role: "editor", scope: "people:write" } as const;
const params = z.strictObject({
  id: idSchema.meta({ description: "Any id known for the person, or the person (`p123`)." }),
});

export const identityRoutes = describeRoutes({
  listPersonMerges: {
    tag,
    summary: "How a person's ids came together, and which merges were undone",
    access: reading,
    params,
    query: personQuerySchema,
    success: { kind: "json", status: 200, schema: mergesSchema },
    errors: [],
  },
  unmergePerson: {
    tag,
    summary: "Undo a merge",
    description: "The two ids stay apart, whatever calls came or will come, until it is lifted.",
    access: writing,
    params,
    query: personQuerySchema,
    body: mergeChoiceSchema,
    success: { kind: "json", status: 202, schema: identityChangeSchema },
    errors: ["several_people", "already_undone", "log_busy"],
  },
  liftUnmerge: {
    tag,
    summary: "Let an undone merge count again",
    access: writing,
    params,
    query: personQuerySchema,
    body: mergeChoiceSchema,
    success: { kind: "json", status: 202, schema: identityChangeSchema },
    errors: ["several_people", "log_busy"],
  },
  listHeldIds: {
    tag,
    summary: "Ids that were named together with too many others",
    description: "While an id is waiting or refused it joins nobody.",
    access: reading,
    success: { kind: "json", status: 200, schema: heldIdsSchema },
    errors: [],
  },
  decideHeldId: {
    tag,
    summary: "Say whether a held id may join people",
    access: writing,
    params: z.strictObject({ id: idSchema.meta({ description: "The held id (`i12`)." }) }),
    body: heldDecisionSchema,
    success: { kind: "json", status: 202, schema: identityChangeSchema },
    errors: ["log_busy"],
  },
});
