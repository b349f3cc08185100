import { expect, test } from "vitest";
import { standardSchema } from "./draft-schema.ts";

test("a known event that was not sent yet is drafted with the types of the catalogue", () => {
  expect(standardSchema("Product Reviewed")).toEqual({
    type: "object",
    properties: {
      product_id: { type: "string" },
      review_id: { type: "string" },
      review_body: { type: "string" },
      rating: { type: "number" },
    },
  });
  expect(standardSchema("Ours Alone")).toBeNull();
});
