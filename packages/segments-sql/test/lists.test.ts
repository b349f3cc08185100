import { assert, hash128, hashHex, isJsonObject, parseJson } from "@habitus/kernel";
import { DEFAULT_CONTEXT, evaluateReference, parseDefinition, planDefinition } from "@habitus/segments";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { membersStatement, TRAITS as TRAITS_TABLE } from "../src/index.ts";
import { TestStore } from "./chdb.ts";
import type { StoredPerson } from "./history-rows.ts";

const NOW = Date.UTC(2026, 2, 31);

/** Documents of lists that the engine, told the types of members, reads otherwise than the language, and some that it reads alike. */
const DOCUMENTS = [
  '{"items":[{"price":95,"kind":"shoes"},{"price":5,"kind":"hats"}]}',
  '{"items":[{"price":"95","kind":"shoes"}]}',
  '{"items":[{"price":"9.5e1","kind":"shoes"}]}',
  '{"items":[{"price":9.5e1,"kind":"shoes"}]}',
  '{"items":[{"price":95.00000000001,"kind":"shoes"}]}',
  '{"items":[{"price":"95.00000000001","kind":"shoes"}]}',
  '{"items":[{"price":1e20,"kind":"shoes"}]}',
  '{"items":[{"price":100000000000000000000,"kind":"shoes"}]}',
  '{"items":[{"price":1e20,"kind":"shoes"},{"price":95,"kind":"hats"}]}',
  '{"items":[{"price":-0,"kind":"-0"},{"price":-0.0,"kind":"-0.0"}]}',
  '{"items":[{"price":1,"price":95,"kind":"shoes"}]}',
  '{"items":[{"price":95,"price":1,"kind":"shoes"},{"kind":"hats"}]}',
  '{"items":[{"price":95,"price":null,"kind":"shoes"},{"kind":"hats"}]}',
  '{"items":[{"price":null,"kind":"shoes"},{"price":95,"kind":null}]}',
  '{"items":[{"price":"","kind":""},{"price":95,"kind":"shoes"}]}',
  '{"items":[{"kind":true,"price":95}]}',
  '{"items":[{"kind":"true","price":95}]}',
  '{"items":[{"kind":7,"price":7},{"kind":"7.0","price":"7.0"}]}',
  '{"items":[{"kind":{"price":95},"price":1}]}',
  '{"items":[{"kind":{"kind":"shoes"}},{"price":{"price":95}}]}',
  '{"items":[["price","kind"],["95","shoes"]]}',
  '{"price":1,"items":[["95","shoes"]]}',
  '{"price":1,"kind":"hats","items":[{"price":95,"kind":"shoes"}]}',
  '{"items":["price","kind",95,null,{"price":95,"kind":"shoes"}]}',
  '{"items":["price","kind"]}',
  '{"items":[{"price":95,"kind":"price"},{"kind":"kind"}]}',
  '{"items":[]}',
  '{"items":{"price":95,"kind":"shoes"}}',
  '{"items":{"price":[95,1],"kind":["shoes"]}}',
  '{"items":"[{\\"price\\":95,\\"kind\\":\\"shoes\\"}]"}',
  '{"items":[{"pri\\u0063e":95,"kind":"sh\\u006fes"}]}',
  '{"items":[{"price":95,"kind":"sh\\u006fes"}]}',
  '{"items":[{"price":95,"kind":"\\ud800"}]}',
  '{ "items" : [ { "price" : 95 , "kind" : "shoes" } ] }',
  '{"items":[{"price":1,"kind":"shoes"}],"items":[{"price":95,"kind":"hats"}]}',
  '{"items":[{"price":95,"kind":"[shoes]"}]}',
  '{"items":[{"price":1,"since":"2026-03-20"},{"price":2,"since":"2026-01-01"}]}',
  '{"items":[{"price":3,"since":1773964800},{"price":4,"since":"2026-03-20T10:00:00Z"}]}',
  '{"items":[{"price":1,"since":"2026-02-30"}]}',
  '{"items":[{"price":".5"},{"price":"+95"},{"price":"95."},{"price":" 95"}]}',
  '{"items":[{"price":"123456789012345678"},{"price":"1234567890123456789"}]}',
  "{}",
] as const;

const DEFINITIONS = [
  'did buy where any item of items (where price > 90 and kind is "shoes")',
  "did buy where every item of items (where price > 50)",
  "did buy where at least 2 items of items (where not price > 50)",
  'did buy where any item of items (where kind is "7")',
  'did buy where any item of items (where kind is "true")',
  'did buy where any item of items (where kind contains "e")',
  'did buy where any item of items (where kind contains "0")',
  'did buy where any item of items (where kind in ("shoes", "-0", "7"))',
  'did buy where any item of items (where kind is not "hats")',
  "did buy where any item of items (where since within 14 days before the event)",
  "did buy where any item of items (where since after 2026-03-01)",
  "sum of buy.items.price > 90",
  'sum of buy.items.price (where kind is "shoes") > 90',
  'minimum of buy.items.price (where kind contains "s") < 2',
  "distinct count of buy.items.kind >= 2",
  "distinct count of buy.items.kind (where price > 50) >= 1",
];

/** Places and days as traits say them, most of them not as most people's are. */
const TRAITS: readonly (readonly [location: string, born: string])[] = [
  ['{"lat":51.5,"lng":-0.12}', '"1990-04-02"'],
  ['{"lon":-0.12,"latitude":51.5}', '"1990-05-02"'],
  ['{"lat":51.50000000000000001,"lng":-0.1199999999999999999}', '"2000-02-29"'],
  ['{"latitude":"51.5","longitude":"-0.12"}', '"2001-02-29"'],
  ['{"lat":51.5,"lat":0,"lng":-0.12}', '"2000-02-28"'],
  ['{"lat":0,"lng":-0.12,"lat":51.5}', '"2000-13-02"'],
  ['{"lat":51.5,"lng":0,"lon":-0.12}', '"1990-04-31"'],
  [' { "lat" : 51.5 , "lng" : -0.12 } ', ' "1990-04-02" '],
  ['{"lat":5.15e1,"lng":-0.12}', "954633600"],
  ['{"lat":null,"latitude":51.5,"lng":-0.12}', '"1990-04-02T23:30:00-05:00"'],
  ['{"l\\u0061t":51.5,"lng":-0.12}', '"1990-04-0\\u0032"'],
  ['{"lat":51.5,"lng":-0.12,"is":"home"}', '"1990-04-02Z"'],
  ['{"lat":91,"lng":0}', '"0000-04-02"'],
  ['{"lat":51.5}', '"9999-04-02"'],
  ['[{"lat":51.5,"lng":-0.12}]', '["1990-04-02"]'],
  ['"51.5,-0.12"', '"1990-4-2"'],
  ["null", "null"],
];

const TRAIT_DEFINITIONS = [
  "within 5 km of 51.5,-0.12",
  "within 9000 km of 0,0",
  "born in next 7 days",
  "born in last 40 days",
  "location.lat > 51 and location.lng < 0",
  "home.place within 5 km of 51.5,-0.12",
];

/** The place inside of another, with a text beside it that has to be written anew, and has to be so still when that was done. */
const homeOf = (location: string): string =>
  `{"place":${location.replace(/\}$/, ',"label":"51.5074,-0.127758300000001"}')}}`;

const traitsOf = (location: string, born: string) => ({ location, born, home: homeOf(location) });

const changeOf = (name: string, text: string) => ({
  name,
  value: parseJson(text),
  time: NOW - 1_000,
  idHash: hashHex(hash128(`${name} ${text}`)),
});

const PEOPLE: readonly StoredPerson[] = DOCUMENTS.map((document, index) => {
  const properties = parseJson(document);
  assert(isJsonObject(properties), "a document of an event");
  const idHash = hashHex(hash128(document));
  const event = { name: "buy", time: NOW - 1_000, idHash, offsetMinutes: null, properties };
  const [location = "null", born = "null"] = TRAITS[index] ?? [];
  const traits = Object.entries(traitsOf(location, born)).map(([name, value]) => changeOf(name, value));
  return { nodes: [index + 1], history: { events: [event], traits } };
});

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open();
  const texts = PEOPLE.map(
    ({ history }, index) => [history.events[0]?.idHash ?? "", DOCUMENTS[index] ?? ""] as const,
  );
  const withoutTraits = PEOPLE.map(({ nodes, history }) => ({ nodes, history: { ...history, traits: [] } }));
  await store.fill(withoutTraits, new Map(texts));
  const said = TRAITS.flatMap(([location, born], index) =>
    Object.entries(traitsOf(location, born)).map(([name, value], idx) => ({
      idx,
      node: index + 1,
      name,
      value,
    })),
  );
  const time = "2026-03-30 00:00:00.000";
  await store.insert(
    TRAITS_TABLE.name,
    said.map((row, offset) => ({ ...row, offset, time, id_hash: String(offset) })),
  );
});
afterAll(() => store.close());

describe("lists and traits are read as the reference reads them, however they are written", () => {
  test.each([...DEFINITIONS, ...TRAIT_DEFINITIONS])("%s", async (sentence) => {
    const parsed = parseDefinition(sentence);
    assert(parsed.kind === "ok", "a sentence");
    const plan = planDefinition(parsed.definition, DEFAULT_CONTEXT);
    const shown = (person: number) => [DOCUMENTS[person - 1], TRAITS[person - 1]];
    const expected = PEOPLE.filter(({ history }) => evaluateReference(plan, history, NOW)).map(
      ({ nodes: [person] }) => shown(person),
    );
    const rows = await store.rows<{ person: string }>(
      membersStatement(plan, { at: NOW, after: null, limit: PEOPLE.length }),
    );
    expect(rows.map(({ person }) => shown(Number(person)))).toEqual(expected);
  });
});
