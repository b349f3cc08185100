import { ApiError, type NewSegment, type Purpose, type Template } from "@habitus/contract";
import { expect, test } from "vitest";
import { newDraft, problemsOf } from "./segment-draft.ts";
import { makeEach, startersOf } from "./starters.ts";

test("a workspace begins with the basics and with who allows each channel, none of which lacks anything", () => {
  const said = { goal: "g", action: "a", about: "b", definition: "everyone", needs: [] };
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

test("a start that failed half-way goes on where it stopped, over what is there by then", async () => {
  const blank = newDraft("Olena", "everyone", new Date(0));
  const drafts = ["one", "two", "three"].map((key) => ({ ...blank, key, name: key, goal: "g", action: "a" }));
  const made: string[] = [];
  let isDown = false;
  const make = ({ key }: NewSegment): Promise<void> => {
    const refuse = (code: string, status: number) =>
      Promise.reject(new ApiError({ code, message: code }, { status, retryAfter: null }));
    if (made.includes(key)) return refuse("already_exists", 409);
    if (isDown) return refuse("internal", 500);
    made.push(key);
    isDown = key === "one";
    return Promise.resolve();
  };
  await expect(makeEach(drafts, make)).rejects.toMatchObject({ code: "internal" });
  expect(made).toEqual(["one"]);
  isDown = false;
  made.push("two");
  await makeEach(drafts, make);
  expect(made).toEqual(["one", "two", "three"]);
});
