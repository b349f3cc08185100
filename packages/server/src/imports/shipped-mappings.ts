import type { FieldType, ImportMapping, MappedField, ValueFrom } from "@habitus/contract";

export type ShippedMapping = { readonly key: string; readonly name: string; readonly mapping: ImportMapping };

const COMMAS = { format: "csv", delimiter: ",", header: true, encoding: "utf-8" } as const;

function column(...columns: string[]): ValueFrom {
  return { columns, constant: null };
}

function constant(value: string): ValueFrom {
  return { columns: [], constant: value };
}

function property(from: string, type: FieldType = "text", to = from): MappedField {
  return { to, as: "property", from: column(from), type };
}

function trait(from: string): MappedField {
  return { to: from, as: "trait", from: column(from), type: "text" };
}

const HOUSEHOLD = { userId: column("household_id"), anonymousId: null } as const;

/** The Complete Journey 2.0 (84.51°, CC0): households of a grocery chain through 2017. Its times are UTC. */
function completeJourney(
  table: string,
  name: string,
  part: Omit<ImportMapping, "dataset" | "file" | "userId" | "anonymousId">,
): ShippedMapping {
  const key = `complete-journey-${table}`;
  return {
    key,
    name: `Complete Journey: ${name}`,
    mapping: { dataset: key, file: COMMAS, ...HOUSEHOLD, ...part },
  };
}

const TRANSACTIONS = completeJourney("transactions", "lines of receipts", {
  what: "events",
  event: { from: constant("Product Purchased"), names: {}, otherwise: "keep" },
  time: { columns: ["transaction_timestamp"], format: "iso", zone: "UTC" },
  key: ["household_id", "basket_id", "product_id"],
  blanks: [],
  fields: [
    property("basket_id"),
    property("store_id"),
    property("product_id"),
    property("quantity", "number"),
    property("sales_value", "number", "revenue"),
    { to: "currency", as: "property", from: constant("USD"), type: "text" },
    property("retail_disc", "number", "retail_discount"),
    property("coupon_disc", "number", "coupon_discount"),
    property("coupon_match_disc", "number", "coupon_match_discount"),
  ],
});

const REDEMPTIONS = completeJourney("redemptions", "coupons redeemed", {
  what: "events",
  event: { from: constant("Coupon Redeemed"), names: {}, otherwise: "keep" },
  time: { columns: ["redemption_date"], format: "YYYY-MM-DD", zone: "UTC" },
  key: [],
  blanks: [],
  fields: [property("coupon_upc"), property("campaign_id")],
});

/** Who got which campaign, with the days of the campaign beside it: the set has them in a file of their own (docs/imports.md). */
const CAMPAIGNS = completeJourney("campaigns", "campaigns mailed", {
  what: "events",
  event: { from: constant("Direct Mail Sent"), names: {}, otherwise: "keep" },
  time: { columns: ["start_date"], format: "YYYY-MM-DD", zone: "UTC" },
  key: ["campaign_id", "household_id"],
  blanks: [],
  fields: [property("campaign_id", "text", "campaign"), property("campaign_type"), property("end_date")],
});

const DEMOGRAPHICS = completeJourney("demographics", "households", {
  what: "people",
  event: null,
  time: null,
  key: ["household_id"],
  blanks: [],
  fields: [
    "age",
    "income",
    "home_ownership",
    "marital_status",
    "household_size",
    "household_comp",
    "kids_count",
  ].map(trait),
});

/** Hits of the Google Merchandise Store as rows, with the act of enhanced e-commerce where there was one. */
const GOOGLE_STORE: ShippedMapping = {
  key: "google-store-hits",
  name: "Google Merchandise Store: hits",
  mapping: {
    dataset: "google-store-hits",
    what: "events",
    file: COMMAS,
    event: {
      from: column("act", "hit_type"),
      names: {
        PAGE: "Page Viewed",
        EVENT: "Interaction",
        product_click: "Product Clicked",
        product_view: "Product Viewed",
        add_to_cart: "Product Added",
        remove_from_cart: "Product Removed",
        checkout: "Checkout Step Viewed",
        purchase: "Order Completed",
      },
      otherwise: "keep",
    },
    time: { columns: ["at_ms"], format: "milliseconds", zone: "UTC" },
    userId: null,
    anonymousId: column("visitor"),
    key: ["visitor", "session_id", "hit_no"],
    blanks: ["(not set)", "(none)"],
    fields: [
      property("session_id"),
      property("session_no", "number"),
      property("path"),
      property("ev_category", "text", "category"),
      property("ev_action", "text", "action"),
      property("order_id"),
      property("revenue", "number"),
      { ...property("skus", "list"), separator: "|" },
      property("channel"),
      property("utm_source"),
      property("utm_medium"),
      property("campaign"),
      property("device"),
      property("country"),
    ],
  },
};

/** Mappings of public data sets, by key. */
export const SHIPPED_MAPPINGS: ReadonlyMap<string, ShippedMapping> = new Map(
  [TRANSACTIONS, REDEMPTIONS, CAMPAIGNS, DEMOGRAPHICS, GOOGLE_STORE].map((each) => [each.key, each]),
);
