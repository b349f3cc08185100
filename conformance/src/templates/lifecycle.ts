import { ago, at, did, has, inside, outside, type PlantedFamily, planted, scored } from "./planted.ts";

const ordered = (...days: readonly number[]) =>
  did(
    "Order Completed",
    days.map((day) => ago(day)),
  );
const orderedAt = (...times: readonly string[]) => did("Order Completed", times.map(at));
const opened = (...days: readonly number[]) =>
  did(
    "Application Opened",
    days.map((day) => ago(day)),
  );

export const LIFECYCLE: PlantedFamily = {
  "habit-forming": planted(
    inside(
      "first just within 60 days, then in three weeks",
      did("Application Opened", ago(60, 1)),
      opened(8, 15, 22),
    ),
    outside("first 60 days ago", opened(60, 8, 15, 22)),
    outside("in two of the four weeks", opened(50, 8, 15)),
  ),
  "installed-not-opened": planted(
    inside("installed", did("Application Installed", ago(1))),
    outside("opened it at once", did("Application Installed", ago(1)), did("Application Opened", ago(1))),
    outside("never installed", did("Page Viewed", ago(1))),
  ),
  customers: planted(
    inside("first order 30 days ago", ordered(30)),
    inside("the last just within 180 days", ordered(200), did("Order Completed", ago(180, 1))),
    outside("first order within 30 days", did("Order Completed", ago(30, 1))),
    outside("won back within the month", ordered(300, 10)),
    inside("won back before the month", ordered(300, 30)),
    outside("the last 180 days ago", ordered(200, 180)),
  ),
  lost: planted(
    inside("the last order 365 days ago, and looks around", ordered(365), did("Page Viewed", ago(1))),
    inside("the last order 365 days ago, and gets letters", ordered(365), did("Message Delivered", ago(1))),
    outside("the last order a millisecond later", did("Order Completed", ago(365, 1))),
    outside("of a list", has("plan", "none")),
  ),
  "new-customers": planted(
    inside("first order just within 30 days, one since", did("Order Completed", ago(30, 1)), ordered(2)),
    outside("first order 30 days ago", ordered(30, 2)),
  ),
  "order-due": planted(
    inside("due in seven days", scored("shop.next", 7)),
    outside("due a little later", scored("shop.next", 7.000001)),
    outside("of whom the model tells nothing", ordered(100)),
  ),
  "probably-lapsed": planted(
    inside("just less than three in ten, two orders", scored("shop.alive", 0.299999), ordered(200, 300)),
    outside("three in ten", scored("shop.alive", 0.3), ordered(200, 300)),
    outside("one order", scored("shop.alive", 0.1), ordered(200)),
  ),
  prospects: planted(
    inside("known by a trait", has("plan", "free")),
    inside("known by a visit", did("Page Viewed", ago(1))),
    inside("put something into the cart long ago", did("Product Added", ago(900))),
    outside("ordered without a cart", ordered(900)),
  ),
  regulars: planted(
    inside(
      "in three of four months, at their edges",
      orderedAt("2026-02-01T00:00Z", "2026-04-15T12:00Z", "2026-05-31T23:59:59.999Z"),
    ),
    outside(
      "a millisecond before the first month",
      orderedAt("2026-01-31T23:59:59.999Z", "2026-04-15T12:00Z", "2026-05-31T12:00Z"),
    ),
    outside(
      "in this month instead",
      orderedAt("2026-04-15T12:00Z", "2026-05-15T12:00Z", "2026-06-01T00:00Z"),
    ),
  ),
  "second-order": planted(
    inside("one order, just within 60 days", did("Order Completed", ago(60, 1))),
    outside("one order, 60 days ago", ordered(60)),
    outside("two orders", ordered(30, 40)),
  ),
  sleeping: planted(
    inside("one order, 180 days ago", ordered(180)),
    inside("the last just within a year", ordered(400), did("Order Completed", ago(365, 1))),
    outside(
      "the last a millisecond later than 180 days ago",
      did("Order Completed", ago(180, 1)),
      ordered(200),
    ),
    outside("the last 365 days ago", ordered(365, 400)),
  ),
  slipping: planted(
    inside(
      "ten days between orders, silent for just more than twenty",
      did("Order Completed", [ago(20, -1), ago(30, -1), ago(40, -1)]),
    ),
    outside("silent for just twenty", ordered(20, 30, 40)),
    outside("two orders tell no rhythm", ordered(100, 101)),
  ),
  "won-back": planted(
    inside("again after just more than half a year", ordered(10), did("Order Completed", ago(210, -1))),
    outside("again after a shorter time", ordered(10, 209)),
    outside("for the first time", ordered(10)),
    outside("came back too long ago", ordered(30, 300)),
  ),
};
