import { readdirSync } from "node:fs";
import { ExactNumber } from "@habitus/kernel";
import { describe, expect, it } from "vitest";
import { english } from "./en/english.ts";
import { createFormats } from "./format.ts";
import { write } from "./message.ts";

const writing = { rules: new Intl.PluralRules("en"), number: (value: number) => value.toLocaleString("en") };

describe("messages", () => {
  it("take the plural form of their count and write numbers as the language does", () => {
    const message = { one: "{count} person of {all}", other: "{count} people of {all}" };
    expect(write(message, { count: 1, all: 4372 }, writing)).toBe("1 person of 4,372");
    expect(write(message, { count: 1387, all: 4372 }, writing)).toBe("1,387 people of 4,372");
    expect(write(message, { count: 0, all: 1 }, writing)).toBe("0 people of 1");
  });

  it("use the categories of languages with more than two", () => {
    const message = {
      one: "{count} клієнт",
      few: "{count} клієнти",
      many: "{count} клієнтів",
      other: "{count} клієнта",
    };
    const ukrainian = { rules: new Intl.PluralRules("uk"), number: String };
    expect([1, 3, 5, 21].map((count) => write(message, { count }, ukrainian))).toEqual([
      "1 клієнт",
      "3 клієнти",
      "5 клієнтів",
      "21 клієнт",
    ]);
  });

  it("leave text that looks like a value alone", () => {
    expect(write("Delete “{name}”?", { name: "{count} $1" }, writing)).toBe("Delete “{count} $1”?");
  });

  it("have names of their own in every file, and all files are read", async () => {
    const files = readdirSync(new URL("en", import.meta.url)).filter((file) => file !== "english.ts");
    const parts = await Promise.all(
      files.map(async (file): Promise<object> => import(`./en/${file.replace(".ts", "")}.ts`)),
    );
    const names = parts.flatMap((part) => Object.values(part)).flatMap((part: object) => Object.keys(part));
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
    expect(names.toSorted()).toEqual(Object.keys(english).toSorted());
  });

  it("never end up empty", () => {
    for (const message of Object.values(english)) {
      const forms = typeof message === "string" ? [message] : Object.values(message);
      for (const form of forms) expect(form.trim()).not.toBe("");
    }
  });
});

describe("formats", () => {
  const kyiv = createFormats("en-GB", "Europe/Kyiv");

  it("write instants in the workspace's zone", () => {
    expect(kyiv.dateTime("2011-12-09T22:30:00.000Z")).toBe("10 Dec 2011, 00:30");
    expect(kyiv.date("2011-12-09T22:30:00.000Z")).toBe("10 Dec 2011");
    expect(createFormats("en-GB", "UTC").date("2011-12-09T22:30:00.000Z")).toBe("9 Dec 2011");
  });

  it("write a calendar day as it is, whatever the zone", () => {
    for (const zone of ["America/New_York", "UTC", "Pacific/Kiritimati"]) {
      expect(createFormats("en-GB", zone).plainDate("2011-12-09")).toBe("9 Dec 2011");
    }
  });

  it("write money in its own currency, and survive what is no currency", () => {
    expect(kyiv.money(-102.58, "GBP")).toBe("-£102.58");
    expect(kyiv.money(1500, "JPY")).toBe("JP¥1,500");
    expect(kyiv.money(12.5, "points")).toBe("12.5 points");
    expect(kyiv.money(0.035, "EUR")).toBe("€0.04");
  });

  it("keep every digit of what is exact", () => {
    expect(kyiv.exact(new ExactNumber("12345678901234567890.000000001"))).toBe(
      "12,345,678,901,234,567,890.000000001",
    );
    expect(kyiv.exact(0.12345)).toBe("0.12345");
    expect(kyiv.exact(1e-25)).toBe("1e-25");
    expect(kyiv.money("0.035", "EUR")).toBe("€0.035");
    expect(kyiv.money("12.5", "EUR")).toBe("€12.50");
    expect(kyiv.money("-999999999999999999", "GBP")).toBe("-£999,999,999,999,999,999.00");
    expect(kyiv.money(new ExactNumber("9007199254740993"), "points")).toBe("9,007,199,254,740,993 points");
  });

  it("never round a few people down to nobody", () => {
    expect(kyiv.percent(0)).toBe("0%");
    expect(kyiv.percent(1 / 2_000_000)).toBe("< 0.1%");
    expect(kyiv.percent(0.3172)).toBe("31.7%");
  });

  it("say lengths and distances of time in their largest unit", () => {
    const now = new Date("2026-03-01T12:00:00Z");
    expect(kyiv.relative("2026-03-01T11:57:00Z", now)).toBe("3 minutes ago");
    expect(kyiv.relative("2026-02-28T12:00:00Z", now)).toBe("yesterday");
    expect([0, 999, 12_345, 17e9].map(kyiv.bytes)).toEqual(["0 byte", "999 byte", "12.3 kB", "17 GB"]);
    expect(kyiv.duration(0.2)).toBe("1 second");
    expect(kyiv.duration(90)).toBe("2 minutes");
  });
});
