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
  ["nothing", '{"event":"userId"}', []],
])("%s", (_what, text, ids) => {
  expect([...namedIds(text)]).toEqual(ids);
});
