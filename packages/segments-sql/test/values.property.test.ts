import {
  decimalFromJsonNumber,
  decimalFromText,
  decimalToText,
  ExactNumber,
  isJsonObject,
  type JsonValue,
  parseIso,
  parseJson,
  type Random,
  seededRandom,
} from "@habitus/kernel";
import type { Path } from "@habitus/segments";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emit } from "../src/emit/emit.ts";
import { instantOf } from "../src/rewrite/instant-token.ts";
import {
  isFlatKey,
  isReadRight,
  nameInFlat,
  spelledBy,
  tagged,
  tokenAt,
  tokenAtTagged,
  tokenInFlat,
} from "../src/rewrite/json-token.ts";
import { isInfinite, numberOf } from "../src/rewrite/number-token.ts";
import { lowerEach } from "../src/rewrite/value-test.ts";
import { call, column, equals, type Expression, integer } from "../src/tree/expression.ts";
import { output, select, table } from "../src/tree/query.ts";
import { TestStore } from "./chdb.ts";
import { objectText } from "./worlds.ts";

const SEED = Number(process.env["HABITUS_SEED"] ?? 20_261);
const RUNS = Number(process.env["HABITUS_RUNS"] ?? 2);

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open();
});
afterAll(() => store.close());

/** The values that expressions over a column `input` give for the inputs, in their order. */
async function inEngine(
  inputs: readonly string[],
  expressions: Readonly<Record<string, Expression>>,
): Promise<readonly Readonly<Record<string, string | null>>[]> {
  await store.run(
    "CREATE OR REPLACE TABLE inputs (place UInt32, input String) ENGINE = MergeTree ORDER BY place",
  );
  await store.insert(
    "inputs",
    inputs.map((input, place) => ({ place, input })),
  );
  const columns = Object.entries(expressions).map(([name, value]) => output(name, call("toString", value)));
  return store.rows(emit(select({ columns, from: table("inputs"), orderBy: [column("place")] })));
}

function expectAlike(
  inputs: readonly string[],
  found: readonly unknown[],
  expected: readonly unknown[],
): void {
  const wrong = inputs.flatMap((input, at) =>
    found[at] === expected[at] ? [] : [{ input, found: found[at], expected: expected[at] }],
  );
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(found.length).toBe(expected.length);
}

const digits = (random: Random, most: number): string =>
  Array.from({ length: random.int(1, most) }, () => random.int(0, 9)).join("");

function numberToken(random: Random): string {
  const whole =
    random.int(0, 3) === 0 ? "0" : digits(random, random.pick([3, 19, 45])).replace(/^0+(?=\d)/, "");
  const fraction = random.int(0, 1) === 0 ? "" : `.${digits(random, random.pick([3, 12, 45]))}`;
  const power = `${random.pick(["", "+", "-"])}${random.int(0, random.pick([9, 40, 450]))}`;
  return `${random.pick(["", "-"])}${whole}${fraction}${random.int(0, 2) === 0 ? `${random.pick(["e", "E"])}${power}` : ""}`;
}

const HARD_NUMBERS = [
  "0e400",
  "-0",
  "-0.0",
  "0.0e-5",
  "1e05",
  "1E+5",
  "1e00000000005",
  "1e-12345",
  "0.1e19",
  "10e17",
  "1e18",
];

test("a number token is the kernel's decimal", async () => {
  const random = seededRandom(SEED);
  const tokens = [...HARD_NUMBERS, ...Array.from({ length: 5_000 * RUNS }, () => numberToken(random))];
  const number = numberOf(column("input"), spelledBy(column("input")));
  const rows = await inEngine(tokens, { number });
  const expected = tokens.map((token) => {
    const { n } = parseJson(`{"n":${token}}`) as { n: number | ExactNumber };
    const read = decimalFromJsonNumber(n instanceof ExactNumber ? n.text : String(n));
    return read === null ? null : decimalToText(read);
  });
  expectAlike(
    tokens,
    rows.map((row) => row["number"]),
    expected,
  );
});

test("a text is a number where the kernel reads one", async () => {
  const random = seededRandom(SEED);
  const hard = [
    "",
    " 1",
    "1 ",
    "+1",
    ".5",
    "1.",
    "1e3",
    "0x10",
    "inf",
    "nan",
    "١",
    "1\n",
    "007.500",
    "-0.0",
    "1_000",
  ];
  const texts = [
    ...hard,
    ...Array.from({ length: 500 * RUNS }, () => numberToken(random).replace("e", "").slice(0, 30)),
  ];
  const rows = await inEngine(
    texts.map((text) => JSON.stringify(text)),
    { number: numberOf(column("input"), spelledBy(column("input"))) },
  );
  const expected = texts.map((text) => {
    const read = decimalFromText(text);
    return read === null ? null : decimalToText(read);
  });
  expectAlike(
    texts,
    rows.map((row) => row["number"]),
    expected,
  );
});

const pad = (value: number, width: number): string => String(value).padStart(width, "0");

function timeText(random: Random): string {
  const day = `${pad(random.int(0, 9_999), 4)}-${pad(random.int(0, 13), 2)}-${pad(random.int(0, 32), 2)}`;
  if (random.int(0, 5) === 0) return day;
  const clock = `${pad(random.int(0, 25), 2)}:${pad(random.int(0, 61), 2)}`;
  const seconds = random.int(0, 3) === 0 ? "" : `:${pad(random.int(0, 61), 2)}`;
  const fraction =
    seconds === "" || random.int(0, 1) === 0 ? "" : `${random.pick([".", ","])}${digits(random, 10)}`;
  const zone = random.pick(["", "Z", "z", " Z", "\u00a0Z", "+05:30", "-0800", "+18", "-18:01", "+1", "Q"]);
  return `${day}${random.pick(["T", "t", " ", "_"])}${clock}${seconds}${fraction}${zone}`;
}

test("a time text is the instant that the kernel reads", async () => {
  const random = seededRandom(SEED);
  const leap = [
    "2024-02-29",
    "2023-02-29",
    "1900-02-29",
    "2000-02-29",
    "0000-01-01",
    "0000-02-29",
    "9999-12-31T23:59:59.999Z",
  ];
  const texts = [...leap, ...Array.from({ length: 3_000 * RUNS }, () => timeText(random))];
  const spelled = spelledBy(column("input"));
  const instant = instantOf(numberOf(column("input"), spelled), spelled);
  const rows = await inEngine(
    texts.map((text) => JSON.stringify(text)),
    { instant },
  );
  const expected = texts.map((text) => {
    const at = parseIso(text)?.at ?? Number.NaN;
    return at >= -62_167_219_200_000 && at <= 253_402_300_799_999 ? String(at) : null;
  });
  expectAlike(
    texts,
    rows.map((row) => row["instant"]),
    expected,
  );
});

test("every code point is lower-cased as JavaScript does it alone", async () => {
  const points = Array.from({ length: 0x11_0000 }, (_, point) => point).filter(
    (point) => point < 0xd800 || point > 0xdfff,
  );
  const texts = Array.from({ length: Math.ceil(points.length / 500) }, (_, at) =>
    String.fromCodePoint(...points.slice(at * 500, at * 500 + 500)),
  );
  const rows = await inEngine(texts, { lower: lowerEach(column("input")) });
  const expected = texts.map((text) =>
    Array.from(text, (each) => Array.from(each.toLowerCase())[0]).join(""),
  );
  expectAlike(
    texts,
    rows.map((row) => row["lower"]),
    expected,
  );
});

const PATHS: readonly Path[] = [
  ["a"],
  ["b"],
  ["a.b"],
  ["é"],
  ['q"'],
  ["back\\slash"],
  [""],
  ["__proto__"],
  ["a", "b"],
  ["b", "a"],
  ["a", "a", "a"],
  ["x y", 'q"'],
];

test("a value is found where JSON.parse finds it, digit for digit, by either reader", {
  timeout: 300_000,
}, async () => {
  const random = seededRandom(SEED);
  const documents = Array.from({ length: 1_000 * RUNS }, () => objectText(random, 2));
  for (const path of PATHS) {
    const slow = tokenAtTagged(tagged(column("input")), path);
    const isPlain = column("plain");
    const quick = call(
      "if",
      isReadRight(column("input"), isPlain, [path]),
      tokenAt(column("input"), path),
      slow,
    );
    const isFlat = equals(column("plain"), integer(2));
    const quickest = isFlatKey(path) ? call("if", isFlat, tokenInFlat(column("input"), path), quick) : quick;
    for (const token of [quickest, quick, slow]) {
      const rows = await readings(documents, token);
      expectAlike(
        documents,
        rows,
        documents.map((text) => JSON.stringify(expectedReading(text, path))),
      );
    }
  }
});

const TRICKY_KEYS = [
  "a",
  "b",
  "a b",
  " a",
  "a.b",
  "é",
  ",",
  ",a",
  ":",
  "}",
  "{",
  "a,",
  "a:",
  "-1",
  "null",
] as const;
const TRICKY_VALUES = [...TRICKY_KEYS, "", "a:1", "{}", "[", "\u2028", "line\u007f"] as const;

/** A flat object whose texts look like its parts; at most one member a key. */
function flatText(random: Random): string {
  const keys = TRICKY_KEYS.filter(() => random.int(0, 3) === 0);
  if (random.int(0, 1) === 0) keys.reverse();
  const value = (): string =>
    random.pick(["0", "-1.50", "1E5", "true", "null", JSON.stringify(random.pick(TRICKY_VALUES))]);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${value()}`).join(",")}}`;
}

test("a flat text is told from others, and a search for the key finds the value of that key alone", async () => {
  const random = seededRandom(SEED);
  const flat = Array.from({ length: 500 * RUNS }, () => flatText(random));
  const others = [
    '{"a": 1}',
    '{"a":1 }',
    '{"a":[]}',
    '{"a":{}}',
    '{"a":"\\n"}',
    '{"a":1,"a":1}',
    '{"a":1}\n',
    ' {"a":1}',
  ];
  await readings([...flat, ...others], column("input"));
  const plain = await store.rows<{ plain: number }>({
    sql: "SELECT plain FROM events_by_name ORDER BY offset",
    params: {},
  });
  expectAlike(
    [...flat, ...others],
    plain.map((row) => row.plain === 2),
    [...flat.map(() => true), ...others.map(() => false)],
  );
  const searchable = TRICKY_KEYS.filter((key) => isFlatKey([key]));
  expect(TRICKY_KEYS.filter((key) => !searchable.includes(key))).toEqual([",", ",a", ":", "}"]);
  for (const key of searchable) {
    const expected = flat.map((text) => expectedReading(text, [key]));
    expectAlike(
      flat,
      await readings(flat, tokenInFlat(column("input"), [key])),
      expected.map((reading) => JSON.stringify(reading)),
    );
    const names = await inEngine(flat, { name: nameInFlat(column("input"), [key]) });
    expectAlike(
      flat,
      names.map((row) => row["name"]),
      expected.map(([, spelled]) => spelled),
    );
  }
});

/** Token kind, text and number of each document's value, through the store's own `plain`. */
async function readings(documents: readonly string[], token: Expression): Promise<readonly string[]> {
  await store.empty();
  await store.insert(
    "events_by_name",
    documents.map((properties, offset) => ({ offset, properties, time: 0, received_at: 0 })),
  );
  const inner = select({
    columns: [output("offset", column("offset")), output("token", token)],
    from: {
      kind: "query",
      alias: "documents",
      query: select({
        columns: [
          output("offset", column("offset")),
          output("input", column("properties")),
          output("plain", column("plain")),
        ],
        from: table("events_by_name"),
      }),
    },
  });
  const spelled = spelledBy(column("token"));
  const number = call("ifNull", call("toString", numberOf(column("token"), spelled)), {
    kind: "text",
    value: "none",
  });
  const rows = await store.rows<{ token: string; spelled: string; number: string; infinite: number }>(
    emit(
      select({
        columns: [
          output("token", column("token")),
          output("spelled", spelled),
          output("number", number),
          output("infinite", isInfinite(column("token"))),
        ],
        from: { kind: "query", alias: "found", query: inner },
        orderBy: [column("offset")],
      }),
    ),
  );
  return rows.map((row) => {
    const isAbsent = ["", "null", '""'].includes(row.token) || row.infinite === 1;
    const kind = isAbsent ? "absent" : (KINDS[row.token.charAt(0)] ?? "number");
    return JSON.stringify([kind, row.spelled, kind === "absent" ? "none" : row.number]);
  });
}

const KINDS: Readonly<Record<string, string>> = {
  '"': "text",
  "{": "object",
  "[": "list",
  t: "true",
  f: "false",
};

function expectedReading(text: string, path: Path): readonly [string, string, string] {
  let value: JsonValue | undefined = parseJson(text);
  for (const key of path) value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (value === undefined || value === null || value === "") return ["absent", "", "none"];
  if (typeof value === "string") {
    // The engine has no half surrogate pairs: a code point that is no character stands for each.
    const whole = value.replace(/\p{Cs}/gu, "\ufdd0");
    const read = decimalFromText(value);
    return ["text", whole, read === null ? "none" : decimalToText(read)];
  }
  if (typeof value === "boolean") return [String(value), "", "none"];
  if (typeof value === "number" || value instanceof ExactNumber) {
    if (typeof value === "number" && !Number.isFinite(value)) return ["absent", "", "none"];
    const read = decimalFromJsonNumber(value instanceof ExactNumber ? value.text : String(value));
    return ["number", "", read === null ? "none" : decimalToText(read)];
  }
  return [Array.isArray(value) ? "list" : "object", "", "none"];
}
