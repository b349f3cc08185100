import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { fitBuyers, fitRegularBuyers } from "./fit.ts";
import { mbgCnbd } from "./mbg-cnbd.ts";
import { type OrderHistory, orderHistory } from "./orders.ts";

/** Buyers who order on about every eighth day, each gap made of `k` waits, and who stop with a chance of 5 % after each order. */
function steadyBuyers(k: number, people: number): OrderHistory {
  const random = seededRandom(7);
  const person: number[] = [];
  const day: number[] = [];
  for (let who = 0; who < people; who++) {
    const rate = k / (5 + 6 * random.next());
    for (let at = random.int(0, 60); at <= 365; ) {
      person.push(who);
      day.push(Math.floor(at));
      if (random.next() < 0.05) break;
      for (let wait = 0; wait < k; wait++) at -= Math.log(1 - random.next()) / rate;
    }
  }
  const value = new Float64Array(day.length).fill(1);
  return orderHistory(
    { person: Uint32Array.from(person), day: Int32Array.from(day), value },
    { calibrationEnd: 240, holdoutEnd: 365, unitDays: 7 },
  );
}

test("regularity is found, and helps to tell who has stopped", () => {
  const { buyers } = steadyBuyers(3, 400);
  const found = fitRegularBuyers(mbgCnbd, buyers, 6);
  expect(found.k).toBe(3);
  const plain = fitBuyers(mbgCnbd(1), buyers);
  if (found.fit.kind === "refused" || plain.kind === "refused") throw new Error("both can be fitted");
  const silentForThreeWeeks = [20, 30, 33] as const;
  const steady = found.fit.model.alive(found.fit.parameters, ...silentForThreeWeeks);
  expect(steady).toBeLessThan(plain.model.alive(plain.parameters, ...silentForThreeWeeks) ?? 0);
});

test("under a hundred repeaters there is no answer", () => {
  const fit = fitBuyers(mbgCnbd(1), steadyBuyers(1, 60).buyers);
  expect(fit).toMatchObject({ kind: "refused", reason: "too_few_repeaters" });
});
