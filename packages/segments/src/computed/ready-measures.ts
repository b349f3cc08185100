const ANY = 'any event starting with ""';

/** Computed traits to begin with. They name events as the Segment spec does; whoever takes one says which of theirs are meant. */
export const READY_MEASURES = [
  // Any campaign goes before any referrer, whichever was first: `else` asks for the second only of who has none of the first.
  {
    key: "first-campaign-else-referrer",
    definition: `oldest ${ANY}.$campaign_source else oldest ${ANY}.$referrer_domain`,
  },
  {
    key: "last-campaign-else-referrer",
    definition: `newest ${ANY}.$campaign_source else newest ${ANY}.$referrer_domain`,
  },
  { key: "first-device", definition: `oldest ${ANY}.$device_type` },
  { key: "last-device", definition: `newest ${ANY}.$device_type` },
  { key: "kinds-of-devices", definition: `distinct count of ${ANY}.$device_type` },
  // Whole days before today, so that it is 7 and 28 at the most: L7 and L28, by what they did and not by what was sent to them.
  { key: "active-days-of-7", definition: "days active of any activity last 7 calendar days" },
  { key: "active-days-of-28", definition: "days active of any activity last 28 calendar days" },
  { key: "total-spend", definition: 'sum of "Order Completed".revenue' },
  { key: "orders", definition: 'count of "Order Completed"' },
  { key: "average-order", definition: 'average of "Order Completed".revenue' },
  { key: "days-since-last-order", definition: 'days since last "Order Completed"' },
  { key: "top-category", definition: 'most frequent "Product Viewed".category' },
  { key: "favourite-hour", definition: "most frequent hour of any activity" },
  { key: "favourite-weekday", definition: "most frequent weekday of any activity" },
] as const;
