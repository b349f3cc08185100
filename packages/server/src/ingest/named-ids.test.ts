import { expect, test } from "vitest";
import { namedIds } from "./named-ids.ts";

test.each([
  ["a call", '{"userId":"ann","anonymousId" : "phone","event":"Bought"}', ["ann", "phone"]],
  [
    "PostHog's names",
    '{"distinct_id":"ann","properties":{"$anon_distinct_id":"phone","alias":"old"}}',
    ["ann", "phone", "old"],
  ],
  ["numbers", '{"user_id": 123,"anonymousId":-4}', ["123", "-4"]],
  ["escapes", String.raw`{"userId":"a\"bé"}`, ['a"bé']],
  ["broken JSON", '{"userId":"ann","event":"Bou', ["ann"]],
  ["a broken escape", String.raw`{"userId":"a\x"}`, [String.raw`a\x`]],
  ["a text without an end", '{"userId":"ann","anonymousId":"pho', ["ann"]],
  ["nothing", '{"event":"userId"}', []],
])("%s", (_what, text, ids) => {
  expect([...namedIds(text)]).toEqual(ids);
});

test("a value of any length is read", () => {
  const long = String.raw`\"`.repeat(10_000_000);
  expect([...namedIds(`{"messageId":"${long}","userId":"ann"}`)].at(-1)).toBe("ann");
});
