import { expect, test } from "vitest";
import { createScope } from "./scope.ts";

test("what was started is stopped in reverse order, once, whatever fails", async () => {
  const order: string[] = [];
  const failed: string[] = [];
  const scope = createScope((name) => failed.push(name));
  for (const name of ["log", "engine", "http"]) {
    scope.own(name, name, (thing) => {
      order.push(thing);
      if (thing === "engine") throw new Error("stuck");
    });
  }
  await Promise.all([scope.stop(), scope.stop()]);
  expect(order).toEqual(["http", "engine", "log"]);
  expect(failed).toEqual(["engine"]);
});
