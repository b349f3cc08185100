import { z } from "zod";
import {
  account,
  bucket,
  computed,
  computedValue,
  list,
  nestedSegment,
  scored,
  subscribed,
} from "./named-schema.ts";
import { booleanLiteral, literal, numberLiteral, textLiteral } from "./literal-schema.ts";
import {
  aggregateKind,
  compareOp,
  count,
  countOp,
  duration,
  durationKind,
  eventName,
  itemsChoice,
  local,
  membersChoice,
  rankPlace,
  rfmTest,
} from "./choice-schema.ts";
import { betweenTest, dateTest, existsTest, ignoreCase, inTest, textTest } from "./test-schema.ts";
import { anniversaryWindow, inTheirTimeZone, traitWindow, window } from "./window-schema.ts";
import type {
  Condition,
  Definition,
  HeldTest,
  PropertyCondition,
  PropertyPath,
  RankMeasure,
  ScoreDefinition,
  ValueComparison,
} from "./definition.ts";

// The shape of the tree and nothing more: what is too long, too deep or out of range is told by `checkDefinition`,
// which knows a sentence and a way out for each. The ids become the names of the parts in the OpenAPI document.

const path: z.ZodType<PropertyPath> = z
  .array(z.string())
  .min(1)
  .meta({ id: "PropertyPath", description: "Keys from the outside in." });

const heldTests = [
  z.strictObject({ op: z.literal("is"), value: literal, ignoreCase }),
  inTest,
  z.strictObject({ op: z.enum(["<", "<=", ">", ">="]), value: numberLiteral }),
  betweenTest,
  dateTest,
] as const;

const heldTest: z.ZodType<HeldTest> = z.discriminatedUnion("op", heldTests).meta({ id: "HeldTest" });

const comparison: z.ZodType<ValueComparison> = z
  .discriminatedUnion("op", [
    existsTest,
    ...heldTests,
    textTest,
    z.strictObject({
      op: z.literal("includes"),
      values: z.array(literal),
      all: z.literal(true).exactOptional(),
      ignoreCase,
    }),
    z.strictObject({
      op: z.literal("near"),
      within: numberLiteral,
      unit: z.enum(["m", "km", "mile"]),
      lat: numberLiteral,
      lon: numberLiteral,
    }),
    z.strictObject({
      op: z.literal("from event"),
      far: z.enum(["within", "more than"]),
      length: duration,
      side: z.enum(["before", "after"]),
    }),
    z.strictObject({
      op: z.literal("items"),
      get which() {
        return itemsChoice;
      },
      get where() {
        return property.exactOptional();
      },
    }),
    z.strictObject({
      op: z.literal("held"),
      of: heldTest,
      for: duration,
    }),
    z.strictObject({
      op: z.literal("changed"),
      from: heldTest.exactOptional(),
      to: heldTest.exactOptional(),
      window: window.exactOptional(),
    }),
    z.strictObject({ op: z.literal("when"), window: traitWindow }),
    z.strictObject({ op: z.literal("anniversary"), window: anniversaryWindow }),
  ])
  .meta({ id: "ValueComparison" });

const property: z.ZodType<PropertyCondition> = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("property"), path, test: comparison }),
    z.strictObject({
      kind: z.literal("not"),
      get of() {
        return property;
      },
    }),
    z.strictObject({
      kind: z.enum(["and", "or"]),
      get of() {
        return z.array(property).min(2);
      },
    }),
  ])
  .meta({ id: "PropertyCondition" });

const accounts = z
  .strictObject({ kind: z.literal("accounts"), which: itemsChoice, where: property.exactOptional() })
  .meta({
    id: "AccountsCondition",
    description: "So many accounts of the person have traits that meet the condition.",
  });
const members = z
  .strictObject({
    kind: z.literal("members"),
    which: membersChoice,
    get of() {
      return condition;
    },
  })
  .meta({
    id: "MembersCondition",
    description:
      "The person belongs to an account of whose people the last refresh found so many to meet the condition.",
  });
const occasion = z
  .strictObject({
    kind: z.literal("occasion"),
    occasion: z.string(),
    window: anniversaryWindow,
    country: z.string().exactOptional(),
  })
  .meta({
    id: "OccasionCondition",
    description:
      "A named day of the calendar, where the person lives: that of their country, or of the one given.",
  });

const transition = z
  .strictObject({
    kind: z.enum(["entered", "left"]),
    segment: z.string(),
    count: count.exactOptional(),
    window: window.exactOptional(),
  })
  .meta({
    id: "TransitionCondition",
    description: "How often a segment was entered or left, by the segment's key.",
  });

/** Which events of a name are looked at. */
const narrowing = {
  local: local.exactOptional(),
  window: window.exactOptional(),
  where: property.exactOptional(),
} as const;

const did = z
  .strictObject({
    kind: z.literal("did"),
    event: eventName,
    first: z.literal(true).exactOptional(),
    count: count.exactOptional(),
    ...narrowing,
  })
  .meta({ id: "DidCondition" });

const aggregate = z
  .strictObject({
    kind: z.literal("aggregate"),
    of: aggregateKind,
    event: eventName,
    property: path,
    items: property.exactOptional(),
    ...narrowing,
    op: compareOp,
    value: numberLiteral,
  })
  .meta({ id: "AggregateCondition" });

const daysActive = z
  .strictObject({
    kind: z.literal("days active"),
    inTheirTimeZone,
    event: eventName,
    ...narrowing,
    op: compareOp,
    value: numberLiteral,
  })
  .meta({ id: "DaysCondition" });

const lifecycle = z
  .strictObject({
    kind: z.enum(["stopped", "restarted"]),
    event: eventName,
    quiet: duration,
    ...narrowing,
  })
  .meta({ id: "LifecycleCondition" });

const sessionsChoice = {
  event: eventName.exactOptional(),
  quiet: duration.exactOptional(),
  window: window.exactOptional(),
  where: property.exactOptional(),
} as const;

const sessions = z.strictObject({ kind: z.literal("sessions"), ...sessionsChoice, count }).meta({
  id: "SessionsCondition",
  description: "How many sessions began: stretches of events without a gap longer than the quiet.",
});

const sessionDuration = z
  .strictObject({
    kind: z.literal("session duration"),
    of: durationKind,
    ...sessionsChoice,
    op: compareOp,
    length: duration,
  })
  .meta({ id: "SessionDurationCondition" });

const eventChoice = z
  .strictObject({ event: eventName, local: local.exactOptional(), where: property.exactOptional() })
  .meta({ id: "EventChoice" });

const sequence = z
  .strictObject({
    kind: z.literal("sequence"),
    first: eventChoice,
    following: z
      .array(
        z.strictObject({
          event: eventChoice,
          absent: z.literal(true).exactOptional(),
          within: duration.exactOptional(),
          without: eventChoice.exactOptional(),
        }),
      )
      .min(1),
    same: path.exactOptional(),
    window: window.exactOptional(),
  })
  .meta({ id: "SequenceCondition" });

const outermost = z
  .strictObject({
    kind: z.enum(["first event", "last event"]),
    event: eventName,
    ...narrowing,
    has: property,
  })
  .meta({ id: "OutermostCondition" });

const share = z
  .strictObject({
    kind: z.literal("share"),
    event: eventName,
    among: property.exactOptional(),
    ...narrowing,
    op: countOp,
    value: numberLiteral,
  })
  .meta({ id: "ShareCondition" });

const ratio = z
  .strictObject({
    kind: z.literal("ratio"),
    part: eventChoice,
    whole: eventChoice,
    window: window.exactOptional(),
    op: compareOp,
    value: numberLiteral,
  })
  .meta({ id: "RatioCondition" });

const overdue = z
  .strictObject({
    kind: z.literal("overdue"),
    event: eventName,
    factor: numberLiteral,
    count: count.exactOptional(),
    ...narrowing,
  })
  .meta({ id: "OverdueCondition" });

const favourite = z
  .strictObject({
    kind: z.literal("favourite"),
    event: eventName,
    property: path,
    value: z.discriminatedUnion("kind", [textLiteral, numberLiteral, booleanLiteral]),
    top: z.int().exactOptional(),
    ...narrowing,
  })
  .meta({ id: "FavouriteCondition" });

const ofEvents = { event: eventName, ...narrowing } as const;

const measure: z.ZodType<RankMeasure> = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("aggregate"),
      of: aggregateKind,
      property: path,
      items: property.exactOptional(),
      ...ofEvents,
    }),
    z.strictObject({ kind: z.enum(["count", "recency"]), ...ofEvents }),
    z.strictObject({ kind: z.literal("days active"), inTheirTimeZone, ...ofEvents }),
    z.strictObject({ kind: z.literal("sessions"), ...sessionsChoice }),
    z.strictObject({ kind: z.literal("session duration"), of: durationKind, ...sessionsChoice }),
    z.strictObject({ kind: z.literal("trait"), path }),
    z.strictObject({ kind: z.enum(["score", "predicted"]), score: z.string() }),
  ])
  .meta({ id: "RankMeasure", description: "What people are ranked by." });

const ranked = z
  .strictObject({
    kind: z.literal("ranked"),
    place: rankPlace,
    by: measure,
    get among() {
      return condition.exactOptional();
    },
  })
  .meta({ id: "RankedCondition", description: "Where a person stands among others, by a pinned threshold." });

const rfm = z
  .strictObject({
    kind: z.literal("rfm"),
    recency: rfmTest.exactOptional(),
    frequency: rfmTest.exactOptional(),
    monetary: rfmTest.exactOptional(),
    by: z
      .strictObject({
        event: eventName,
        property: path,
        items: property.exactOptional(),
        local: local.exactOptional(),
        where: property.exactOptional(),
      })
      .exactOptional(),
    window: window.exactOptional(),
    get among() {
      return condition.exactOptional();
    },
  })
  .meta({ id: "RfmCondition" });

const condition: z.ZodType<Condition> = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("everyone") }),
    list,
    account,
    accounts,
    subscribed,
    nestedSegment,
    transition,
    scored,
    computed,
    computedValue,
    bucket,
    did,
    aggregate,
    daysActive,
    lifecycle,
    sessions,
    sessionDuration,
    sequence,
    outermost,
    share,
    ratio,
    overdue,
    favourite,
    ranked,
    rfm,
    members,
    occasion,
    z.strictObject({ kind: z.literal("trait"), path, test: comparison }).meta({ id: "TraitCondition" }),
    z
      .strictObject({
        kind: z.literal("not"),
        get of() {
          return condition;
        },
      })
      .meta({ id: "NotCondition" }),
    z
      .strictObject({
        kind: z.enum(["and", "or"]),
        get of() {
          return z.array(condition).min(2);
        },
      })
      .meta({ id: "RowCondition" }),
  ])
  .meta({ id: "Condition" });

/**
 * The shape of a definition as JSON. Trees nested deeper than the language allows must be refused before they are given to
 * it (`checkDefinition` does), for it calls itself once per level.
 */
export const definitionSchema: z.ZodType<Definition> = z
  .strictObject({ version: z.literal(1), condition })
  .meta({ id: "Definition", description: "What a segment means. The sentence form says the same." });

/** The shape of a score. What `checkScore` says of depth holds here too. */
export const scoreSchema: z.ZodType<ScoreDefinition> = z
  .strictObject({
    version: z.literal(1),
    elements: z.array(z.strictObject({ when: condition, value: numberLiteral })),
  })
  .meta({ id: "Score", description: "The sum of the values of the elements whose condition holds." });
