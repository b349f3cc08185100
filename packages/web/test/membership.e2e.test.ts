import { afterAll, beforeAll, expect, test } from "vitest";
import { findFaults } from "./browser.ts";
import { faultsSeen } from "./looks.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

const DAY_MS = 86_400_000;
const PEOPLE = 40;

let here: SignedInPage;

/** Person n first comes n days ago and comes back two days later. */
function batchOf(person: number): readonly Readonly<Record<string, unknown>>[] {
  return [person, person - 2].map((days) => ({
    type: "track",
    event: "visit",
    userId: `person ${person}`,
    timestamp: new Date(Date.now() - days * DAY_MS).toISOString(),
  }));
}

beforeAll(async () => {
  here = await openSignedInPage();
  const { server, context } = here;
  const people = Array.from({ length: PEOPLE }, (_, place) => place + 2);
  expect(await sendEvent(server, { batch: people.flatMap(batchOf) }, "/v1/batch")).toBe(200);
  const written = { goal: "g", owner: "o", action: "a", reviewDate: "2030-01-01", purpose: "p" };
  const data = {
    key: "back",
    name: "Came back",
    definition: "did visit at least 2 times in last 3 days",
    ...written,
  };
  const made = await context.request.post("/api/segments", { data });
  expect(made.status(), await made.text()).toBe(201);
}, 120_000);

afterAll(() => here.close());

test("a segment is rehearsed, its figures open the people behind them, and a reload shows the same", {
  timeout: 180_000,
}, async () => {
  const { page, context } = here;
  const state = async () => {
    const answer = await context.request.get("/api/segments/back");
    return ((await answer.json()) as { readonly live: { readonly state: string } | null }).live?.state;
  };
  await expect.poll(state, { timeout: 60_000 }).toBe("live");
  await page.goto("/segments/back?tab=movements");
  const card = page.getByRole("region", { name: "Rehearsal" });
  await card.getByText("Not rehearsed yet.").waitFor();
  expect(await findFaults(page)).toEqual([]);
  await card.getByRole("button", { name: "Rehearse", exact: true }).click();
  const came = card.getByRole("button", { name: /^The \d+ people who came in$/ });
  await came.waitFor();
  // Who first came up to 30 days ago came back within the span, and is in for a day from then on.
  const figure = async () => Number(await came.textContent());
  expect(await figure()).toBeGreaterThan(25);
  await page.reload();
  await came.waitFor();
  expect(await faultsSeen(page, "rehearsal")).toEqual([]);
  await came.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("link", { name: "person 5" }).waitFor();
  expect(await faultsSeen(page, "rehearsal-people")).toEqual([]);
  await dialog.getByRole("button", { name: "Close" }).click();
  await card.getByRole("button", { name: "Show as a table" }).click();
  await card.getByRole("row").nth(5).waitFor();
  expect(await faultsSeen(page, "rehearsal-table")).toEqual([]);
});

test("entries and exits are shown by day and chosen by it, and who comes meanwhile is told and put on top", {
  timeout: 180_000,
}, async () => {
  const { page, server } = here;
  await page.goto("/segments/back?tab=movements");
  const chart = page.getByRole("region", { name: "Entries and exits by day" });
  await chart.getByRole("figure").waitFor();
  const list = page.getByRole("list", { name: "Entries and exits" });
  const card = page.getByRole("region", { name: "Who came and went" });
  const rows = list.getByRole("listitem");
  await rows.first().waitFor();
  const before = await rows.count();
  const again = { type: "track", event: "visit", userId: "newcomer" };
  const batch = [again, again].map((call, n) => ({ ...call, messageId: `newcomer ${n}` }));
  expect(await sendEvent(server, { batch }, "/v1/batch")).toBe(200);
  await card.getByRole("button", { name: "Show 1 new" }).click();
  await list.getByRole("link", { name: "newcomer", exact: true }).waitFor();
  expect(await rows.count()).toBe(before + 1);
  expect(await faultsSeen(page, "movements")).toEqual([]);

  await chart.getByRole("button", { name: "Show as a table" }).click();
  const today = chart.getByRole("button", { name: /^Show the \d+ entries of / }).first();
  expect(Number(await today.textContent())).toBe(before + 1);
  expect(await faultsSeen(page, "movements-table")).toEqual([]);
  await today.click();
  await page.waitForURL(/kind=entered/);
  await expect.poll(() => rows.count()).toBe(before + 1);
  await card.getByLabel("Person", { exact: true }).fill("newcomer");
  await card.getByLabel("Person", { exact: true }).press("Enter");
  await expect.poll(() => rows.count()).toBe(1);
  await card.getByLabel("Show", { exact: true }).selectOption("Exits");
  await card.getByText("Nothing of this here").waitFor();
  await page.reload();
  await card.getByText("Nothing of this here").waitFor();
  await card.getByRole("button", { name: "Show everything" }).click();
  await card.getByRole("link", { name: "Why newcomer entered" }).click();
  await page.getByText(/^Why they entered it on .*, by what was known then\./).waitFor();
  await page.getByText("this one decided").waitFor();
  expect(await faultsSeen(page, "why-entered")).toEqual([]);
});

test("a definition that is not saved yet is rehearsed where it is written", {
  timeout: 180_000,
}, async () => {
  const { page } = here;
  await page.goto("/segments/back/edit");
  const card = page.getByRole("region", { name: "Rehearsal" });
  await card.getByLabel("Over").selectOption("7");
  await card.getByRole("button", { name: "Rehearse", exact: true }).click();
  await card.getByText(/over \d+ people/).waitFor();
  await card.getByRole("button", { name: /people who came in$/ }).waitFor();
  expect(await faultsSeen(page, "rehearsal-unsaved")).toEqual([]);
});

test("live membership is compared with the history on demand", { timeout: 180_000 }, async () => {
  const { page } = here;
  await page.goto("/segments/back?tab=health");
  const card = page.getByRole("region", { name: "Live membership" });
  await card.getByText("Not compared yet.").waitFor();
  await card.getByRole("button", { name: "Compare now" }).click();
  await card.getByText("No differences in this segment.").waitFor();
  await card.getByText(`${PEOPLE + 1} people compared`).waitFor();
  expect(await faultsSeen(page, "reconciled")).toEqual([]);
});
