import { expect, test } from "vitest";
import { AWKWARD_TEXTS } from "../../store/awkward-values.contract.ts";
import { RowBinaryWriter } from "./row-binary.ts";

function written(write: (out: RowBinaryWriter) => void): string {
  const out = new RowBinaryWriter();
  write(out);
  return out.bytes().toString("hex");
}

test("numbers are little-endian", () => {
  expect(written((out) => out.uint8(255))).toBe("ff");
  expect(written((out) => out.int16(-2))).toBe("feff");
  expect(written((out) => out.uint32(0xdeadbeef))).toBe("efbeadde");
  expect(written((out) => out.uint64(Number.MAX_SAFE_INTEGER))).toBe("ffffffffffff1f00");
  expect(written((out) => out.uint64(0x1_0000_0002))).toBe("0200000001000000");
  expect(written((out) => out.uint128("0123456789abcdef0011223344556677"))).toBe(
    "7766554433221100efcdab8967452301",
  );
});

test("what is no whole number or no hash is a bug", () => {
  for (const value of [-1, 0.5, Number.NaN, 2 ** 53]) {
    expect(() => written((out) => out.uint64(value))).toThrow("whole number");
  }
  expect(() => written((out) => out.uint128("abc"))).toThrow("32 hex digits");
});

test("text is its length, which may be padded, and its UTF-8 bytes", () => {
  for (const [, text] of [...AWKWARD_TEXTS, ["very long", "x".repeat(3_000_000)] as const]) {
    const out = new RowBinaryWriter();
    out.uint8(7);
    out.text(text);
    out.uint8(9);
    const bytes = out.bytes();
    let at = 1;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      length += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    expect(length).toBe(Buffer.byteLength(text));
    expect(bytes.subarray(at, at + length).toString()).toBe(text);
    expect([...bytes.subarray(at + length)]).toEqual([9]);
  }
});

test("a lone surrogate becomes the replacement character", () => {
  expect(written((out) => out.text("\ud800"))).toBe("03efbfbd");
});
