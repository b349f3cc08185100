import { must } from "@habitus/kernel";
import { expect, test } from "vitest";
import { countLeaf, event, lastMs, planOf } from "../../test/builders.ts";
import { compileStream, type PersonState, type StreamProgram } from "../index.ts";

const narrow = { key: "narrow", plan: planOf(countLeaf(5, lastMs(10))) };
const wide = { key: "wide", plan: planOf(countLeaf(2, lastMs(1_000))) };

function lived(program: StreamProgram, happened: readonly { readonly time: number; readonly now: number }[]) {
  const state = program.createState();
  for (const { time, now } of happened) program.apply(state, { kind: "event", event: event(time) }, now);
  return state;
}

/** The state of all together, from what the parts have packed. */
function joined(program: StreamProgram, parts: readonly { program: StreamProgram; state: PersonState }[]) {
  const numbers = new Map(program.leafTexts.map((text, place) => [text, place]));
  const packed = parts.map((part) => part.program.packer(numbers).pack(part.state));
  const decoded = program.packer(numbers).unpack(packed);
  return must(decoded.kind === "state" ? decoded.state : null, "what was packed can be read");
}

test("a list with more times, of which one that came late is missing, does not hide what the other has", () => {
  const programs = [narrow, wide].map((segment) => compileStream([segment]));
  const together = compileStream([narrow, wide]);
  // The narrow one still holds the first three, which have left it; of the late one it keeps nothing.
  const happened = [
    { time: 1, now: 1 },
    { time: 2, now: 2 },
    { time: 3, now: 3 },
    { time: 50, now: 100 },
  ];
  const parts = programs.map((program) => ({ program, state: lived(program, happened) }));
  const whole = lived(together, happened);
  for (const order of [parts, parts.toReversed()]) {
    const state = joined(together, order);
    expect(together.nextDue(state)).toBe(together.nextDue(whole));
    together.apply(state, { kind: "event", event: event(104) }, 104);
    expect(together.advance(state, 2_000)).toEqual([
      { key: "wide", entered: false, at: 1_050, cause: "time" },
    ]);
  }
});

test("of events of one instant each is kept once", () => {
  const programs = [narrow, wide].map((segment) => compileStream([segment]));
  const together = compileStream([narrow, wide]);
  const happened = Array.from({ length: 4 }, () => ({ time: 7, now: 8 }));
  const parts = programs.map((program) => ({ program, state: lived(program, happened) }));
  const state = joined(together, parts);
  expect(together.encodeState(state)).toEqual(together.encodeState(lived(together, happened)));
  together.apply(state, { kind: "event", event: event(8) }, 9);
  expect(together.truth(state, "narrow")).toBe(true);
});
