import { readFileSync } from "node:fs";
import { DAY_MS } from "@habitus/kernel";
import { expect, test } from "vitest";
import { movesOf } from "../src/index.ts";

/**
 * People of each day of 26 weeks, in all and for six products, counted once from the shipped Online Retail data (D. Chen, UCI, CC BY 4.0):
 * a shop that is closed on Saturdays.
 */
const recorded = JSON.parse(readFileSync(new URL("./closed-on-saturdays.json", import.meta.url), "utf8")) as {
  readonly from: string;
  readonly everybody: readonly number[];
  readonly products: Readonly<Record<string, readonly number[]>>;
};

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test("a shop that is closed on Saturdays has no share on them, and no mean of a week counts them", () => {
  const { from, everybody, products } = recorded;
  const first = Date.parse(from) / DAY_MS;
  // Day 0 was a Thursday.
  const saturdays = [...everybody.keys()].filter((place) => (first + place) % 7 === 2);
  expect(saturdays).toHaveLength(26);
  expect(saturdays.map((place) => everybody[place])).toEqual(saturdays.map(() => 0));
  const shapes = new Set<string>();
  for (const counts of Object.values(products)) {
    const shares = counts.map((people, day) =>
      everybody[day] === 0 ? null : people / (everybody[day] ?? 1),
    );
    for (const { shape, before, after, ...stretches } of movesOf({ counts, of: everybody }).moves) {
      shapes.add(shape);
      for (const [perDay, { from, to }] of [
        [before, stretches.first],
        [after, stretches.last],
      ] as const) {
        const weeks = Array.from({ length: Math.floor((to - from) / 7) }, (_, week) =>
          shares.slice(from + 7 * week, from + 7 * week + 7).filter((share) => share !== null),
        );
        // Six open days at the most, so a mean of seven would be a seventh too low.
        expect(perDay).toBeCloseTo(meanOf(weeks.filter(({ length }) => length > 0).map(meanOf)), 9);
      }
    }
  }
  expect([...shapes].sort()).toEqual(["level", "trend"]);
});
