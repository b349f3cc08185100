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

/** Buyers who all order every thirty days or nearly so, and stop with this chance after each order: how often they order has no spread to be fitted. */
function alikeBuyers(stops: number): OrderHistory {
  const random = seededRandom(7);
  const person: number[] = [];
  const day: number[] = [];
  for (let who = 0; who < 300; who++) {
    for (let at = random.int(0, 200); at <= 600; at += random.int(27, 33)) {
      person.push(who);
      day.push(at);
      if (random.next() < stops) break;
    }
  }
  const value = new Float64Array(day.length).fill(1);
  return orderHistory(
    { person: Uint32Array.from(person), day: Int32Array.from(day), value },
    { calibrationEnd: 600, holdoutEnd: null, unitDays: 7 },
  );
}

test("parameters that had to be held may tell who has stopped all the same, and where they do not the fit says so", () => {
  const told = fitBuyers(mbgCnbd(1), alikeBuyers(0.1).buyers);
  expect(told).toMatchObject({ kind: "fitted", penalty: 0.001, endIsTold: true });
  // So few that nobody need have.
  const untold = fitBuyers(mbgCnbd(1), alikeBuyers(0).buyers);
  expect(untold).toMatchObject({ kind: "fitted", penalty: 0.001, endIsTold: false });
});
