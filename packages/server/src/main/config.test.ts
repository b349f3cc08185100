import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("without a word, the documented defaults", () => {
  const config = readConfig([], {});
  expect(config).toMatchObject({
    dataDir: ".habitus",
    host: "127.0.0.1",
    port: 7700,
    demo: false,
    dedupeDays: 8,
  });
  expect([config.adminToken, config.writeKey]).toEqual([null, null]);
});

test("options and variables are read", () => {
  const config = readConfig(["--demo", "--port", "0", "--data", "/d", "--host", "::"], {
    HABITUS_ADMIN_TOKEN: "a-long-token",
    HABITUS_HOSTS: "a.example, b.example",
    HABITUS_DEDUPE_DAYS: "30",
    HABITUS_TRUSTED_PROXIES: "10.0.0.0/8, 192.0.2.7",
  });
  expect(config.trustedProxies).toEqual(["10.0.0.0/8", "192.0.2.7"]);
  expect(config).toMatchObject({ dataDir: "/d", host: "::", port: 0, demo: true, dedupeDays: 30 });
  expect([config.adminToken, config.hosts]).toEqual(["a-long-token", ["a.example", "b.example"]]);
});

test.each([
  [{ HABITUS_ADMIN_TOKEN: "short" }, "HABITUS_ADMIN_TOKEN must have at least 8 characters."],
  [{ HABITUS_DEDUPE_DAYS: "3" }, "HABITUS_DEDUPE_DAYS must be a whole number from 7 to 400."],
  [
    { HABITUS_LOG_LEVEL: "loud" },
    "HABITUS_LOG_LEVEL must be one of silent, fatal, error, warn, info, debug.",
  ],
])("%j is refused by name", (env, message) => {
  expect(() => readConfig([], env)).toThrow(message);
});

test("the README's table lists every setting, and no other", () => {
  const textOf = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8");
  const names = (text: string): readonly string[] => [...new Set(text.match(/HABITUS_[A-Z_]*[A-Z]/g))].sort();
  const rows = textOf("../../../../README.md").match(/^\| `HABITUS_[^|]*\|/gm) ?? [];
  expect(names(rows.join(""))).toEqual(names(textOf("./config.ts")));
});
