import { afterAll, beforeAll, expect, test } from "vitest";
import { capture, findFaults } from "./browser.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

let server: SignedInPage["server"];
let context: SignedInPage["context"];
let page: SignedInPage["page"];
let close: SignedInPage["close"] | null = null;

beforeAll(async () => {
  ({ server, context, page, close } = await openSignedInPage());
}, 120_000);

afterAll(() => close?.());

async function visits(person: string, times: number): Promise<void> {
  const batch = Array.from({ length: times }, (_, visit) => {
    return { type: "track", event: "visit", userId: person, messageId: `${person} ${visit}` };
  });
  // One record of the log: all of it is stored, or nothing.
  expect(await sendEvent(server, { batch }, "/v1/batch")).toBe(200);
}

/** Resolves when so many people have all their visits in the event store. */
async function stored(people: number): Promise<void> {
  const counted = async () => {
    const data = { definition: "did visit", limit: 0 };
    const answer = await context.request.post("/api/segments/evaluate", { data });
    return ((await answer.json()) as { readonly count: number }).count;
  };
  await expect.poll(counted, { timeout: 30_000 }).toBe(people);
}

test("a place among people is built of rows, and its threshold is shown and refreshed", {
  timeout: 180_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await visits("ann", 1);
  await visits("bob", 2);
  const definition = 'in top 50% by count of visit in last 30 days among (not country is "XX")';
  const data = {
    key: "top",
    name: "Top",
    definition,
    goal: "g",
    owner: "o",
    action: "a",
    reviewDate: "2030-01-01",
    purpose: "p",
  };
  await stored(2);
  const made = await context.request.post("/api/segments", { data });
  expect(made.status(), await made.text()).toBe(201);

  await page.goto("/segments/top");
  const card = page.getByRole("region", { name: "Thresholds" });
  await card.getByText("at least 2").waitFor();
  await card.getByRole("button", { name: "1 person: top 50% by count of visit" }).click();
  const behind = page.getByRole("dialog");
  await behind.getByRole("link", { name: "bob" }).waitFor();
  expect(await behind.getByRole("listitem").count()).toBe(1);
  await page.keyboard.press("Escape");
  expect(await findFaults(page)).toEqual([]);
  await capture(page, "thresholds-wide-light");
  await visits("cy", 5);
  await stored(3);
  await button("Refresh now").click();
  await page.getByText("The thresholds were refreshed.", { exact: false }).waitFor();
  await card.getByRole("button", { name: "2 people: top 50% by count of visit" }).waitFor();
  await card.getByRole("button", { name: "of 3 who are ranked: top 50% by count of visit" }).click();
  await behind.getByRole("link", { name: "ann" }).waitFor();
  expect(await behind.getByRole("listitem").count()).toBe(3);
  await page.keyboard.press("Escape");

  await page.goto("/segments/top/edit");
  await page.getByRole("combobox", { name: "Place" }).selectOption({ label: "in the bottom" });
  await page.getByLabel("Share of people").fill("40");
  await page.getByLabel("only among people for whom this holds:").fill("did visit at least 2 times");
  await page
    .getByText("in bottom 40% by count of visit in last 30 days among (did visit at least 2 times)")
    .first()
    .waitFor();
  expect(await findFaults(page)).toEqual([]);
});
