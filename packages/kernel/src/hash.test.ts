import { expect, test } from "vitest";
import { hash128, hashHex } from "./hash.ts";

// Computed with another implementation of MurmurHash3_x86_128 (npm murmurhash3js-revisited, seed 0).
test.each([
  ["", "00000000000000000000000000000000"],
  ["hello", "2b2444a0db91def79adb31b69adb31b6"],
  ["I will not buy this tobacconist's, it is scratched.", "9b5b7ba2ef3f7866889adeaf00f3f98e"],
  ["aéøß漢字🙂 long text more than 16 bytes", "b8f0d499edf42355204d4490a6a68291"],
])("hash of %j", (text, hex) => {
  expect(hashHex(hash128(text))).toBe(hex);
});

test("every length of tail changes the hash, and nothing repeats", () => {
  const texts = Array.from({ length: 2_000 }, (_, n) => "é".repeat(n % 37) + String(n));
  expect(new Set(texts.map((text) => hashHex(hash128(text)))).size).toBe(texts.length);
  for (const text of texts) expect(hashHex(hash128(text))).toMatch(/^[0-9a-f]{32}$/);
});
