import { MINUTE_MS } from "@habitus/kernel";
import { ago, did, inside, outside, type PlantedFamily, planted, ranks, scored, upTo } from "./planted.ts";

const orders = (count: number, properties = {}) =>
  did(
    "Order Completed",
    upTo(count).map((day) => ago(day + 1)),
    properties,
  );
/** Events half an hour apart are one session; the last comes so long after the first. */
const stayed = (ms: number) =>
  did("Page Viewed", [ago(2), ago(2, 25 * MINUTE_MS), ago(2, 50 * MINUTE_MS), ago(2, ms)]);
const written = (ms: number) =>
  did("Message Delivered", [0, 25, 50].map((minutes) => ago(2, minutes * MINUTE_MS)).concat(ago(2, ms)));
const HOUR = 60 * MINUTE_MS;
const lapsed = (rank: number, alive = 0.499999) => [
  ...scored("shop.spend", rank * 10),
  ...scored("shop.alive", alive),
];

export const VALUE: PlantedFamily = {
  "big-spenders": planted(
    // Number 1 orders most often and spends the least; number 10 spent the most of all, but before the year.
    ranks(10, [9], (rank) =>
      rank === 10
        ? [...orders(1, { revenue: 1 }), ...did("Order Completed", ago(365), { revenue: 9_999 })]
        : orders(11 - rank, { revenue: rank ** 4 }),
    ),
  ),
  "high-baskets": planted(
    ranks(10, [9, 10], (rank) => [
      ...orders(1, { revenue: rank * 10 - 5 }),
      ...orders(1, { revenue: rank * 10 + 5 }),
    ]),
    outside("ordered without a value", orders(1)),
  ),
  "high-clv": planted(
    ranks(10, [10], (rank) => scored("shop.value", rank + 0.5)),
    outside("of whom the model tells nothing", orders(1)),
  ),
  "worth-winning-back": planted(
    ranks(10, [9, 10], (rank) => lapsed(rank)),
    ranks(10, [], (rank) => lapsed(rank, 0.5)),
  ),
  "coupon-hunters": planted(
    inside("three of five", orders(3, { coupon: "TEN" }), orders(2)),
    outside("three of six", orders(3, { coupon: "TEN" }), orders(3)),
    outside("an empty coupon is none", orders(2, { coupon: "TEN" }), orders(3, { coupon: "" })),
  ),
  "full-price": planted(
    inside(
      "three orders, a coupon a year ago",
      orders(3),
      did("Order Completed", ago(365), { coupon: "TEN" }),
    ),
    outside("a coupon since", orders(3), did("Order Completed", ago(365, 1), { coupon: "TEN" })),
    outside("two orders", orders(2)),
  ),
  "time-givers": planted(
    inside("just an hour", stayed(HOUR)),
    outside("a millisecond less", stayed(HOUR - 1)),
    outside("ordered within the month", stayed(HOUR), orders(1)),
    outside("whom an hour of messages reached", written(HOUR)),
  ),
};
