import { expect, test } from "vitest";
import { readReservedTrait, reservedTrait } from "./reserved-traits.ts";

test.each(["list", "subscription", "consent", "score"] as const)(
  "%s has a reserved name and back",
  (kind) => {
    for (const key of ["beta", "", "a/b", "$list/x"]) {
      expect(readReservedTrait(reservedTrait(kind, key))).toEqual({ kind, key });
    }
  },
);

test.each(["plan", "$lists/beta", "$list", "list/beta", " $list/beta", "$LIST/beta", ""])(
  "`%s` is an ordinary trait",
  (name) => {
    expect(readReservedTrait(name)).toBeNull();
  },
);
