import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type Instant, SEEN_ZONE_TRAIT } from "@habitus/kernel";
import type { Plan } from "@habitus/segments";
import {
  compileStream,
  type DecodedState,
  type PersonState,
  type StreamProgram,
} from "@habitus/segments-stream";
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

const FOLDERS = {
  1: new URL("../recordings/state-v1/", import.meta.url),
  2: new URL("../recordings/state-v2/", import.meta.url),
  3: new URL("../recordings/state-v3/", import.meta.url),
  4: new URL("../recordings/state-v4/", import.meta.url),
  5: new URL("../recordings/state-v5/", import.meta.url),
} as const;
const PACKED_FOLDERS = {
  1: new URL("../recordings/packed-v1/", import.meta.url),
  2: new URL("../recordings/packed-v2/", import.meta.url),
  3: new URL("../recordings/packed-v3/", import.meta.url),
} as const;
type Version = keyof typeof FOLDERS;

const NEWEST = 5;

/** Operators that write otherwise than in version 3. */
const SINCE_4 = ["min, moving", "min, lasting", "max, moving", "max, lasting"] as const;
/** Operators that write otherwise than in version 1. */
const SINCE_2 = ["ratio, lasting", "favourite, lasting"] as const;
/** Every operator has a sample in which it keeps something; so has a home zone. */
const SINCE_1 = [
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
/** Several counts of the same events: a cell each in version 2, one cell since version 3. */
const COUNTS = "counts";
const EXTREMES = "extremes";
const SAMPLES: readonly { readonly version: Version; readonly operator: string; readonly name: string }[] = [
  ...SINCE_1.map((operator) => ({ version: 1 as const, operator, name: nameOf(operator) })),
  ...SINCE_2.map((operator) => ({ version: 2 as const, operator, name: nameOf(operator) })),
  { version: 2, operator: "count, moving", name: COUNTS },
  { version: 3, operator: "count, moving", name: COUNTS },
  { version: 3, operator: "accounts", name: "accounts" },
  ...SINCE_4.map((operator) => ({ version: 4 as const, operator, name: nameOf(operator) })),
  { version: 5, operator: "home", name: "home" },
  { version: 5, operator: "trait, day", name: "trait-day" },
];

/** Of packed states, the version of what operators wrote. */
const PACKED_SAMPLES = [
  { version: 1, state: 2, operator: "count, moving", name: COUNTS },
  { version: 2, state: 3, operator: "count, moving", name: COUNTS },
  { version: 2, state: 3, operator: "max, moving", name: EXTREMES },
  { version: 2, state: 4, operator: "max, moving", name: `${EXTREMES}-4` },
  { version: 3, state: 5, operator: "home", name: "home" },
] as const;

function nameOf(operator: string): string {
  return operator.replace(/,? /, "-");
}

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
function record(
  folder: URL,
  { name, operator }: { readonly name: string; readonly operator: string },
  bytesOf: (program: StreamProgram, state: PersonState) => Uint8Array,
): void {
  if (existsSync(new URL(`${name}.bin`, folder))) return;
  for (let attempt = 0; ; attempt++) {
    const setting = makeSetting(randomFor(SEED, name, attempt));
    const life = makeLife(randomFor(SEED, name, attempt, "life"), setting);
    const cut = withoutDuplicates(life.arrivals).length >> 1;
    const program = programOf(setting.plan);
    const state = lived(program, life, cut);
    const isKept = program.footprint(state).some((kind) => kind.operator === operator && kind.bytes > 8);
    const isHome = JSON.stringify(setting.plan).includes('"home"') && program.footprint(state).length > 0;
    const hasMoved = life.arrivals
      .slice(0, cut)
      .some((one) => one.kind === "trait" && one.change.name === SEEN_ZONE_TRAIT);
    if (operator === "home" ? !(isHome && hasMoved) : !isKept) continue;
    const due = program.nextDue(state);
    const recording: Recording = {
      plan: setting.plan,
      life,
      cut,
      members: program.members(state),
      nextDue: Number.isFinite(due) ? due : null,
    };
    mkdirSync(folder, { recursive: true });
    writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(recording, null, 1)}\n`);
    writeFileSync(new URL(`${name}.bin`, folder), bytesOf(program, state));
    return;
  }
}

function numbersOf(program: StreamProgram): ReadonlyMap<string, number> {
  return new Map(program.leafTexts.map((text, place) => [text, 3 * place + 1]));
}

if (process.env["HABITUS_RECORD"] === "1") {
  for (const sample of SAMPLES) {
    record(FOLDERS[sample.version], sample, (program, state) => program.encodeState(state));
  }
  for (const sample of PACKED_SAMPLES) {
    record(PACKED_FOLDERS[sample.version], sample, (program, state) =>
      program.packer(numbersOf(program)).pack(state),
    );
  }
}

const CHECKSUM_BYTES = 4;

function readRecording(
  folder: URL,
  name: string,
): { readonly recording: Recording; readonly bytes: Uint8Array } {
  const recording = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as Recording;
  return { recording, bytes: new Uint8Array(readFileSync(new URL(`${name}.bin`, folder))) };
}

/** The state that was read says what it said then, and goes on as the reference does. */
function expectToLiveOn(
  program: StreamProgram,
  decoded: DecodedState,
  { plan, life, cut, members, nextDue }: Recording,
): void {
  if (decoded.kind === "reload") throw new Error(decoded.reason);
  const { state } = decoded;
  expect(program.members(state)).toEqual(members);
  // Deadlines have become fewer: some at which nothing changes are passed over today.
  expect(program.nextDue(state)).toBeGreaterThanOrEqual(nextDue ?? Number.POSITIVE_INFINITY);
  for (const arrival of withoutDuplicates(life.arrivals).slice(cut)) {
    program.apply(state, inputOf(arrival), arrival.now);
    expect(program.truth(state, "is")).toBe(
      reference(plan, historyOf({ ...life, arrivals: upTo(life, arrival.now) }), arrival.now),
    );
  }
  const end = Math.max(life.arrivals.at(-1)?.now ?? 0, life.probes.at(-1) ?? 0);
  program.advance(state, end);
  expect(program.truth(state, "is")).toBe(reference(plan, historyOf(life), end));
}

function upTo({ arrivals }: Life, now: Instant): Life["arrivals"] {
  return arrivals.filter((arrival) => arrival.now <= now);
}

describe.each(SAMPLES)("state of version $version, $operator, $name", ({ version, operator, name }) => {
  const { recording, bytes } = readRecording(FOLDERS[version], name);
  const program = programOf(recording.plan);
  const isWrittenOtherwise =
    (version < 3 && name === COUNTS) ||
    (version < 4 && SINCE_4.some((since) => since === operator)) ||
    (version < 5 && program.reads.traits.includes(SEEN_ZONE_TRAIT));

  test("is read with its members and its deadline, and lives on", () => {
    expectToLiveOn(program, program.decodeState(bytes), recording);
  });

  test.skipIf(isWrittenOtherwise)(
    "is written today as it was then, but for the number of the version",
    () => {
      const written = program.encodeState(lived(program, recording.life, recording.cut));
      expect(written.slice(1, -CHECKSUM_BYTES)).toEqual(bytes.slice(1, -CHECKSUM_BYTES));
      if (version === NEWEST) expect(written).toEqual(bytes);
    },
  );
});

describe.each(PACKED_SAMPLES)("packed state of version $version, $name", ({ version, state, name }) => {
  const { recording, bytes } = readRecording(PACKED_FOLDERS[version], name);
  const program = programOf(recording.plan);
  const packer = program.packer(numbersOf(program));

  test("is read with its members and its deadline, and lives on", () => {
    expectToLiveOn(program, packer.unpack([bytes]), recording);
  });

  test.runIf(state === NEWEST)("is written today as it was then", () => {
    expect(packer.pack(lived(program, recording.life, recording.cut))).toEqual(bytes);
  });
});
