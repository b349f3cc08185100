import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createSecretBox, readOrMakeKey } from "./secret-box.ts";

const dir = mkdtempSync(join(tmpdir(), "habitus-secret-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("what is sealed is unreadable, never the same twice, and opens with its key alone", () => {
  const box = createSecretBox(new Uint8Array(32).fill(1));
  const sealed = box.seal("whsec_abc");
  expect(sealed).not.toContain("whsec");
  expect(box.seal("whsec_abc")).not.toBe(sealed);
  expect(box.open(sealed)).toBe("whsec_abc");
  expect(() => createSecretBox(new Uint8Array(32).fill(2)).open(sealed)).toThrow("another key");
  const bytes = Buffer.from(sealed.slice(2), "base64url");
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  expect(() => box.open(`1.${bytes.toString("base64url")}`)).toThrow("another key");
});

test("the key is made once, for its owner alone, and a broken one is refused", () => {
  const file = join(dir, "secret.key");
  const key = readOrMakeKey(file);
  expect(readOrMakeKey(file)).toEqual(key);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, "short");
  expect(() => readOrMakeKey(file)).toThrow("is no key");
});
