import { expect, test } from "vitest";
import { decodeTick, encodeTick } from "./tick-record.ts";

test("a tick of version 1 is read, and one of before says nothing", () => {
  expect(decodeTick(Buffer.from('{"v":1,"share":1234}'))).toBe(1_234);
  expect(decodeTick(encodeTick(7))).toBe(7);
  expect(decodeTick(new Uint8Array(0))).toBeNull();
  expect(() => decodeTick(Buffer.from('{"v":2,"share":1}'))).toThrow("version");
});
