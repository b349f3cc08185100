import { HabitusError } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import { createSignInLimit } from "./sign-in-limit.ts";

const limits = { windowMs: 1_000, perAccountAndAddress: 2, perAddress: 5, counters: 3 };

function setup() {
  const clock = { at: 0 };
  const limit = createSignInLimit(() => clock.at, limits);
  const tryOnce = (account: string, address: string): number | "let in" => {
    try {
      limit.begin(account, address);
      return "let in";
    } catch (error) {
      if (!(error instanceof HabitusError)) throw error;
      return error.details["retryAfterSeconds"] as number;
    }
  };
  return { clock, limit, tryOnce };
}

describe("the limit of sign-ins", () => {
  test("counts per account and address, says how long to wait, and forgets after its window", () => {
    const { clock, tryOnce } = setup();
    expect([tryOnce("a", "x"), tryOnce("a", "x"), tryOnce("a", "x")]).toEqual(["let in", "let in", 1]);
    expect(tryOnce("b", "x")).toBe("let in");
    expect(tryOnce("a", "y")).toBe("let in");
    clock.at = 1_000;
    expect(tryOnce("a", "x")).toBe("let in");
  });

  test("an address that tries many accounts is stopped", () => {
    const { tryOnce } = setup();
    const tries = ["a", "b", "c", "d", "e", "f"].map((account) => tryOnce(account, "x"));
    expect(tries).toEqual(["let in", "let in", "let in", "let in", "let in", 1]);
  });

  test("those who know their password do not use up their address", () => {
    const { limit, tryOnce } = setup();
    for (let n = 0; n < 20; n++) {
      expect(tryOnce(`a${n}`, "office")).toBe("let in");
      limit.succeeded(`a${n}`, "office");
    }
  });

  test("memory is bounded: the counter quiet for longest is given up", () => {
    const { tryOnce } = setup();
    tryOnce("a", "1");
    tryOnce("a", "1");
    expect(tryOnce("a", "1")).toBe(1);
    for (const address of ["2", "3", "4"]) tryOnce("a", address);
    expect(tryOnce("a", "1")).toBe("let in");
  });
});
