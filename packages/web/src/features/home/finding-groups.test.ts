import { expect, it } from "vitest";
import { segmentsOf } from "./finding-groups.ts";

it("counts each segment once, however much is found of it", () => {
  expect(segmentsOf([{ segment: "vip" }, { segment: "loyal" }, { segment: "vip" }])).toBe(2);
});
