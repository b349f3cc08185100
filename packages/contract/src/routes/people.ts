import { z } from "zod";
import { LIMITS, PAGE_SIZES } from "../limits.ts";
import { describeRoutes, STORE_ERRORS } from "../route.ts";
import { TIMELINE_KINDS } from "../choices.ts";
import {
  cursorSchema,
  dateSchema,
  idSchema,
  pageLimit,
  queryInteger,
  timeSchema,
  personQuerySchema,
  saidAsSchema,
} from "../schemas/common.ts";
import { descriptionRequestSchema, descriptionsSchema } from "../schemas/descriptions.ts";
import {
  membershipsSchema,
  peoplePageSchema,
  personEventPageSchema,
  personSchema,
  traitHistorySchema,
} from "../schemas/people.ts";
import { timelinePageSchema } from "../schemas/timeline.ts";
import { segmentKeySchema } from "../schemas/segments.ts";
import { whySchema } from "../schemas/why.ts";

const tag = "People";
const reading = { role: "viewer", scope: "people:read" } as const;
const params = z.strictObject({
  id: idSchema.meta({ description: "Any id known for the person, or the person (`p123`)." }),
});
const eventName = z
  .string()
  .min(1)
  .max(LIMITS.idLength)
  .optional()
  .meta({ description: "Only events of this name." });

export const peopleRoutes = describeRoutes({
  listPeople: {
    tag,
    summary: "Find people by the beginning of an id, a name or an e-mail address, or list all",
    description:
      "Whoever has such an id stands first, in the order of the ids; names and addresses are found in either letter case.",
    access: reading,
    query: z.strictObject({
      search: z.string().max(LIMITS.searchLength).optional(),
      after: cursorSchema.optional(),
      limit: pageLimit(PAGE_SIZES.standard),
    }),
    success: { kind: "json", status: 200, schema: peoplePageSchema },
    errors: ["invalid_cursor", ...STORE_ERRORS],
  },
  describePeople: {
    tag,
    summary: "What people are called and where they stand, many in one call",
    description:
      "For lists of people: what is asked of them comes from one place, and nothing else of them is told.",
    access: reading,
    body: descriptionRequestSchema,
    success: { kind: "json", status: 200, schema: descriptionsSchema },
    errors: ["not_found", ...STORE_ERRORS],
  },
  getPerson: {
    tag,
    summary: "One person: ids, traits, first and last seen",
    access: reading,
    params,
    query: personQuerySchema,
    success: { kind: "json", status: 200, schema: personSchema },
    errors: [...STORE_ERRORS],
  },
  listPersonEvents: {
    tag,
    summary: "A person's events, newest first",
    access: reading,
    params,
    query: z.strictObject({
      as: saidAsSchema,
      before: cursorSchema.optional(),
      limit: pageLimit(PAGE_SIZES.standard),
      name: eventName,
    }),
    success: { kind: "json", status: 200, schema: personEventPageSchema },
    errors: ["invalid_cursor", ...STORE_ERRORS],
  },
  getPersonTimeline: {
    tag,
    summary: "What a person did and was sent, and which segments they entered and left, newest first",
    description:
      "One list in the order of time, paged by one cursor. What was noted of any of the person's ids before they became one is in it.",
    access: reading,
    params,
    query: z.strictObject({
      as: saidAsSchema,
      before: cursorSchema.optional(),
      limit: pageLimit(PAGE_SIZES.standard),
      kind: z.enum(TIMELINE_KINDS).optional().meta({ description: "Only these; all without it." }),
      name: eventName,
      from: dateSchema.optional().meta({ description: "The first day, in the workspace's zone." }),
      to: dateSchema.optional().meta({ description: "The last day, which is in it to its end." }),
    }),
    success: { kind: "json", status: 200, schema: timelinePageSchema },
    errors: ["invalid_cursor", ...STORE_ERRORS],
  },
  getTraitHistory: {
    tag,
    summary: "The values a trait of a person has had, newest first",
    access: reading,
    params: z.strictObject({ id: params.shape.id, name: idSchema.meta({ description: "The trait." }) }),
    query: z.strictObject({
      as: saidAsSchema,
      before: cursorSchema.optional(),
      limit: pageLimit(PAGE_SIZES.standard),
    }),
    success: { kind: "json", status: 200, schema: traitHistorySchema },
    errors: ["invalid_cursor", ...STORE_ERRORS],
  },
  exportPerson: {
    tag,
    summary: "Everything that is known of a person, as one archive",
    description:
      "A compressed tar file of readable text: README.txt says what each file in it holds. It is audited.",
    access: { role: "editor", scope: "people:read" },
    params,
    query: personQuerySchema,
    success: { kind: "file", status: 200, type: "application/gzip" },
    errors: ["several_people", ...STORE_ERRORS],
  },
  listPersonMemberships: {
    tag,
    summary: "In which segments a person is and was, and since when",
    access: reading,
    params,
    query: personQuerySchema,
    success: { kind: "json", status: 200, schema: membershipsSchema },
    errors: [...STORE_ERRORS],
  },
  explainMembership: {
    tag,
    summary:
      "Why a person is in a segment or not: each condition, the events that decide it, and the next change",
    description:
      "Of now, by live membership. Of an instant of the past by the whole history as it is known now. Of a transition by what was known when it was made of the ids that the person had then, with the definition that was in force, the segments it contained and the thresholds among them; where `agrees` is false, what decided is known no more.",
    access: reading,
    params,
    query: z.strictObject({
      as: saidAsSchema,
      segment: segmentKeySchema,
      at: timeSchema
        .optional()
        .meta({ description: "An instant of the past; the segment's definition of today is asked." }),
      transition: queryInteger({ min: 1 }).meta({
        description: "`seq` of a transition of this person and segment: why it was made. Not beside `at`.",
      }),
    }),
    success: { kind: "json", status: 200, schema: whySchema },
    errors: ["definition_refused", ...STORE_ERRORS],
  },
});
