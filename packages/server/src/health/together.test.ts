import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { SegmentRecord } from "../segments/segment-store.ts";
import { together } from "./together.ts";

const segment = (key: string, purpose = "marketing", version = 1): SegmentRecord =>
  ({ key, purpose, version }) as SegmentRecord;
const ALL = ["a", "b", "c", "d", "e", "f", "g", "h"].map((key) =>
  segment(key, key === "c" ? "service" : "marketing"),
);

/** Asks about these one after the other: what came together, and what was told of each. */
async function asked(
  segments: readonly SegmentRecord[],
  fails: (part: readonly string[]) => string | null = () => null,
) {
  const parts: string[] = [];
  const ask = together(
    ALL,
    ({ purpose }) => purpose,
    (part) => {
      const keys = part.map(({ key }) => key);
      parts.push(keys.join(""));
      const code = fails(keys);
      if (code !== null) return Promise.reject(new HabitusError(code, code));
      return Promise.resolve(part.map(({ key, version }) => `${key}${version}`));
    },
  );
  const told: string[] = [];
  for (const each of segments) told.push(await ask(each).catch((error: HabitusError) => error.code));
  return { parts, told: told.join(" ") };
}

test("segments of one purpose are asked about together, each once and in their order", async () => {
  expect(await asked(ALL)).toEqual({ parts: ["abdef", "c", "gh"], told: "a1 b1 c1 d1 e1 f1 g1 h1" });
});

test("what is too much together is asked one by one from then on, and what is refused by itself parts its neighbours alone", async () => {
  const tooMuch = (part: readonly string[]) => (part.length > 1 ? "query_too_large" : null);
  expect(await asked(ALL, tooMuch)).toEqual({
    parts: ["abdef", "a", "b", "c", "d", "e", "f", "g", "h"],
    told: "a1 b1 c1 d1 e1 f1 g1 h1",
  });
  const broken = (part: readonly string[]) => (part.includes("d") ? "definition_refused" : null);
  expect(await asked(ALL, broken)).toEqual({
    parts: ["abdef", "a", "b", "c", "d", "e", "f", "gh"],
    told: "a1 b1 c1 definition_refused e1 f1 g1 h1",
  });
  // It is known that it fails.
  const [a, , , d] = ALL;
  expect(
    await asked(
      [a, d, d].flatMap((each) => each ?? []),
      broken,
    ),
  ).toMatchObject({
    parts: ["abdef", "a", "d"],
    told: "a1 definition_refused definition_refused",
  });
  expect((await asked(ALL.slice(0, 1), () => "store_unavailable")).parts).toEqual(["abdef"]);
});

test("one that was edited meanwhile is asked about anew", async () => {
  const edited = segment("b", "marketing", 2);
  expect(await asked([segment("a"), edited])).toMatchObject({ parts: ["abdef", "bdefg"], told: "a1 b2" });
});
