import { expect, test } from "vitest";
import { hash32 } from "./hash.ts";

// Test vectors published with the algorithm's other implementations, seed 0.
test.each([
  ["", 0],
  ["a", 0x3c2569b2],
  ["test", 0xba6bd213],
  ["Hello, world!", 0xc0363e43],
  ["The quick brown fox jumps over the lazy dog", 0x2e4ff723],
])("hash of %j", (text, hash) => {
  expect(hash32(text)).toBe(hash);
});
