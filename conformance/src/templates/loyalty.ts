import { ago, did, inside, outside, type PlantedFamily, planted, upTo } from "./planted.ts";

const many = (name: string, count: number, properties = {}) =>
  did(
    name,
    upTo(count).map((day) => ago(day + 1)),
    properties,
  );
const answered = (score: number, days: number, survey = "NPS") =>
  did("Survey Answered", ago(days), { survey, score });

/** Another question of the same survey. */
const WORDS = did("Survey Answered", ago(5), { survey: "NPS", question: "why", answer: "slow" });

export const LOYALTY: PlantedFamily = {
  advocates: planted(
    inside("shared twice", many("Social Post Shared", 2)),
    inside("mentioned you twice", many("Social Mentioned", 2)),
    outside("once each", many("Social Post Shared", 1), many("Social Mentioned", 1)),
  ),
  detractors: planted(
    inside("gave 6", answered(6, 179)),
    outside("gave 7", answered(7, 1)),
    outside("gave 6 half a year ago", answered(6, 180)),
    outside("gave 6 in another survey", answered(6, 1, "Delivery")),
    outside("gave 6, and 9 since", answered(6, 100), answered(9, 10)),
    inside("gave 9, and 6 since", answered(9, 100), answered(6, 10)),
    inside("gave 6, and words since", answered(6, 100), WORDS),
  ),
  promoters: planted(
    inside("gave 9", answered(9, 179)),
    outside("gave 8", answered(8, 1)),
    outside("gave 9 half a year ago", answered(9, 180)),
    outside("gave 9, and 6 since", answered(9, 100), answered(6, 10)),
    inside("gave 6, and 9 since", answered(6, 100), answered(9, 10)),
    inside("gave 9, and words since", answered(9, 100), WORDS),
  ),
  "one-category": planted(
    inside(
      "four of five views",
      many("Product Viewed", 4, { category: "shoes" }),
      many("Product Viewed", 1, { category: "hats" }),
    ),
    outside(
      "15 of 19 views",
      many("Product Viewed", 15, { category: "shoes" }),
      many("Product Viewed", 4, { category: "hats" }),
    ),
    outside("viewed nothing", many("Page Viewed", 3)),
  ),
  returners: planted(
    inside("one of three orders", many("Order Completed", 3), many("Order Refunded", 1)),
    outside("33 of a hundred orders", many("Order Completed", 100), many("Order Refunded", 33)),
    outside("ordered nothing in the year", did("Order Completed", ago(365)), many("Order Refunded", 1)),
  ),
};
