const ANY = 'any event starting with ""';

/** Computed traits that need nothing but what SDKs say in their context, to begin with. */
export const READY_MEASURES = [
  {
    key: "first-source",
    definition: `oldest ${ANY}.$campaign_source else oldest ${ANY}.$referrer_domain`,
  },
  {
    key: "last-source",
    definition: `newest ${ANY}.$campaign_source else newest ${ANY}.$referrer_domain`,
  },
  { key: "first-device", definition: `oldest ${ANY}.$device_type` },
  { key: "last-device", definition: `newest ${ANY}.$device_type` },
  { key: "kinds-of-devices", definition: `distinct count of ${ANY}.$device_type` },
] as const;
