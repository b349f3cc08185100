import type { JsonObject } from "@habitus/kernel";
import {
  ago,
  at,
  did,
  has,
  inside,
  outside,
  type PlantedFamily,
  planted,
  plantedAt,
  upTo,
} from "./planted.ts";

const many = (name: string, count: number, properties: JsonObject = {}) =>
  did(
    name,
    upTo(count).map((day) => ago(day + 1)),
    properties,
  );
const orderedAt = (...times: readonly string[]) => did("Order Completed", times.map(at));
const openedAt = (...times: readonly string[]) => did("Application Opened", times.map(at));
const YEARS_BEFORE = orderedAt("2024-03-01T12:00Z", "2025-03-01T12:00Z");
const US = has("country", "US");
/** There it is still the evening before where in UTC a day begins. */
const NEW_YORK = has("timezone", "America/New_York");
const AUCKLAND = has("timezone", "Pacific/Auckland");

const VALENTINES = at("2026-02-04T00:00Z");
const looked = did("Product Viewed", at("2026-02-01T12:00Z"));
const BLACK_FRIDAY = at("2026-11-20T00:00Z");
const orders = (withCoupon: number, without: number) => [
  ...many("Order Completed", withCoupon, { coupon: "FRIDAY" }),
  ...many("Order Completed", without),
];

const NOONS = ["2026-06-03T12:00Z", "2026-06-04T12:00Z", "2026-06-05T12:00Z"] as const;

export const TIMING: PlantedFamily = {
  anniversary: planted(
    inside("signed up on this date", has("signup", "2025-06-10")),
    inside("years before", has("signup", "2019-06-10")),
    outside("a day later", has("signup", "2025-06-11")),
    outside("today", has("signup", "2026-06-10")),
  ),
  "one-year": planted(
    inside("first order 365 days ago", did("Order Completed", [ago(365), ago(3)])),
    outside("a millisecond later", did("Order Completed", ago(365, 1))),
    outside("372 days ago", did("Order Completed", ago(372))),
    outside("an order before", did("Order Completed", [ago(366), ago(500)])),
  ),
  "same-season": planted(
    inside("in the first of those weeks, and in summer", did("Order Completed", [ago(365, 1), ago(200)])),
    inside("on their last day, and 60 days ago", did("Order Completed", [ago(337), ago(60)])),
    outside("a day after them", did("Order Completed", ago(336))),
    outside("before them", did("Order Completed", ago(366))),
    outside("again within 60 days", did("Order Completed", [ago(350), ago(60, 1)])),
    outside("of this season alone", did("Order Completed", ago(3))),
  ),
  "tenth-order": planted(
    inside("ten, one within the week", many("Order Completed", 10)),
    outside("eleven", many("Order Completed", 11)),
    outside(
      "ten, the last a week ago",
      did(
        "Order Completed",
        upTo(10).map((day) => ago(7 + day)),
      ),
    ),
  ),
  "birthday-soon": planted(
    inside("in seven days", has("birthday", "1990-06-17")),
    inside("today", has("birthday", "2001-06-10")),
    outside("in eight days", has("birthday", "1990-06-18")),
    outside("yesterday", has("birthday", "1990-06-09")),
  ),
  "before-mothers-day": plantedAt(
    at("2026-04-26T00:00Z"),
    inside("14 days before 10 May", US, YEARS_BEFORE),
    outside("15 days before, where they live", US, NEW_YORK, YEARS_BEFORE),
    outside("where it was in March", has("country", "GB"), YEARS_BEFORE),
    outside("bought once", US, orderedAt("2025-03-01T12:00Z")),
    outside("whose country nobody knows", YEARS_BEFORE),
  ),
  "before-fathers-day": plantedAt(
    at("2026-06-07T00:00Z"),
    inside("14 days before 21 June", US, YEARS_BEFORE),
    outside("15 days before, where they live", US, NEW_YORK, YEARS_BEFORE),
    outside("where it was in March", has("country", "IT"), YEARS_BEFORE),
    outside("bought once", US, orderedAt("2025-03-01T12:00Z")),
  ),
  "before-christmas": plantedAt(
    at("2026-12-04T00:00Z"),
    inside("21 days before 25 December", US, YEARS_BEFORE),
    outside("22 days before, where they live", US, NEW_YORK, YEARS_BEFORE),
    outside("where it is in January", has("country", "RS"), YEARS_BEFORE),
    outside("bought once", US, orderedAt("2025-03-01T12:00Z")),
    outside("whose country nobody knows", YEARS_BEFORE),
  ),
  "before-valentines": plantedAt(
    VALENTINES,
    inside("ten days before", US, looked),
    outside("eleven days before, where they live", US, NEW_YORK, looked),
    outside("looked at nothing", US, YEARS_BEFORE),
  ),
  "black-friday": plantedAt(
    BLACK_FRIDAY,
    inside("a week before, one of two orders with a coupon", US, orders(1, 1)),
    outside("one of three", US, orders(1, 2)),
    outside("eight days before, where they live", US, NEW_YORK, orders(1, 1)),
  ),
  "morning-people": planted(
    inside(
      "three of five, at the edges",
      openedAt(
        "2026-06-01T06:00Z",
        "2026-06-02T10:59:59.999Z",
        "2026-06-03T08:00Z",
        "2026-06-04T11:00Z",
        "2026-06-05T05:59:59.999Z",
      ),
    ),
    outside(
      "two of four, at 11 it is no morning",
      openedAt("2026-06-01T06:00Z", "2026-06-02T10:59:59.999Z", "2026-06-03T11:00Z", "2026-06-04T20:00Z"),
    ),
    outside(
      "in the morning of UTC, not of theirs",
      AUCKLAND,
      openedAt("2026-06-01T08:00Z", "2026-06-02T08:00Z"),
    ),
  ),
  "night-owls": planted(
    inside("one of two, at the edge", openedAt("2026-06-01T22:00Z", "2026-06-02T12:00Z")),
    outside("at four the night is over", openedAt("2026-06-01T04:00Z", "2026-06-02T21:59:59.999Z")),
    outside("one of three", openedAt("2026-06-01T03:59:59.999Z", "2026-06-02T12:00Z", "2026-06-03T12:00Z")),
  ),
  "midday-people": planted(
    inside("one of two, at the edge", openedAt("2026-06-01T11:00Z", "2026-06-02T14:00Z")),
    inside("at the other edge", openedAt("2026-06-01T13:59:59.999Z", "2026-06-02T10:59:59.999Z")),
    outside("one of three", openedAt("2026-06-01T12:00Z", "2026-06-02T15:00Z", "2026-06-03T09:00Z")),
    outside("at noon of UTC, not of theirs", AUCKLAND, openedAt("2026-06-01T12:00Z")),
  ),
  "evening-people": planted(
    inside("one of two, at the edge", openedAt("2026-06-01T18:00Z", "2026-06-02T22:00Z")),
    inside("at the other edge", openedAt("2026-06-01T21:59:59.999Z", "2026-06-02T17:59:59.999Z")),
    outside("one of three", openedAt("2026-06-01T20:00Z", "2026-06-02T15:00Z", "2026-06-03T09:00Z")),
    outside("in the evening of UTC, not of theirs", AUCKLAND, openedAt("2026-06-01T20:00Z")),
  ),
  "never-mornings": planted(
    inside("five times, at the edges", openedAt("2026-06-01T11:00Z", "2026-06-02T05:59:59.999Z", ...NOONS)),
    outside("once in the morning", openedAt("2026-06-01T10:59:59.999Z", "2026-06-02T12:00Z", ...NOONS)),
    outside("four times", openedAt("2026-06-01T12:00Z", ...NOONS)),
  ),
  "never-evenings": planted(
    inside("five times, at the edges", openedAt("2026-06-01T22:00Z", "2026-06-02T17:59:59.999Z", ...NOONS)),
    outside("once in the evening", openedAt("2026-06-01T18:00Z", "2026-06-02T12:00Z", ...NOONS)),
    outside("four times", openedAt("2026-06-01T12:00Z", ...NOONS)),
  ),
  "any-day-buyers": planted(
    inside("a Monday and a Sunday", orderedAt("2026-05-04T12:00Z", "2026-05-10T12:00Z")),
    outside("weekdays alone", orderedAt("2026-05-04T12:00Z", "2026-05-11T12:00Z")),
    outside("weekends alone", orderedAt("2026-05-09T12:00Z", "2026-05-17T12:00Z")),
    outside("the weekday before the five weeks", orderedAt("2026-05-01T12:00Z", "2026-05-10T12:00Z")),
  ),
  "weekday-buyers": planted(
    inside(
      "on a Monday and a Friday of five weeks",
      orderedAt("2026-05-04T00:00Z", "2026-06-05T23:59:59.999Z"),
    ),
    outside("a Sunday between", orderedAt("2026-05-04T12:00Z", "2026-05-10T23:00Z", "2026-06-05T12:00Z")),
    outside(
      "Friday evening here is Saturday there",
      AUCKLAND,
      orderedAt("2026-05-06T12:00Z", "2026-06-05T20:00Z"),
    ),
    outside("one week alone", orderedAt("2026-05-04T12:00Z", "2026-05-05T12:00Z")),
  ),
  "weekend-buyers": planted(
    inside(
      "on a Saturday and a Sunday of five weeks",
      orderedAt("2026-05-09T00:00Z", "2026-06-07T23:59:59.999Z"),
    ),
    inside(
      "Friday evening here is Saturday there",
      AUCKLAND,
      orderedAt("2026-05-08T20:00Z", "2026-06-05T20:00Z"),
    ),
    outside("a Monday between", orderedAt("2026-05-09T12:00Z", "2026-05-11T00:00Z", "2026-06-07T12:00Z")),
    outside("one week alone", orderedAt("2026-05-09T12:00Z", "2026-05-10T12:00Z")),
  ),
};
