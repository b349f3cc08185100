import { DAY_MS, HOUR_MS, MINUTE_MS } from "@habitus/kernel";
import { ago, did, has, inside, outside, type PlantedFamily, planted, upTo } from "./planted.ts";

const many = (name: string, count: number, from = 1) =>
  did(
    name,
    upTo(count).map((day) => ago(from + day)),
  );
const views = (count: number) => many("Product Viewed", count);

/** So many products put in within minutes. */
const cartOf = (products: number) =>
  did(
    "Product Added",
    upTo(products).map((minute) => ago(1) + minute * MINUTE_MS),
  );
const searched = (query: string, days: number) => did("Products Searched", ago(days), { query });

const TEN_MINUTES = 10 * MINUTE_MS;
const searches = many("Products Searched", 3);

export const READINESS: PlantedFamily = {
  aware: planted(
    inside("two views", views(2)),
    outside("three views", views(3)),
    outside("none in a month", did("Product Viewed", ago(30))),
    outside("put something into the cart long ago", views(1), did("Product Added", ago(900))),
  ),
  "cart-leavers": planted(
    inside("on three days, nothing ordered", many("Product Added", 3)),
    inside("on six days, one order", many("Product Added", 6), many("Order Completed", 1)),
    outside("on five days, one order", many("Product Added", 5), many("Order Completed", 1)),
    outside("on seven days, two orders", many("Product Added", 7), many("Order Completed", 2)),
    outside("one cart of six products, ordered", cartOf(6), many("Order Completed", 1)),
    outside("one cart of six products, not ordered", cartOf(6)),
    outside("on two days, nothing ordered", many("Product Added", 2)),
  ),
  desiring: planted(
    inside("five views, a cart 14 days ago", views(5), did("Product Added", ago(14))),
    outside("four views", views(4)),
    outside("a cart since", views(5), did("Product Added", ago(14, 1))),
  ),
  informed: planted(
    inside("three views", views(3)),
    inside("four views", views(4)),
    inside("a search", many("Products Searched", 1)),
    outside("two views", views(2)),
    outside("five views", views(5)),
    outside("a search and a cart", many("Products Searched", 1), many("Product Added", 1)),
  ),
  intending: planted(
    inside("a day has just passed", did("Checkout Started", ago(1))),
    outside("a millisecond is left", did("Checkout Started", ago(1, 1))),
    outside(
      "ordered on the last instant",
      did("Checkout Started", ago(3)),
      did("Order Completed", ago(3, DAY_MS)),
    ),
    outside("ordered two days later", did("Checkout Started", ago(4)), did("Order Completed", ago(2))),
    inside("ordered just before the week", did("Checkout Started", ago(4)), did("Order Completed", ago(7))),
    outside("began a week ago", did("Checkout Started", ago(7))),
  ),
  "left-cart": planted(
    inside("an hour has just passed", did("Product Added", ago(0, -HOUR_MS))),
    outside("a millisecond is left", did("Product Added", ago(0, 1 - HOUR_MS))),
    outside(
      "ordered on the last instant",
      did("Product Added", ago(3)),
      did("Order Completed", ago(3, HOUR_MS)),
    ),
    outside(
      "ordered a millisecond later",
      did("Product Added", ago(3)),
      did("Order Completed", ago(3, HOUR_MS + 1)),
    ),
    outside("ordered two days later", did("Product Added", ago(3)), did("Order Completed", ago(1))),
    inside("ordered just before the week", did("Product Added", ago(3)), did("Order Completed", ago(7))),
  ),
  "searched-not-bought": planted(
    inside("in whatever letters", searched("Red SHOES", 1)),
    outside("for something else", searched("hats", 1)),
    outside("two weeks ago", searched("shoes", 14)),
    outside("ordered since", searched("shoes", 3), did("Order Completed", ago(1))),
  ),
  searching: planted(
    inside("viewed nothing", searches),
    inside(
      "viewed a millisecond too late after one",
      searches,
      did("Product Viewed", [ago(1, TEN_MINUTES), ago(2, TEN_MINUTES), ago(3, TEN_MINUTES + 1)]),
    ),
    outside(
      "viewed in time after each",
      searches,
      did(
        "Product Viewed",
        upTo(3).map((day) => ago(day + 1, TEN_MINUTES)),
      ),
    ),
    outside("two searches", many("Products Searched", 2)),
  ),
  unaware: planted(
    inside("of a list", has("plan", "none")),
    inside("got a letter", did("Message Delivered", ago(10), { channel: "direct_mail" })),
    outside("looked at one page long ago", did("Page Viewed", ago(900))),
    outside("bought elsewhere", did("Order Completed", ago(900))),
  ),
};
