import { expect, test } from "vitest";
import { PeopleMap } from "./people-map.ts";
import { partingMoves } from "./regrouping.ts";

const move = (node: number, person: number) => ({ offset: 1, node, person });

test("of moves those part people that leave somebody behind", () => {
  const people = new PeopleMap([]);
  people.move([move(2, 1), move(3, 1), move(5, 4)]);
  // 4 with its 5, and 6, become part of 1.
  expect(partingMoves(people, [move(4, 1), move(5, 1), move(6, 1)])).toEqual([]);
  expect(partingMoves(people, [move(3, 3), move(5, 1)])).toEqual([move(3, 3), move(5, 1)]);
  expect(partingMoves(people, [move(2, 4), move(3, 4)])).toEqual([move(2, 4), move(3, 4)]);
});
