import { expect, test } from "vitest";
import { type ItemText, joinItems } from "./join-items.ts";

const NAMING = { idProperties: ["product_id", "sku"], lists: ["products"] };
const TEXTS: Readonly<Record<string, string>> = { p1: '{"id":"p1"}', "7": '{"id":"7"}', s1: '{"id":"s1"}' };
const itemText = (id: string): ItemText | null => {
  const text = TEXTS[id];
  return text === undefined ? null : { text, bytes: text.length };
};
const join = (properties: string, room = 1_000) => joinItems(properties, NAMING, itemText, room);

test.each([
  ['{"product_id":"p1"}', '{"product_id":"p1","$item":{"id":"p1"}}'],
  ['{ "product_id" : 7 , "n":1.50 }', '{ "product_id" : 7 , "n":1.50 ,"$item":{"id":"7"}}'],
  ['{"sku":"s1"}', '{"sku":"s1","$item":{"id":"s1"}}'],
  ['{"sku":"s1","product_id":"p1"}', '{"sku":"s1","product_id":"p1","$item":{"id":"p1"}}'],
  ['{"sku":"s1","product_id":null}', '{"sku":"s1","product_id":null,"$item":{"id":"s1"}}'],
  [
    '{"products":[{"product_id":"p1","x":"}]"},5,{"sku":"none"},{"sku":"s1"}],"sku":"p1"}',
    '{"products":[{"product_id":"p1","x":"}]","$item":{"id":"p1"}},5,{"sku":"none"},{"sku":"s1","$item":{"id":"s1"}}],"sku":"p1","$item":{"id":"p1"}}',
  ],
  [String.raw`{"product\u005fid":"p1"}`, String.raw`{"product\u005fid":"p1","$item":{"id":"p1"}}`],
])("%s", (properties, joined) => {
  expect(join(properties).properties).toBe(joined);
});

test.each([
  "{}",
  '{"product_id":""}',
  '{"product_id":1.5}',
  '{"products":{"product_id":"p1"}}',
  '{"sku":"x"}',
])("%s stays as it is", (properties) => {
  expect(join(properties).properties).toBe(properties);
});

test("what does not fit is left out and counted, as is what nobody knows", () => {
  const properties = '{"products":[{"sku":"p1"},{"sku":"x"},{"sku":"s1"}]}';
  expect(join(properties, 25)).toMatchObject({ joined: 1, unknown: 1, left: 1, bytes: 20 });
  expect(join(properties, 40)).toMatchObject({ joined: 2, unknown: 1, left: 0, bytes: 40 });
});
