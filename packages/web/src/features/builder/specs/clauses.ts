// Parts that many kinds of conditions share.

export const EVENT = { show: "event", field: "event" } as const;
export const WHERE = { show: "where", field: "where" } as const;

/** Of which items of the list that a property is. */
export const ITEMS = {
  show: "where",
  field: "items",
  inItems: { of: "property", lead: "b.words.inItems", add: "b.add.items" },
} as const;
