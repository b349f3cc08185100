import { compileSchema, type EventSchema, type TrackedEvent } from "@habitus/events";
import { type Bench, median, type Row } from "./report.ts";

const ROUNDS = 15;
const EVENTS = 5_000;
const SCHEMAS = 200;

const SCHEMA: EventSchema = {
  type: "object",
  required: ["order_id", "revenue", "currency"],
  properties: {
    order_id: { type: "string", pattern: "^order-\\d+$" },
    revenue: { type: "number", minimum: 0 },
    currency: { type: "string", enum: ["EUR", "USD", "GBP"] },
    products: {
      type: "array",
      items: {
        type: "object",
        properties: {
          product_id: { type: "string" },
          quantity: { type: "integer" },
          price: { type: "number" },
        },
      },
    },
  },
};

type Event = Pick<TrackedEvent, "name" | "properties">;

function events(nameOf: (index: number) => string, revenue: unknown): readonly Event[] {
  return Array.from({ length: EVENTS }, (_, index) => ({
    name: nameOf(index),
    properties: JSON.stringify({
      order_id: `order-${index}`,
      revenue,
      currency: "EUR",
      products: [1, 2, 3].map((at) => ({ product_id: `sku-${at}`, quantity: at, price: 9.95 })),
    }),
  }));
}

/** What any check costs that looks into the properties at all, with the conditions of the schema written by hand. */
function byHand({ properties }: Event): boolean {
  const value = JSON.parse(properties) as Readonly<Record<string, unknown>>;
  const { order_id: id, revenue, currency, products } = value;
  if (typeof id !== "string" || !/^order-\d+$/.test(id)) return false;
  if (typeof revenue !== "number" || revenue < 0) return false;
  if (currency !== "EUR" && currency !== "USD" && currency !== "GBP") return false;
  return (products as readonly Readonly<Record<string, unknown>>[]).every(
    ({ product_id: sku, quantity, price }) =>
      typeof sku === "string" && Number.isInteger(quantity) && typeof price === "number",
  );
}

function micros(all: readonly Event[], check: (event: Event) => unknown): number {
  const begun = performance.now();
  for (const event of all) check(event);
  return ((performance.now() - begun) * 1_000) / all.length;
}

function compare(name: string, all: readonly Event[], peer: (event: Event) => unknown): Row {
  const checks = new Map(Array.from({ length: SCHEMAS }, (_, at) => [`Event ${at}`, compileSchema(SCHEMA)]));
  const held = ({ name: event, properties }: Event): unknown => {
    const check = checks.get(event);
    return check === undefined ? null : check(JSON.parse(properties));
  };
  const own: number[] = [];
  const others: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const times = [micros(all, held), micros(all, peer)] as const;
    if (round === 0) continue;
    own.push(times[0]);
    others.push(times[1]);
  }
  return { name, unit: "µs/event", value: median(own), peer: { name: "by hand", value: median(others) } };
}

export const bench: Bench = {
  name: "plan",
  title: `Holding events against a tracking plan of ${SCHEMAS} events`,
  async run(report) {
    const planned = (index: number): string => `Event ${index % SCHEMAS}`;
    report.row(compare("as planned", events(planned, 9.5), byHand));
    report.row(compare("not as planned", events(planned, "9.5"), byHand));
    report.row(
      compare(
        "no schema",
        events(() => "Other", 9.5),
        () => null,
      ),
    );
    report.note(
      `${EVENTS} events of four properties with three products, median of ${ROUNDS} rounds, both in turns.`,
    );
  },
};
