import { expect, it } from "vitest";
import { bestMatch, choiceNamed } from "./best-match.ts";

const choices = ["Order Completed Twice", "Order Completed", "Order Refunded"].map((label) => ({
  value: label,
  label,
}));

it("takes the choice of the very name before one that holds it, and else the first that is shown", () => {
  expect(bestMatch(choices, "order completed ")?.label).toBe("Order Completed");
  expect(bestMatch(choices, "order")?.label).toBe("Order Completed Twice");
  expect(bestMatch(choices, "refund")?.label).toBe("Order Refunded");
  expect(bestMatch(choices, "Ordr")).toBeUndefined();
});

it("guesses nothing where only a whole name counts, and takes none that cannot be chosen", () => {
  expect(choiceNamed(choices, "ORDER REFUNDED")?.label).toBe("Order Refunded");
  expect(choiceNamed(choices, "order")).toBeUndefined();
  expect(bestMatch([{ value: "a", label: "A", disabled: true }], "a")).toBeUndefined();
});
