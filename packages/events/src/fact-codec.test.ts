import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeFacts, encodeFacts, type Fact, type FactRecord } from "./fact-codec.ts";

const SAMPLE = new URL("../recordings/facts-v1.json", import.meta.url);
const ANN = { kind: "user", value: "ann" } as const;
const PHONE = { kind: "anonymous", value: "phone \u{1F600}" } as const;
const by = { kind: "user", id: "u1", name: "Ada" } as const;

function fact(part: Partial<Fact>): Fact {
  return { id: ANN, name: "$list/beta", value: "true", time: 1_000, idHash: null, proof: null, ...part };
}

const record: FactRecord = {
  source: "api",
  facts: [
    fact({}),
    fact({ id: PHONE, name: "$consent/ads", value: "false", time: 30, idHash: "0f".repeat(16) }),
    fact({
      name: "$consent/ads",
      proof: { text: "Ads? Yes", source: "preference centre", by, ip: "10.0.0.0/24" },
    }),
  ],
};

describe("the record of facts", () => {
  test("is read as the first version wrote it", () => {
    const kept = JSON.parse(readFileSync(SAMPLE, "utf8")) as string;
    expect(decodeFacts(new TextEncoder().encode(kept))).toEqual(record);
    expect(new TextDecoder().decode(encodeFacts(record))).toBe(kept);
  });

  test("of a later version is refused, not guessed at", () => {
    expect(() => decodeFacts(new TextEncoder().encode("2 {}"))).toThrow(/format "2"/);
  });
});
