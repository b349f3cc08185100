import { CURRENCY_PROPERTY } from "@habitus/kernel";

/**
 * Events that the product knows the meaning of before anybody has sent one: what they are called, when they are sent and what they
 * carry. Nothing is refused for being none of them. Names of the app, media and shop families are those of the Segment spec, so
 * that the SDKs' own events are met. `docs/events.md` is this table for people.
 */
export type StandardEvent = {
  readonly name: string;
  /** When it is sent. */
  readonly when: string;
  readonly properties: readonly StandardProperty[];
};

export type StandardProperty = {
  readonly name: string;
  readonly type: "text" | "number" | "boolean" | "list";
  readonly what: string;
};

export type StandardFamily = {
  readonly title: string;
  /** What was sent to the person and what they did with it. */
  readonly isOfMessages?: true;
  readonly events: readonly StandardEvent[];
};

const property = (type: StandardProperty["type"]) => (name: string, what: string) => ({ name, type, what });
export const text = property("text");
export const number = property("number");
export const yes = property("boolean");
export const list = property("list");

export const currency = text(
  CURRENCY_PROPERTY,
  "of its amounts, by ISO 4217; without one they are in the workspace's",
);

export const OF_PRODUCT = [
  text("product_id", "the product"),
  text("name", "its name"),
  text("category", "its category"),
  number("price", "of one"),
  number("quantity", "how many"),
];
