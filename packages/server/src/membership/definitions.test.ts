import { HabitusError } from "@habitus/kernel";
import {
  DEFAULT_CONTEXT,
  parseComputed,
  type Plan,
  type PlanContext,
  planDefinition,
} from "@habitus/segments";
import { expect, test } from "vitest";
import { createMemoryLog } from "../log/memory-log.ts";
import { decodeDefinitionRecord, encodeDefinitionRecord } from "./definition-record.ts";
import { mustReadDefinition } from "../segments/language.ts";
import { createDefinitions, type WantedSegment } from "./definitions.ts";

const EVERYONE: Plan = planDefinition({ version: 1, condition: { kind: "everyone" } }, DEFAULT_CONTEXT);
const ALL = { records: 100, bytes: 1_000_000 };

const wants = (key: string, version = 1, plan = (): Plan => EVERYONE): WantedSegment => ({
  key,
  version,
  plan,
});

function setUp(known: readonly string[] = [], paused: readonly string[] = []) {
  const log = createMemoryLog({ clock: () => 1 });
  const state: { wanted: readonly WantedSegment[]; refused: string[] } = { wanted: [], refused: [] };
  const definitions = createDefinitions({
    log,
    wanted: () => state.wanted,
    known: known.map((key) => ({ key, version: 1, plan: EVERYONE })),
    paused,
    onRefused: (key) => state.refused.push(key),
  });
  const said = () => log.read(log.first(), ALL).map(({ payload }) => decodeDefinitionRecord(payload));
  return { definitions, state, said };
}

test("only what changed is announced, once", async () => {
  const { definitions, state, said } = setUp(["old", "same"]);
  state.wanted = [wants("same"), wants("new")];
  await Promise.all([definitions.sync(), definitions.sync()]);
  state.wanted = [wants("same", 2), wants("new")];
  await definitions.sync();
  await definitions.cutOver([{ key: "same", version: 2 }]);
  expect(said()).toEqual([
    { kind: "define", put: [{ key: "new", version: 1, plan: EVERYONE }], remove: ["old"] },
    { kind: "define", put: [{ key: "same", version: 2, plan: EVERYONE }], remove: [] },
    { kind: "cut over", segments: [{ key: "same", version: 2 }] },
  ]);
});

test("a definition that cannot be planned any more stays as it is", async () => {
  const { definitions, state, said } = setUp(["kept"]);
  state.wanted = [
    wants("kept", 2, () => {
      throw new HabitusError("definition_refused", "It names what is no longer there.");
    }),
  ];
  await definitions.sync();
  expect([said(), state.refused]).toEqual([[], ["kept"]]);
});

test("a pause is announced once, also of what was paused at the start, and ends with a definition or a removal", async () => {
  const { definitions, state, said } = setUp(["live", "resuming"], ["still", "gone", "resuming"]);
  const paused = (key: string): WantedSegment => ({ ...wants(key), isPaused: true });
  state.wanted = [paused("live"), paused("still"), paused("never"), wants("resuming")];
  await definitions.sync();
  await definitions.sync();
  state.wanted = [wants("live"), paused("still"), paused("resuming")];
  await definitions.sync();
  const none = { put: [], remove: [] };
  expect(said()).toEqual([
    { kind: "pause", keys: ["live"] },
    { kind: "define", ...none, remove: ["gone"] },
    { kind: "pause", keys: ["resuming"] },
    { kind: "define", ...none, put: [{ key: "live", version: 1, plan: EVERYONE }] },
  ]);
});

test("the stored form of a record is pinned and read back", () => {
  const record = {
    kind: "define",
    put: [{ key: "all", version: 3, plan: EVERYONE }],
    remove: ["gone"],
  } as const;
  const pinned =
    '{"v":1,"kind":"define","put":[{"key":"all","version":3,"plan":{"version":1,"root":{"kind":"always","value":true},"leaves":[]}}],"remove":["gone"]}';
  expect(new TextDecoder().decode(encodeDefinitionRecord(record))).toBe(pinned);
  expect(decodeDefinitionRecord(new TextEncoder().encode(pinned))).toEqual(record);
});

const SENTENCES = {
  rich: 'computed "spend" >= 100',
  outer: 'in segment "rich" and did visit',
  outermost: 'not in segment "outer"',
  moved: 'entered segment "outer" in last 7 days',
  scored: 'score "points" > 1',
  other: 'did visit and computed "visits" > 2',
};

/** All segments with the computed trait so written. */
function wantedWith(spend: string): readonly WantedSegment[] {
  const definitionOf = (text: string) => {
    const read = parseComputed(text);
    if (read.kind === "refused") throw new Error(text);
    return read.definition;
  };
  const read = Object.entries(SENTENCES).map(([key, text]) => ({
    key,
    definition: mustReadDefinition(text),
  }));
  const [when, value] = [
    mustReadDefinition('in segment "rich"').condition,
    { kind: "number", value: "2" },
  ] as const;
  const context: PlanContext = {
    ...DEFAULT_CONTEXT,
    segments: Object.fromEntries(
      read.map(({ key, definition }) => [key, { name: key, definition, purpose: null }]),
    ),
    scores: {
      points: { name: "Points", definition: { version: 1, elements: [{ when, value }] }, purpose: null },
    },
    computed: { spend: definitionOf(spend), visits: definitionOf("count of visit") },
  };
  return read.map(({ key, definition }) =>
    wants(key, 1, () => planDefinition(definition, { ...context, self: key })),
  );
}

test("a changed computed trait is a change of all that reads it, through segments and scores, and of nothing else", async () => {
  const { definitions, state } = setUp();
  const built = async (spend: string) => {
    state.wanted = wantedWith(spend);
    return (await definitions.sync())?.segments.map(({ key }) => key) ?? [];
  };
  const all = ["rich", "outer", "outermost", "scored"];
  expect(await built('sum of "Order Completed".revenue')).toEqual(Object.keys(SENTENCES));
  // Who entered is read of what was told, and whoever enters by the change is told too.
  expect(await built('sum of "Order Completed".quantity')).toEqual(all);
  expect(await built('sum of "Order Completed".quantity')).toEqual([]);
});
