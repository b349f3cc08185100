import type { Purpose, Template } from "@habitus/contract";
import { expect, test } from "vitest";
import { newDraft, problemsOf } from "./segment-draft.ts";
import { startersOf } from "./starters.ts";

test("a workspace begins with the basics and with who allows each channel, none of which lacks anything", () => {
  const said = { goal: "g", action: "a", about: "b", definition: "everyone" };
  const templates: readonly Template[] = [
    { family: "basics", key: "new-people", name: "New people", ...said },
    { family: "loyalty", key: "promoters", name: "Promoters", ...said },
  ];
  const purposes = [
    { key: "email", name: "E-mail", kind: "channel" },
    { key: "service", name: "Service", kind: "purpose" },
  ] as Purpose[];
  const words = { all: "All", reachable: (channel: string) => `By ${channel}`, goal: "g", action: "a" };
  const blank = newDraft("Olena", "", new Date(0));
  const starters = startersOf(templates, purposes, blank, words);
  expect(starters.map(({ key, purpose }) => [key, purpose])).toEqual([
    ["all-people", "marketing"],
    ["new-people", "marketing"],
    ["reachable-email", "email"],
  ]);
  expect(starters.map(problemsOf)).toEqual([{}, {}, {}]);
});
