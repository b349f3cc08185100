import type { JsonValue } from "@habitus/kernel";
import type { TraitLeaf } from "@habitus/segments";
import { expect, test } from "vitest";
import { change, programOf, timelineOf, traitArrival, traitIs } from "../../test/builders.ts";

const program = programOf(traitIs("plan", "pro"));
const set = (value: JsonValue, time: number, now = time, idHash = "0".repeat(32)) =>
  traitArrival(change("plan", value, time, idHash), now);

test("the latest by time is in force, not the latest to arrive", () => {
  expect(timelineOf(program, [set("pro", 100), set("free", 50, 120)])).toEqual(["+100"]);
  expect(timelineOf(program, [set("free", 100), set("pro", 50, 120)])).toEqual([]);
  expect(timelineOf(program, [set("pro", 100), set("free", 110)])).toEqual(["+100", "-110"]);
});

test("of one instant the greater hash is in force", () => {
  const low = "0".repeat(32);
  const high = `8${"0".repeat(31)}`;
  expect(timelineOf(program, [set("pro", 100, 100, high), set("free", 100, 101, low)])).toEqual(["+100"]);
  expect(timelineOf(program, [set("pro", 100, 100, low), set("free", 100, 101, high)])).toEqual([
    "+100",
    "-101",
  ]);
});

test("null removes, and outranks what is older and comes later", () => {
  expect(timelineOf(program, [set("pro", 100), set(null, 110), set("pro", 105, 120)])).toEqual([
    "+100",
    "-110",
  ]);
});

test("values of the future wait for their time, each in its turn", () => {
  const arrivals = [
    set("pro", 300, 100),
    set("free", 200, 100),
    set("other", 400, 100),
    set("pro", 100, 101),
  ];
  expect(timelineOf(program, arrivals)).toEqual(["+101", "-200", "+300", "-400"]);
});

test("further keys reach into the value", () => {
  const leaf: TraitLeaf = { kind: "trait", path: ["address", "city"], test: { kind: "exists" } };
  const city = (value: JsonValue, time: number) => traitArrival(change("address", value, time));
  expect(
    timelineOf(programOf(leaf), [
      city({ city: "Lviv" }, 1),
      city({ city: "" }, 2),
      city({ city: { name: "Lviv" } }, 3),
      city(["Lviv"], 4),
    ]),
  ).toEqual(["+1", "-2", "+3", "-4"]);
});
