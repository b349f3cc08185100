import { ApiError } from "@habitus/contract";
import { expect, it } from "vitest";
import { createI18n } from "../i18n/use-i18n.tsx";
import { errorText } from "./error-text.ts";
import { personLabel, shortValue } from "./person-label.ts";
import { splitSaid } from "./said.tsx";
import { sendCode, SENDERS } from "./send-code-text.ts";
import { sparkPath } from "./sparkline-path.ts";

it("lets words of the language stand out in a message, and no single backtick", () => {
  expect(splitSaid("`wher` cannot stand here; did you mean `where`?")).toEqual([
    { part: "wher", isCode: true },
    { part: " cannot stand here; did you mean ", isCode: false },
    { part: "where", isCode: true },
    { part: "?", isCode: false },
  ]);
  expect(splitSaid("a ` alone")).toEqual([{ part: "a ` alone", isCode: false }]);
});

it("draws a series within its box", () => {
  const box = { width: 100, height: 20, inset: 2 };
  expect(sparkPath([1, 3, 2], box)).toMatchObject({ line: "M2 18L50 2L98 10", end: [98, 10] });
  expect(sparkPath([5, 5], box)?.line).toBe("M2 10L98 10");
  expect(sparkPath([5], box)).toBeNull();
});

it("puts the own host and key into every sender's code", () => {
  for (const sender of SENDERS) {
    const code = sendCode(sender, "https://h.example", "key-1");
    expect(code).toContain("https://h.example");
    expect(code).toContain("key-1");
  }
});

it("calls people by their user id first", () => {
  const anonymous = { kind: "anonymous", value: "a-1" } as const;
  expect(personLabel({ id: "p1", ids: [anonymous, { kind: "user", value: "u-1" }] })).toBe("u-1");
  expect(personLabel({ id: "p1", ids: [anonymous] })).toBe("a-1");
  expect(personLabel({ id: "p1", ids: [] })).toBe("p1");
  expect([shortValue(null), shortValue(["a"]), shortValue(1.5)]).toEqual(["null", '["a"]', "1.5"]);
});

it("has a sentence of its own for some codes and the server's for the others", () => {
  const { t } = createI18n("UTC");
  const failed = (code: string) =>
    new ApiError({ code, message: "As the server says." }, { status: 400, retryAfter: null });
  expect(errorText(t, failed("forbidden"))).toContain("Ask an admin");
  expect(errorText(t, failed("invalid_cursor"))).toBe("As the server says.");
  expect(errorText(t, failed("constructor"))).toBe("As the server says.");
  expect(errorText(t, new TypeError("x"))).toContain("unexpected");
});
