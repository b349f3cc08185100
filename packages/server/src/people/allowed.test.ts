import { expect, test } from "vitest";
import { allowing } from "./allowed.ts";

const MAIL = {
  key: "mail",
  name: "Mail",
  kind: "channel",
  otherwise: false,
  exceptIn: [],
  refusedBySignal: false,
  categories: [],
  rev: 1,
  updatedAt: 0,
  updatedBy: { kind: "system", id: "test", name: "Test" },
} as const;

/** Whoever has an even number has said yes. */
function world() {
  const asked: number[] = [];
  const consent = {
    said(person: number) {
      asked.push(person);
      return person % 2 === 0 ? true : null;
    },
  };
  return { asked, deps: { consent, profiles: { profile: () => null } } };
}

const people = Array.from({ length: 1_001 }, (_, index) => index);

test("everybody who allows a purpose is found, in the order given", async () => {
  const { deps, asked } = world();
  const found = await allowing(deps, people.toReversed(), MAIL, new AbortController().signal);
  expect(found).toEqual(people.filter((person) => person % 2 === 0).toReversed());
  expect(asked).toHaveLength(people.length);
});

test("others have their turn meanwhile, and nobody is asked about once the answer is not wanted any more", async () => {
  const { deps, asked } = world();
  const aborting = new AbortController();
  setImmediate(() => aborting.abort(new Error("gone")));
  await expect(allowing(deps, people, MAIL, aborting.signal)).rejects.toThrow("gone");
  expect(asked.length).toBeLessThan(people.length);
});
