import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Instant } from "@habitus/kernel";
import type { Plan } from "@habitus/segments";
import { compileStream, type PersonState, type StreamProgram } from "@habitus/segments-stream";
import { describe, expect, test } from "vitest";
import { historyOf } from "./differential/judge-sql.ts";
import { reference } from "./engines/evaluators.ts";
import { inputOf, type Life, withoutDuplicates } from "./world/life.ts";
import { makeLife } from "./world/life-maker.ts";
import { makeSetting } from "./world/plan-maker.ts";
import { randomFor } from "./world/seed.ts";

/**
 * States as a released version wrote them: plan and life in NAME.json, the bytes after the arrivals up to `cut` in
 * NAME.bin. They are never written again; a new version of the state format gets a folder of its own, and this test reads all.
 */
type Recording = {
  readonly plan: Plan;
  readonly life: Life;
  /** So many arrivals are in the bytes. */
  readonly cut: number;
  readonly members: readonly string[];
  /** Null: never. */
  readonly nextDue: Instant | null;
};

const FOLDER = new URL("../recordings/state-v1/", import.meta.url);
/** Every operator has a sample in which it keeps something; so has a home zone. */
const OPERATORS = [
  "count, moving",
  "count, lasting",
  "sum, moving",
  "sum, lasting",
  "avg, moving",
  "avg, lasting",
  "min, moving",
  "min, lasting",
  "max, moving",
  "max, lasting",
  "count, local",
  "sum, local",
  "ratio",
  "overdue",
  "favourite",
  "sessions",
  "first event",
  "last event",
  "trait",
  "trait, yearly",
  "trait, dated",
  "trait, held",
  "trait, changed",
  "home",
] as const;
const NAMES = OPERATORS.map((operator) => operator.replace(/,? /, "-"));
const SEED = 1;

function programOf(plan: Plan): StreamProgram {
  return compileStream([
    { key: "is", plan },
    { key: "is not", plan: { ...plan, root: { kind: "not", of: plan.root } } },
  ]);
}

function lived(program: StreamProgram, life: Life, cut: number): PersonState {
  const state = program.createState((life.arrivals[0]?.now ?? 1) - 1);
  for (const arrival of withoutDuplicates(life.arrivals).slice(0, cut)) {
    program.apply(state, inputOf(arrival), arrival.now);
  }
  return state;
}

/** Run with HABITUS_RECORD=1 to write the samples of a new format; existing ones are left alone. */
function record(name: string, operator: string): void {
  for (let attempt = 0; ; attempt++) {
    const setting = makeSetting(randomFor(SEED, name, attempt));
    const life = makeLife(randomFor(SEED, name, attempt, "life"), setting);
    const cut = withoutDuplicates(life.arrivals).length >> 1;
    const program = programOf(setting.plan);
    const state = lived(program, life, cut);
    const isKept = program.footprint(state).some((kind) => kind.operator === operator && kind.bytes > 12);
    const isHome = JSON.stringify(setting.plan).includes('"home"') && program.footprint(state).length > 0;
    const hasMoved = life.arrivals
      .slice(0, cut)
      .some((one) => one.kind === "trait" && one.change.name === "timezone");
    if (operator === "home" ? !(isHome && hasMoved) : !isKept) continue;
    const due = program.nextDue(state);
    const recording: Recording = {
      plan: setting.plan,
      life,
      cut,
      members: program.members(state),
      nextDue: Number.isFinite(due) ? due : null,
    };
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(new URL(`${name}.json`, FOLDER), `${JSON.stringify(recording, null, 1)}\n`);
    writeFileSync(new URL(`${name}.bin`, FOLDER), program.encodeState(state));
    return;
  }
}

if (process.env["HABITUS_RECORD"] === "1") {
  for (const [place, name] of NAMES.entries()) {
    if (!existsSync(new URL(`${name}.bin`, FOLDER))) record(name, OPERATORS[place] ?? name);
  }
}

describe.each(NAMES)("state of version 1, %s", (name) => {
  const recording = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8")) as Recording;
  const bytes = new Uint8Array(readFileSync(new URL(`${name}.bin`, FOLDER)));
  const { plan, life, cut } = recording;
  const program = programOf(plan);

  test("is read with its members and its deadline, and lives on", () => {
    const decoded = program.decodeState(bytes);
    if (decoded.kind === "reload") throw new Error(decoded.reason);
    const { state } = decoded;
    expect(program.members(state)).toEqual(recording.members);
    expect(program.nextDue(state)).toBe(recording.nextDue ?? Number.POSITIVE_INFINITY);
    for (const arrival of withoutDuplicates(life.arrivals).slice(cut)) {
      program.apply(state, inputOf(arrival), arrival.now);
    }
    const end = Math.max(life.arrivals.at(-1)?.now ?? 0, life.probes.at(-1) ?? 0);
    program.advance(state, end);
    expect(program.truth(state, "is")).toBe(reference(plan, historyOf(life), end));
  });

  test("is written today as it was then", () => {
    expect(program.encodeState(lived(program, life, cut))).toEqual(bytes);
  });
});
