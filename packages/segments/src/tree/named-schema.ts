import { z } from "zod";
import { compareOp } from "./choice-schema.ts";
import { booleanLiteral, dateLiteral, numberLiteral, textLiteral } from "./literal-schema.ts";
import { betweenTest, dateTest, existsTest, ignoreCase, inTest, textTest } from "./test-schema.ts";

// Conditions that name something of the workspace and hold no other.

export const list = z
  .strictObject({ kind: z.literal("list"), list: z.string() })
  .meta({ id: "ListCondition", description: "On a list, by the list's key." });

export const account = z
  .strictObject({ kind: z.literal("account"), account: z.string() })
  .meta({ id: "AccountCondition", description: "In an account, by the groupId of its group calls." });

export const subscribed = z
  .strictObject({ kind: z.literal("subscribed"), group: z.string() })
  .meta({ id: "SubscribedCondition", description: "Subscribed to a group, by the group's key." });

export const nestedSegment = z
  .strictObject({ kind: z.literal("segment"), segment: z.string() })
  .meta({ id: "SegmentCondition", description: "In another segment, by the segment's key." });

export const bucket = z
  .strictObject({ kind: z.literal("bucket"), from: z.int(), to: z.int(), of: z.int(), by: z.string() })
  .meta({ id: "BucketCondition", description: "A part of all people, by a stable hash and a name." });

export const scored = z
  .strictObject({
    kind: z.enum(["score", "predicted"]),
    score: z.string(),
    op: compareOp,
    value: numberLiteral,
  })
  .meta({ id: "ScoreCondition", description: "A score, or what a model predicted, compared." });

export const computed = z
  .strictObject({
    kind: z.literal("computed"),
    computed: z.string(),
    op: compareOp,
    value: numberLiteral,
  })
  .meta({ id: "ComputedCondition", description: "A computed trait, by its key, compared." });

export const computedValue = z
  .strictObject({
    kind: z.literal("computed value"),
    computed: z.string(),
    test: z.discriminatedUnion("op", [
      existsTest,
      z.strictObject({
        op: z.literal("is"),
        value: z.discriminatedUnion("kind", [textLiteral, booleanLiteral, dateLiteral]),
        ignoreCase,
      }),
      inTest,
      textTest,
      betweenTest,
      dateTest,
    ]),
  })
  .meta({
    id: "ComputedValueCondition",
    description: "A computed trait, by its key, whose value is a text, a time or in a range.",
  });
