import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { formatInstant, type Instant } from "@habitus/kernel";
import { compileStream } from "@habitus/segments-stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reference } from "./engines/evaluators.ts";
import { openSqlEvaluator, type SqlEvaluator } from "./engines/sql.ts";
import { goldenOf } from "./golden.ts";
import { type Vector, VECTORS } from "./vectors.ts";
import { arrivalsOf } from "./world/life.ts";

type Asked = Pick<Vector, "checks">;

const expected = ({ checks }: Asked) => checks.map(({ at, member }) => `${formatInstant(at)} ${member}`);
const found = ({ checks }: Asked, truth: (at: Instant, present: Instant) => boolean) =>
  checks.map(({ at, present }) => `${formatInstant(at)} ${truth(at, present)}`);
/** What is followed live is at the present. */
const liveChecks = ({ checks }: Asked): Asked => ({
  checks: checks.filter(({ at, present }) => at === present),
});

describe.each(VECTORS)("$name", (vector) => {
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
    await sql.load(VECTORS.map(({ history }) => ({ arrivals: arrivalsOf(history) })));
  });
  afterAll(() => sql.close());

  test.each(VECTORS.map((vector, place) => ({ ...vector, place })))("$name", async (vector) => {
    const answers = new Map<string, boolean>();
    for (const { at, present } of vector.checks) {
      answers.set(`${at} ${present}`, (await sql.members(vector.plan, at, present)).has(vector.place));
    }
    expect(found(vector, (at, present) => answers.get(`${at} ${present}`) ?? false)).toEqual(
      expected(vector),
    );
  });
});

/** `HABITUS_GOLDEN=write` writes the files anew; read the difference before committing it. */
const WRITE = process.env["HABITUS_GOLDEN"] === "write";
const FOLDER = new URL("../golden/", import.meta.url);
const FILES = [...new Set(VECTORS.map(({ file }) => file))];

describe("SQL texts", () => {
  const fileOf = (file: string): URL => new URL(file.replace(/\.json$/, ".sql.txt"), FOLDER);

  test.each(FILES)("those of all definitions of %s are the kept ones", (file) => {
    const text = goldenOf(file);
    if (WRITE) {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(fileOf(file), text);
    }
    expect(existsSync(fileOf(file)), "it has kept texts; HABITUS_GOLDEN=write writes them").toBe(true);
    expect(text).toBe(readFileSync(fileOf(file), "utf8"));
  });

  test("every kept file has its vectors", () => {
    expect(readdirSync(FOLDER).toSorted()).toEqual(
      FILES.map((file) => file.replace(/\.json$/, ".sql.txt")).toSorted(),
    );
  });
});
