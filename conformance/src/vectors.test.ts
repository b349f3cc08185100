import { readdirSync, readFileSync } from "node:fs";
import {
  formatInstant,
  hash128,
  hashHex,
  type Instant,
  type JsonObject,
  type JsonValue,
  must,
  parseIso,
  parseJson,
} from "@habitus/kernel";
import {
  type History,
  parseDefinition,
  type Plan,
  type PlanContext,
  DEFAULT_CONTEXT,
  type Definition,
  planDefinition,
  withThresholds,
} from "@habitus/segments";
import { compileStream } from "@habitus/segments-stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reference } from "./engines/evaluators.ts";
import { openSqlEvaluator, type SqlEvaluator } from "./engines/sql.ts";
import { arrivalsOf } from "./world/life.ts";

type Check = { readonly at: Instant; readonly member: boolean; readonly present: Instant };
type Vector = {
  readonly name: string;
  readonly plan: Plan;
  readonly history: History;
  readonly checks: readonly Check[];
};
type Written = { readonly [key: string]: JsonValue };

/** The meaning, example by example; packages/segments/vectors/README.md describes the format. */
const FOLDER = new URL("../../packages/segments/vectors/", import.meta.url);

const vectors: readonly Vector[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => {
    const { vectors: written } = parseJson(readFileSync(new URL(file, FOLDER), "utf8")) as {
      vectors: Written[];
    };
    return written.map((one) => vectorOf(file, one));
  });

function vectorOf(file: string, { name, definition, context, history, checks }: Written): Vector {
  const parsed = parseDefinition(definition as string);
  if (parsed.kind === "refused") throw new Error(`${file}: ${JSON.stringify(parsed.problems)}`);
  const inWorkspace = contextOf(parsed.definition, context as WrittenContext | undefined);
  const { events = [], traits = [] } = history as { events?: Written[]; traits?: Written[] };
  return {
    name: `${file}: ${name as string}`,
    plan: planDefinition(parsed.definition, inWorkspace),
    history: {
      events: events.map((event, place) => ({
        ...dated(event, `event ${place}`),
        offsetMinutes: parseIso(event["time"] as string)?.offsetMinutes ?? null,
        properties: (event["properties"] as JsonObject | undefined) ?? {},
      })),
      traits: traits.map((change, place) => ({
        ...dated(change, `trait ${place}`),
        value: change["value"] ?? null,
      })),
    },
    checks: (checks as Written[])
      .map(({ at, member, present }) => ({
        at: instant(at),
        member: member as boolean,
        present: instant(present ?? at),
      }))
      .sort((a, b) => a.at - b.at),
  };
}

type WrittenContext = Partial<Omit<PlanContext, "segments" | "scores" | "thresholds">> & {
  /** Pinned values by what is ranked, the side and the share: "count of view top 1/5". */
  readonly thresholds?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly scores?: Readonly<Record<string, readonly { readonly when: string; readonly value: string }[]>>;
  readonly segments?: Readonly<Record<string, { readonly definition: string; readonly purpose?: string }>>;
};

function contextOf(
  definition: Definition,
  { segments = {}, scores = {}, thresholds = {}, ...rest }: WrittenContext = {},
): PlanContext {
  const meanings = Object.entries(segments).map(([key, { definition, purpose = null }]) => {
    return [key, { name: key, definition: read(key, definition), purpose }] as const;
  });
  const added = Object.entries(scores).map(([key, elements]) => {
    const written = elements.map(({ when, value }) => {
      return { when: read(key, when).condition, value: { kind: "number", value } as const };
    });
    return [key, { name: key, definition: { version: 1, elements: written }, purpose: null }] as const;
  });
  const context: PlanContext = {
    ...DEFAULT_CONTEXT,
    ...rest,
    segments: Object.fromEntries(meanings),
    scores: Object.fromEntries(added),
  };
  return withThresholds(definition, context, ({ says }, cut) => {
    const name =
      "side" in cut
        ? `${says} ${cut.side} ${cut.part}/${cut.of}`
        : `${says} ${cut.every ? "every" : `${cut.least} to ${cut.most ?? "any"}`}`;
    const written = Object.hasOwn(thresholds, name) ? thresholds[name] : undefined;
    if (written === undefined) throw new Error(`no threshold is written for "${name}"`);
    return typeof written === "string" || written === null ? { value: written } : { accounts: written };
  });
}

function read(key: string, sentence: string): Definition {
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") throw new Error(`${key}: ${JSON.stringify(parsed.problems)}`);
  return parsed.definition;
}

function dated({ name, time, id }: Written, otherId: string) {
  const idHash = hashHex(hash128((id as string | undefined) ?? otherId));
  return { name: name as string, time: instant(time), idHash };
}

function instant(text: JsonValue | undefined): Instant {
  return must(parseIso(text as string), `no ISO time: ${JSON.stringify(text)}`).at;
}

type Asked = Pick<Vector, "checks">;

const expected = ({ checks }: Asked) => checks.map(({ at, member }) => `${formatInstant(at)} ${member}`);
const found = ({ checks }: Asked, truth: (at: Instant, present: Instant) => boolean) =>
  checks.map(({ at, present }) => `${formatInstant(at)} ${truth(at, present)}`);
/** What is followed live is at the present. */
const liveChecks = ({ checks }: Asked): Asked => ({
  checks: checks.filter(({ at, present }) => at === present),
});

describe.each(vectors)("$name", (vector) => {
  const { plan, history } = vector;
  const inputs = [
    ...history.events.map((event) => ({ kind: "event", event, time: event.time }) as const),
    ...history.traits.map((change) => ({ kind: "trait", change, time: change.time }) as const),
  ];

  test("reference", () => {
    expect(found(vector, (at, present) => reference(plan, history, at, present))).toEqual(expected(vector));
  });

  test("stream, each input at its own time", () => {
    const program = compileStream([{ key: "s", plan }]);
    const first = Math.min(...inputs.map(({ time }) => time), vector.checks[0]?.at ?? 0);
    const state = program.createState(first - 1);
    let waiting = inputs.toSorted((a, b) => a.time - b.time);
    const truth = (at: Instant): boolean => {
      for (const input of waiting.filter(({ time }) => time <= at)) program.apply(state, input, input.time);
      waiting = waiting.filter(({ time }) => time > at);
      program.advance(state, at);
      return program.truth(state, "s");
    };
    expect(found(liveChecks(vector), truth)).toEqual(expected(liveChecks(vector)));
  });

  test("stream, all inputs before the first check", () => {
    const program = compileStream([{ key: "s", plan }]);
    const state = program.loadState(history, vector.checks[0]?.at ?? 0);
    const truth = (at: Instant): boolean => {
      program.advance(state, at);
      return program.truth(state, "s");
    };
    expect(found(liveChecks(vector), truth)).toEqual(expected(liveChecks(vector)));
  });
});

describe("SQL", () => {
  let sql: SqlEvaluator;
  beforeAll(async () => {
    sql = await openSqlEvaluator();
    await sql.load(vectors.map(({ history }) => ({ arrivals: arrivalsOf(history) })));
  });
  afterAll(() => sql.close());

  test.each(vectors.map((vector, place) => ({ ...vector, place })))("$name", async (vector) => {
    const answers = new Map<string, boolean>();
    for (const { at, present } of vector.checks) {
      answers.set(`${at} ${present}`, (await sql.members(vector.plan, at, present)).has(vector.place));
    }
    expect(found(vector, (at, present) => answers.get(`${at} ${present}`) ?? false)).toEqual(
      expected(vector),
    );
  });
});
