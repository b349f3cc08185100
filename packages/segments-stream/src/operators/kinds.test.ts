import type { AggregateLeaf, DaysLeaf, Window } from "@habitus/segments";
import { expect, test } from "vitest";
import { EVER, event, lastMs, programOf } from "../../test/builders.ts";

const DAY_MS = 86_400_000;

const distinct = (window: Window): AggregateLeaf => ({
  kind: "aggregate",
  of: "distinct",
  path: ["item"],
  events: { name: "buy", where: { kind: "and", of: [] }, window },
  op: ">=",
  value: "3",
});

const days = (window: Window): DaysLeaf => ({
  kind: "days",
  events: { name: "buy", where: { kind: "and", of: [] }, window },
  zone: { kind: "named", name: "Europe/Kyiv" },
  op: "=",
  value: "3",
});

const CASES = [
  { name: "distinct values, ever", leaf: distinct(EVER) },
  { name: "distinct values, moving", leaf: distinct(lastMs(900 * DAY_MS)) },
  { name: "days, ever", leaf: days(EVER) },
  { name: "days, moving", leaf: days(lastMs(900 * DAY_MS)) },
] as const;

test.each(CASES)(
  "$name: what is kept has a bound, and is the same for every order of arrival",
  ({ leaf }) => {
    const program = programOf(leaf);
    const inputs = Array.from({ length: 400 }, (_, number) => {
      return { kind: "event", event: event((number + 1) * DAY_MS, { item: `item ${number % 40}` }) } as const;
    });
    const now = 500 * DAY_MS;
    const encoded = [inputs, inputs.toReversed()].map((order) => {
      const state = program.createState(now);
      for (const input of order) program.apply(state, input, now);
      return program.encodeState(state);
    });
    const [one, other] = encoded;
    expect(one).toEqual(other);
    expect(one?.length).toBeLessThan(100);
  },
);
