import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { DECIMAL_ONE, decimalFromText, decimalToText, type Instant, must, parseIso } from "@habitus/kernel";
import { DEFAULT_CONTEXT, parseDefinition, type Plan, planDefinition } from "@habitus/segments";
import { compileStream } from "@habitus/segments-stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { csvRecords } from "./csv-records.ts";
import { reference } from "./engines/evaluators.ts";
import { historyOf } from "./differential/judge-sql.ts";
import { openSqlEvaluator, type SqlEvaluator } from "./engines/sql.ts";
import { type Arrival, inputOf } from "./world/life.ts";

type Answer = { readonly definition: string; readonly count: number; readonly sha256: string };
type Known = {
  readonly data: string;
  readonly now: string;
  readonly zone: string;
  readonly people: number;
  readonly events: number;
  readonly answers: readonly Answer[];
};

const known = (file: string): Known =>
  JSON.parse(readFileSync(new URL(`../known-answers/${file}`, import.meta.url), "utf8")) as Known;

const RETAIL = "../../packages/server/data/online_retail.csv.gz";
const STORE = "../../packages/server/data/google_store_hits.csv.gz";

function recordsOf(file: string): Iterable<Readonly<Record<string, string>>> {
  return csvRecords(gunzipSync(readFileSync(new URL(file, import.meta.url))).toString("utf8"));
}

type People = Map<string, Arrival[]>;

/** The order in the file breaks ties. */
function addEvent(
  people: People,
  person: string,
  name: string,
  time: Instant,
  order: number,
  properties: object,
) {
  const event = {
    name,
    time,
    idHash: order.toString(16).padStart(32, "0"),
    offsetMinutes: null,
    properties: JSON.stringify(properties),
  };
  arrivalsOf(people, person).push({ kind: "event", now: time, event });
}

function addTrait(people: People, person: string, name: string, value: string, time: Instant, order: number) {
  const idHash = order.toString(16).padStart(32, "0");
  const change = { name, value: JSON.stringify(value), time, idHash };
  arrivalsOf(people, person).push({ kind: "trait", now: time, change });
}

function arrivalsOf(people: People, person: string): Arrival[] {
  const arrivals = people.get(person) ?? [];
  people.set(person, arrivals);
  return arrivals;
}

const CENT = DECIMAL_ONE / 100n;

/** Half away from zero. */
function inCents(value: bigint): number {
  const magnitude = ((value < 0n ? -value : value) + CENT / 2n) / CENT;
  return Number(decimalToText((value < 0n ? -magnitude : magnitude) * CENT));
}

type Invoice = {
  readonly person: string;
  readonly order: number;
  readonly country: string;
  time: Instant;
  total: bigint;
  quantity: number;
  lines: number;
};

/** An event for each invoice of a named customer, at its earliest line. */
function retailPeople(): People {
  const invoices = new Map<string, Invoice>();
  let order = 0;
  for (const line of recordsOf(RETAIL)) {
    const { InvoiceNo = "", CustomerID = "", Country = "" } = line;
    const place = order++;
    if (CustomerID === "") continue;
    const time = must(parseIso(line["InvoiceDate"] ?? ""), "a date").at;
    const quantity = Number(line["Quantity"]);
    const price = must(decimalFromText(line["UnitPrice"] ?? ""), "a price");
    const fresh = {
      person: CustomerID,
      order: place,
      country: Country,
      time,
      total: 0n,
      quantity: 0,
      lines: 0,
    };
    const invoice: Invoice = invoices.get(InvoiceNo) ?? fresh;
    invoices.set(InvoiceNo, invoice);
    invoice.time = Math.min(invoice.time, time);
    invoice.total += BigInt(quantity) * price;
    invoice.quantity += quantity;
    invoice.lines++;
  }
  const people: People = new Map();
  for (const [number, { person, order: place, country, time, total, quantity, lines }] of invoices) {
    const name = number.startsWith("C") ? "Order Cancelled" : "Order Completed";
    const properties = { revenue: inCents(total), quantity, lines, country };
    addEvent(people, person, name, time, place, properties);
    addTrait(people, person, "country", country, time, place);
  }
  return people;
}

/** An event for each hit, called by what was done, else "page" or "contact". */
function storePeople(): People {
  const people: People = new Map();
  let order = 0;
  for (const hit of recordsOf(STORE)) {
    const { visitor = "", at_ms: at, act, hit_type: type, path, session_id: session, channel } = hit;
    const place = order++;
    const name = act !== undefined && act !== "" ? act : type === "PAGE" ? "page" : "contact";
    const { country, order_id: number, revenue = "", skus = "", device = "" } = hit;
    const properties = {
      path,
      session,
      channel,
      country,
      order: number,
      ...(revenue === "" ? {} : { revenue: Number(revenue) }),
      ...(skus === "" ? {} : { items: skus.split("|").length }),
    };
    addEvent(people, visitor, name, Number(at), place, properties);
    addTrait(people, visitor, "device", device, Number(at), place);
  }
  return people;
}

/** As the script writes them. */
function digestOf(ids: readonly string[]): string {
  const lines = ids.toSorted().map((id) => `${id}\n`);
  return createHash("sha256").update(lines.join("")).digest("hex");
}

function planOf(definition: string, workspaceZone: string): Plan {
  const parsed = parseDefinition(definition);
  if (parsed.kind === "refused") throw new Error(`${definition}: ${JSON.stringify(parsed.problems)}`);
  return planDefinition(parsed.definition, { ...DEFAULT_CONTEXT, workspaceZone });
}

let sql: SqlEvaluator;
beforeAll(async () => {
  sql = await openSqlEvaluator();
});
afterAll(() => sql.close());

describe.each([
  { file: "online-retail.json", peopleOf: retailPeople },
  { file: "store-day.json", peopleOf: storePeople },
])("$file", { timeout: 120_000 }, ({ file, peopleOf }) => {
  const { now, zone, answers, people: knownPeople, events: knownEvents } = known(file);
  const at = must(parseIso(now), "an ISO time").at;
  const people = peopleOf();
  const ids = [...people.keys()];
  const plans = answers.map(({ definition }) => planOf(definition, zone));
  const written = answers.map(({ definition, count, sha256 }) => ({ definition, count, sha256 }));

  /** The answers of an evaluator, in the form in which they are written down. */
  const found = (members: (plan: number) => readonly string[]) =>
    answers.map(({ definition }, plan) => {
      const own = members(plan);
      return { definition, count: own.length, sha256: digestOf(own) };
    });

  test("the data is what the script read", () => {
    const events = [...people.values()].flat().filter(({ kind }) => kind === "event");
    expect({ people: people.size, events: events.length }).toEqual({
      people: knownPeople,
      events: knownEvents,
    });
    expect(answers.length).toBeGreaterThanOrEqual(20);
  });

  test("reference", () => {
    const histories = [...people].map(([id, arrivals]) => ({
      id,
      history: historyOf({ arrivals, probes: [] }),
    }));
    const members = (plan: Plan) =>
      histories.filter(({ history }) => reference(plan, history, at)).map(({ id }) => id);
    expect(found((plan) => members(must(plans[plan], "a plan for each")))).toEqual(written);
  });

  test("stream, event by event", () => {
    const program = compileStream(plans.map((plan, place) => ({ key: `${place}`, plan })));
    const states = [...people].map(([id, arrivals]) => {
      const inOrder = arrivals.toSorted((a, b) => a.now - b.now);
      const state = program.createState(Math.min(inOrder[0]?.now ?? at, at) - 1);
      for (const arrival of inOrder)
        if (arrival.now <= at) program.apply(state, inputOf(arrival), arrival.now);
      program.advance(state, at);
      return { id, members: new Set(program.members(state)) };
    });
    expect(
      found((plan) => states.filter(({ members }) => members.has(`${plan}`)).map(({ id }) => id)),
    ).toEqual(written);
  });

  test("SQL", async () => {
    await sql.load([...people.values()].map((arrivals) => ({ arrivals })));
    const members: (readonly string[])[] = [];
    for (const plan of plans) {
      members.push([...(await sql.members(plan, at))].map((place) => must(ids[place], "a person")));
    }
    expect(found((plan) => members[plan] ?? [])).toEqual(written);
  });
});
