import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { DueQueue } from "./due-queue.ts";

test("people come up by instant and then by number, however often their instants change", () => {
  const random = seededRandom(Number(process.env["HABITUS_SEED"] ?? 5));
  const queue = new DueQueue();
  const dues = new Map<number, number>();
  const first = (): { due: number; person: number } | null => {
    const [found] = [...dues].sort(([a, x], [b, y]) => x - y || a - b);
    return found === undefined ? null : { due: found[1], person: found[0] };
  };
  for (let round = 0; round < 20_000; round++) {
    const person = random.int(1, 60);
    const due = random.next() < 0.2 ? Number.POSITIVE_INFINITY : random.int(1, 40);
    queue.set(person, due);
    if (due === Number.POSITIVE_INFINITY) dues.delete(person);
    else dues.set(person, due);
    if (round % 20 === 0) expect(queue.next()).toEqual(first());
    expect(queue.waiting).toBe(dues.size);
  }
  for (let next = queue.next(); next !== null; next = queue.next()) {
    expect(next).toEqual(first());
    dues.delete(next.person);
    queue.set(next.person, Number.POSITIVE_INFINITY);
  }
  expect(dues.size).toBe(0);
});
