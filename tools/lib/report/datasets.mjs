// @ts-check
// The data sets that are shipped: the page is made of nothing that lies elsewhere.

/** @typedef {readonly (readonly [name: string, definition: string])[]} Asked */
/** @typedef {{ readonly file: string, readonly mapping: string }} DataFile */
/** @typedef {{ readonly title: string, readonly groups: Asked, readonly atImport?: true }} Own asked as of the import where the file tells no time */
/**
 * @typedef {object} Dataset
 * @property {string} title
 * @property {string} about what the rows are, and whose
 * @property {"demo" | { readonly files: readonly DataFile[], readonly now: string, readonly zone: string }} load how it comes into an
 *   empty server: as its demo, or as files below packages/server/data by mappings of public data, with a fixed now and a zone
 * @property {string} order the event of buying
 * @property {string} orders the sentence of the model, whatever it holds for is an order
 * @property {string} value where the worth of an order stands
 * @property {string} act the event whose weekdays and hours are told
 * @property {{ readonly title: string, readonly by: string }} often heavy, medium and light by this
 * @property {Readonly<Record<string, string>>} names what events of ready-made segments are called here
 * @property {readonly Own[]} own what only this data tells
 */

const ORDER = "Order Completed";

/** @type {Dataset} */
const ONLINE_RETAIL = {
  title: "Online Retail",
  about: "Orders and returns of a British gift shop through a year; an event is an invoice.",
  load: "demo",
  order: ORDER,
  orders: `did "${ORDER}"`,
  value: "revenue",
  act: ORDER,
  often: { title: "How often people buy", by: `count of "${ORDER}"` },
  names: {},
  own: [],
};

const LINE = "Product Purchased";

/** @type {Dataset} */
const COMPLETE_JOURNEY = {
  title: "The Complete Journey",
  about:
    "75,000 lines of receipts of a grocery chain through 2017, a part of all lines, with the coupons that households redeemed. An event is a line, so how often people buy is counted by receipts.",
  load: {
    files: [
      { file: "complete_journey/demographics.csv.gz", mapping: "complete-journey-demographics" },
      { file: "complete_journey/transactions.csv.gz", mapping: "complete-journey-transactions" },
      { file: "complete_journey/coupon_redemptions.csv.gz", mapping: "complete-journey-redemptions" },
    ],
    now: "2018-01-01T05:00:00Z",
    zone: "America/New_York",
  },
  order: LINE,
  orders: `did "${LINE}"`,
  value: "revenue",
  act: LINE,
  often: { title: "How often people buy", by: `distinct count of "${LINE}".basket_id` },
  names: { [ORDER]: LINE },
  own: [
    {
      title: "Coupons",
      groups: [
        ["Redeemed one", 'did "Coupon Redeemed"'],
        ["Redeemed five and more", 'did "Coupon Redeemed" at least 5 times'],
        ["Redeemed one in the last quarter", 'did "Coupon Redeemed" in last 3 calendar months'],
        ["Of two campaigns and more", 'distinct count of "Coupon Redeemed".campaign_id >= 2'],
        ["Bought, and never redeemed one", `did "${LINE}" and did not "Coupon Redeemed"`],
      ],
    },
    {
      title: "Ages of households",
      atImport: true,
      groups: [
        ...["19-24", "25-34", "35-44", "45-54", "55-64", "65+"].map(
          (age) => /** @type {const} */ ([age, `age is "${age}"`]),
        ),
        ["Not known", "age does not exist"],
      ],
    },
  ],
};

const PAGE = "Page Viewed";

/** @type {Dataset} */
const GOOGLE_STORE = {
  title: "Google Merchandise Store",
  about: "One day of hits, 1 August 2017 by the clock of Los Angeles; an event is a hit of a visitor.",
  load: {
    files: [{ file: "google_store_hits.csv.gz", mapping: "google-store-hits" }],
    now: "2017-08-02T07:00:00Z",
    zone: "America/Los_Angeles",
  },
  order: ORDER,
  // The page after an order was often seen twice; the first of these hits alone has its worth.
  orders: `did "${ORDER}" where revenue exists`,
  value: "revenue",
  act: PAGE,
  often: { title: "How much people look at", by: `count of "${PAGE}"` },
  names: { "Checkout Started": "Checkout Step Viewed" },
  own: [
    {
      title: "On the way to an order",
      groups: [
        ["Saw a page", `did "${PAGE}"`],
        ["Looked at a product", 'did "Product Viewed"'],
        ["Put one into the cart", 'did "Product Added"'],
        ["Went to the checkout", 'did "Checkout Step Viewed"'],
        ["Ordered", `did "${ORDER}"`],
      ],
    },
    {
      title: "Left on the way",
      groups: [
        ["Looked, put nothing into the cart", 'did "Product Viewed" and did not "Product Added"'],
        ["Filled the cart, did not order", `did "Product Added" and did not "${ORDER}"`],
        [
          "At the checkout, no order within an hour",
          `did "Checkout Step Viewed" then not "${ORDER}" within 1 hour`,
        ],
      ],
    },
    {
      title: "Where they came from",
      groups: ["Organic Search", "Direct", "Referral", "Social", "Paid Search", "Display", "Affiliates"].map(
        (channel) => /** @type {const} */ ([channel, `did "${PAGE}" where channel is "${channel}"`]),
      ),
    },
  ],
};

/** @type {Readonly<Record<string, Dataset>>} */
export const DATASETS = {
  "online-retail": ONLINE_RETAIL,
  "complete-journey": COMPLETE_JOURNEY,
  "google-store": GOOGLE_STORE,
};
