import { expect, it } from "vitest";
import { causeOf } from "./cause-of.ts";

it("tells the beginning of a segment from a change of its definition", () => {
  const first = { cause: "definition", kind: "entered", version: 1, n: 1 } as const;
  expect(causeOf(first)).toBe("movements.cause.live");
  expect(causeOf({ ...first, version: 2 })).toBe("movements.cause.definition");
  expect(causeOf({ ...first, n: 3 })).toBe("movements.cause.definition");
  expect(causeOf({ ...first, kind: "left", n: 2 })).toBe("movements.cause.definition");
  expect(causeOf({ ...first, cause: "event" })).toBe("movements.cause.event");
});
