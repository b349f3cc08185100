import { MINUTE_MS } from "@habitus/kernel";
import {
  ago,
  at,
  did,
  inside,
  outside,
  type PlantedFamily,
  planted,
  ranks,
  scored,
  upTo,
} from "./planted.ts";

const orders = (count: number, daysAgo = 10) =>
  did(
    "Order Completed",
    upTo(count).map((day) => ago(daysAgo + day)),
  );
/** Ten buyers with one to ten orders in the year; who has one had eleven more before it. */
const byOrders = (...meant: readonly number[]) =>
  ranks(10, meant, (count) => [...orders(count), ...orders(count === 1 ? 11 : 0, 365)]);
const byRate = (...meant: readonly number[]) =>
  ranks(10, meant, (rank) => scored("shop.rate", rank / 10 + 0.000001));

const HALF_HOUR = 30 * MINUTE_MS;
const visits = (gap: number) =>
  did(
    "Page Viewed",
    upTo(3).map((place) => ago(6) + place * gap),
  );
/** On so many of the last days, once each. */
const active = (name: string, days: number) =>
  did(
    name,
    upTo(days).map((day) => ago(day)),
  );
const opened = (...times: readonly string[]) => did("Application Opened", times.map(at));

export const FREQUENCY: PlantedFamily = {
  "heavy-buyers": planted(byOrders(9, 10)),
  "medium-buyers": planted(byOrders(3, 4, 5, 6, 7, 8)),
  "light-buyers": planted(byOrders(1, 2), outside("who never ordered", did("Product Viewed", ago(1)))),
  "heavy-by-rate": planted(byRate(9, 10)),
  "medium-by-rate": planted(byRate(3, 4, 5, 6, 7, 8)),
  "light-by-rate": planted(byRate(1, 2), outside("of whom no model tells", orders(1))),
  "heavy-users": planted(
    inside(
      "on 20 days",
      did(
        "Application Opened",
        upTo(20).map((day) => ago(day)),
      ),
    ),
    outside(
      "on 19 days, twice each, and once 28 days ago",
      did(
        "Application Opened",
        [...upTo(19), ...upTo(19)].map((day) => ago(day)),
      ),
      did("Application Opened", ago(28)),
    ),
  ),
  "medium-users": planted(
    inside("on five days", active("Application Opened", 5)),
    inside("on 19 days", active("Application Opened", 19)),
    outside("on four days, twice each", active("Application Opened", 4), active("Application Opened", 4)),
    outside("on 20 days", active("Application Opened", 20)),
  ),
  "light-users": planted(
    inside("on one day", active("Application Opened", 1)),
    inside("on four days, twice each", active("Application Opened", 4), active("Application Opened", 4)),
    outside("on five days", active("Application Opened", 5)),
    outside("28 days ago", did("Application Opened", ago(28))),
  ),
  "heavy-visitors": planted(
    inside("on eight days", active("Page Viewed", 8)),
    outside("on seven days, twice each", active("Page Viewed", 7), active("Page Viewed", 7)),
  ),
  "medium-visitors": planted(
    inside("on three days", active("Page Viewed", 3)),
    inside("on seven days", active("Page Viewed", 7)),
    outside("on two days", active("Page Viewed", 2)),
    outside("on eight days", active("Page Viewed", 8)),
  ),
  "light-visitors": planted(
    inside("on one day", active("Page Viewed", 1)),
    inside("on two days, twice each", active("Page Viewed", 2), active("Page Viewed", 2)),
    outside("on three days", active("Page Viewed", 3)),
    outside("28 days ago", did("Page Viewed", ago(28))),
  ),
  interested: planted(
    inside("three views, the first just within 30 days", did("Product Viewed", [ago(1), ago(2), ago(30, 1)])),
    outside("the first of three 30 days ago", did("Product Viewed", [ago(1), ago(2), ago(30)])),
    outside(
      "ordered years ago",
      did("Product Viewed", [ago(1), ago(2), ago(3)]),
      did("Order Completed", ago(900)),
    ),
  ),
  "repeat-visitors": planted(
    inside("three visits, each more than half an hour after the other", visits(HALF_HOUR + 1)),
    outside("one visit with pauses of just half an hour", visits(HALF_HOUR)),
  ),
  "weekly-users": planted(
    inside(
      "at the edges of all four weeks",
      opened(
        "2026-05-11T00:00Z",
        "2026-05-24T23:59:59.999Z",
        "2026-05-25T00:00Z",
        "2026-06-07T23:59:59.999Z",
      ),
    ),
    outside(
      "a millisecond before the first of four weeks",
      opened("2026-05-10T23:59:59.999Z", "2026-05-20T12:00Z", "2026-05-27T12:00Z", "2026-06-03T12:00Z"),
    ),
    outside(
      "in this week instead of the last",
      opened("2026-05-11T12:00Z", "2026-05-20T12:00Z", "2026-05-27T12:00Z", "2026-06-08T00:00Z"),
    ),
  ),
};
