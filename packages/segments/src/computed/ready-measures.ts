const ANY = 'any event starting with ""';

/** Computed traits that need nothing but what every event says, to begin with. */
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
  // Whole days before today, so that it is 7 and 28 at the most: L7 and L28.
  { key: "active-days-of-7", definition: `days active of ${ANY} last 7 calendar days` },
  { key: "active-days-of-28", definition: `days active of ${ANY} last 28 calendar days` },
] as const;
