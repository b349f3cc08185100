import { z } from "zod";
import { ANSWER_TAGS } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { jsonObjectSchema, nextSchema, timeSchema } from "./common.ts";

export const personIdSchema = z
  .object({
    kind: z.string().meta({
      description: "`user`, `anonymous`, or the key of a kind of ids that the workspace has made.",
      examples: ["user", "email"],
    }),
    value: z.string(),
  })
  .meta({ id: "PersonId" });

export const traitDetailsSchema = z
  .record(
    z.string(),
    z.object({
      type: z.enum(["text", "number", "boolean", "list", "object"]),
      time: timeSchema,
      source: z.string().meta({ description: "The source's key id." }),
    }),
  )
  .meta({ description: "Of each trait: its value's type, since when, and who sent it." });
const answerSchema = z
  .object({
    survey: z.string(),
    surveyName: z.string().nullable().meta({ description: "Null when the survey is gone." }),
    question: z.string(),
    text: z.string().nullable().meta({ description: "What was asked; null when the question is gone." }),
    tag: z.enum(ANSWER_TAGS).nullable(),
    trait: z.string(),
    value: z.unknown(),
    time: timeSchema.meta({ description: "When it was given." }),
    source: z.string().meta({ description: "The source's key id." }),
    countsUntil: timeSchema.nullable().meta({ description: "Null: for ever." }),
    counts: z.boolean().meta({ description: "Whether conditions see it now." }),
  })
  .meta({ id: "PersonAnswer", description: "What a person has answered to a question of a survey." });

export const seenFields = {
  firstSeen: timeSchema
    .nullable()
    .meta({ description: "Null while all that is known of the person is dated ahead." }),
  lastSeen: timeSchema
    .nullable()
    .meta({ description: "Of what is visible: an event dated ahead counts from its time on." }),
};

const personFields = {
  id: z.string().meta({ examples: ["p123"] }),
  ids: z.array(personIdSchema),
  traits: jsonObjectSchema.meta({ description: "Current values." }),
  traitDetails: traitDetailsSchema,
  lists: z.array(z.string()).meta({ description: "Keys of the lists the person is on." }),
  accounts: z
    .array(
      z.object({
        id: z.string(),
        name: z.string().nullable().meta({ description: "The account's trait `name`, where that is text." }),
      }),
    )
    .meta({ description: "Accounts the person belongs to by group calls." }),
  subscriptions: z
    .record(z.string(), z.boolean())
    .meta({ description: "What was said of subscription groups; a group not named here has its default." }),
  consent: z
    .record(z.string(), z.boolean())
    .meta({ description: "What was said of purposes; a purpose not named here has its default." }),
  answers: z.array(answerSchema).meta({ description: "Newest first." }),
  homeZone: z
    .object({
      zone: z.string().meta({ examples: ["Europe/Kyiv"] }),
      from: z.enum(["trait", "calls", "workspace"]),
    })
    .meta({
      description:
        "The person's time zone: of the trait `timezone` where it names one, else the one noted last of what calls say in their context, else the workspace's.",
    }),
  ...seenFields,
};

export const personSchema = z.object(personFields).meta({ id: "Person" });

export const peoplePageSchema = z.object({
  people: z.array(personSchema),
  next: nextSchema,
  searchCut: z
    .boolean()
    .optional()
    .meta({
      description: `True where more than ${LIMITS.foundPeople} names and addresses begin as the search does: the others were not looked at. Absent while people with such ids are still to come.`,
    }),
});

export const personEventSchema = z
  .object({
    id: z.string().meta({ description: "The event's messageId." }),
    name: z.string(),
    time: timeSchema,
    receivedAt: timeSchema,
    properties: jsonObjectSchema.meta({ description: "As sent, every digit kept." }),
    context: jsonObjectSchema,
    source: z.string().meta({ description: "The source's key id." }),
  })
  .meta({ id: "PersonEvent" });

export const personEventPageSchema = z.object({
  events: z.array(personEventSchema).meta({ description: "Newest first." }),
  next: nextSchema.meta({ description: "Give it as `before` for older events; null at the oldest." }),
});

const stayDescription =
  "A stay in the segment; `left` is null while it lasts. Recomputed from the whole history with today's definition and identity.";

const followedSchema = z
  .object({
    member: z.boolean(),
    since: timeSchema.nullable().meta({ description: "When that began; null for who was never in." }),
    frozenSince: timeSchema
      .nullable()
      .meta({ description: "The segment is paused, or being resumed: it stays so since then." }),
    stays: z.array(
      z.object({
        entered: timeSchema,
        enteredBy: z.string().meta({ description: "The cause of the transition." }),
        left: timeSchema.nullable(),
        leftBy: z.string().nullable(),
      }),
    ),
  })
  .meta({
    id: "FollowedMembership",
    description: "As it was seen live and told to whoever reads transitions, oldest first.",
  });

export const placeSchema = z.int().nullable().meta({
  description:
    "The log record up to which live membership answers. Null while nothing is live, and where the workspace's now is pinned.",
});
export const agreesSchema = z.boolean().nullable().meta({
  description:
    "Whether live membership says what the whole history says at the same record; if not, a reconciliation mends it. Null where there is nothing to compare: not live, paused, or a stage too far behind.",
});

const membershipSchema = z
  .object({
    segment: z.string(),
    name: z.string(),
    member: z.boolean().meta({ description: "By live membership where the segment is live or paused." }),
    agrees: agreesSchema,
    stays: z
      .array(
        z.object({ entered: timeSchema, left: timeSchema.nullable() }).meta({ description: stayDescription }),
      )
      .meta({ description: "Oldest first; empty for someone who was never in." }),
    live: followedSchema.nullable().meta({ description: "Null while the segment was never live." }),
  })
  .meta({ id: "Membership" });

export const membershipsSchema = z.object({
  at: timeSchema,
  offset: placeSchema,
  memberships: z.array(membershipSchema),
});

export const traitHistorySchema = z.object({
  name: z.string(),
  values: z
    .array(
      z.object({
        value: z.unknown(),
        time: timeSchema,
        source: z.string().nullable().meta({
          description:
            "The key or the part of the product by which it was said; null of values from before that was kept, whose call is gone.",
        }),
      }),
    )
    .meta({ description: "Newest first; null where it was removed." }),
  next: nextSchema.meta({ description: "Give it as `before` for older values; null at the oldest." }),
});

export type Membership = z.infer<typeof membershipSchema>;
export type Person = z.infer<typeof personSchema>;
export type TraitHistory = z.infer<typeof traitHistorySchema>;
export type PersonEvent = z.infer<typeof personEventSchema>;
