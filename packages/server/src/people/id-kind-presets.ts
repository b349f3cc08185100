import type { KindRule } from "../profiles/id-kinds.ts";

/**
 * Kinds to begin with. None is on before a workspace turns it on. An address or a number may be shared in a family or by a till, so none
 * joins two people who both have a user id.
 */
export const ID_KIND_PRESETS: readonly KindRule[] = [
  {
    key: "email",
    format: "email",
    sources: [
      { from: "trait", name: "email" },
      { from: "external_id", type: "email" },
    ],
    perPerson: 5,
    joins: "anonymous",
    heldAbove: 100,
  },
  {
    key: "phone",
    format: "phone",
    sources: [
      { from: "trait", name: "phone" },
      { from: "external_id", type: "phone" },
    ],
    perPerson: 5,
    joins: "anonymous",
    heldAbove: 100,
  },
  {
    key: "loyalty",
    format: "text",
    sources: [
      { from: "trait", name: "loyalty_id" },
      { from: "external_id", type: "loyalty" },
    ],
    perPerson: 1,
    joins: "people",
    heldAbove: 100,
  },
  {
    key: "device",
    format: "text",
    sources: [
      { from: "external_id", type: "ios.idfa" },
      { from: "external_id", type: "android.idfa" },
    ],
    perPerson: 100,
    joins: "anonymous",
    heldAbove: 20,
  },
];
