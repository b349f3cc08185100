import type { Job, Model } from "@habitus/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultsSeen } from "./looks.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

let server: SignedInPage["server"];
let context: SignedInPage["context"];
let page: SignedInPage["page"];
let close: SignedInPage["close"] | null = null;

beforeAll(async () => {
  ({ server, context, page, close } = await openSignedInPage());
  await sendBehaviour();
}, 180_000);

afterAll(() => close?.());

const DAY = 86_400_000;
const track = (userId: string, event: string, daysAgo: number, properties: object = {}) => ({
  type: "track",
  event,
  userId,
  properties,
  timestamp: new Date(Date.now() - daysAgo * DAY).toISOString(),
});

/** Orders of 160 people at paces of their own, of whom some read e-mails and use the app. */
async function sendBehaviour(): Promise<void> {
  const calls: object[] = [];
  for (let who = 0; who < 160; who++) {
    const id = `buyer-${who}`;
    let ago = 370 - ((who * 13) % 120);
    for (let place = 0; ago > (who % 4 === 0 ? 150 : 1); place++) {
      calls.push(track(id, "Order Completed", ago, { revenue: 20 + ((who * 7 + place * 3) % 60) }));
      ago -= 15 + ((who * 37 + place * 11) % 70);
    }
    if (who % 3 === 0) calls.push(track(id, "Message Clicked", who % 40, { channel: "email" }));
    if (who % 2 === 0) calls.push(track(id, "Application Opened", who % 30));
    if (who < 12) {
      calls.push({ type: "identify", userId: id, traits: { company_size: 50 + who * 10 } });
      calls.push(track(id, "Checkout Started", who * 3));
    }
  }
  for (let from = 0; from < calls.length; from += 400) {
    expect(await sendEvent(server, { batch: calls.slice(from, from + 400) }, "/v1/batch")).toBe(200);
  }
}

const button = (name: string) => page.getByRole("button", { name, exact: true });

test("engagement is rated from ready weights, and its numbers open the people", {
  timeout: 240_000,
}, async () => {
  await page.goto("/settings/ratings");
  await page.getByText("No ratings yet").waitFor();
  await button("Add a rating").click();
  await page.getByLabel("Rules of 1, one a line").waitFor();
  expect(await faultsSeen(page, "rating-dialog")).toEqual([]);
  const rules = page.getByLabel("Rules of 3, one a line");
  await rules.fill('did "Application Opened"');
  await button("Save").click();
  await page.getByText("begins with no number of points").waitFor();
  await rules.fill('2 did "Application Opened"');
  await button("Save").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await button("Run now: Engagement").click();
  await page.getByText(/people rated/).waitFor({ timeout: 120_000 });
  await button("Show people by points").click();
  await page.getByRole("table", { name: "People by points" }).getByRole("row").nth(5).waitFor();
  expect(await faultsSeen(page, "ratings")).toEqual([]);
  await page.getByRole("row", { name: /^App / }).getByRole("button").click();
  const behind = page.getByRole("dialog", { name: /^Engagement, App: \d+ people$/ });
  await behind
    .getByRole("link", { name: /^buyer-/ })
    .first()
    .waitFor();
  await behind.getByRole("link", { name: "Save as a segment" }).click();
  await expect.poll(() => page.url()).toContain("new-segment");
});

test("a lead is sorted by its points, and its bands stand beside them", { timeout: 240_000 }, async () => {
  await page.goto("/settings/ratings");
  await button("Add a rating").click();
  await page.getByLabel("What it tells").selectOption({ label: "Lead: where to invest first" });
  await page.getByLabel("Names of bands").waitFor();
  expect(await faultsSeen(page, "rating-dialog-lead")).toEqual([]);
  await button("Save").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await button("Run now: Lead").click();
  const lead = page.getByRole("listitem").filter({ hasText: "where to invest first" });
  await lead.getByText(/people rated/).waitFor({ timeout: 120_000 });
  await lead.getByRole("button", { name: "Show people by points" }).click();
  const rows = lead.getByRole("table", { name: "People by points" }).getByRole("row");
  await rows.nth(1).waitFor();
  expect(await rows.nth(1).innerText()).toMatch(/warm/);
  await lead
    .getByRole("row", { name: /^All together / })
    .getByRole("button")
    .click();
  const behind = page.getByRole("dialog", { name: /^Lead, All together: / });
  await behind
    .getByRole("link", { name: /^buyer-/ })
    .first()
    .waitFor();
  // People with as many points may have nothing in common.
  expect(await behind.getByRole("link", { name: "Save as a segment" }).count()).toBe(0);
  await page.keyboard.press("Escape");
  expect(await faultsSeen(page, "ratings-lead")).toEqual([]);
});

test("a person's page tells all scores, with how far a model leaves them open", {
  timeout: 300_000,
}, async () => {
  const model = {
    name: "Shop",
    goal: "g",
    owner: "o",
    kind: "mbgnbd",
    orders: ['did "Order Completed"'],
    valueProperty: "revenue",
    everyHours: null,
    rev: 0,
  };
  expect((await context.request.put("/api/models/shop", { data: model })).ok()).toBe(true);
  const started = (await (await context.request.post("/api/models/shop/run")).json()) as Job;
  const state = async () =>
    ((await (await context.request.get(`/api/jobs/${started.id}`)).json()) as Job).state;
  await expect.poll(state, { timeout: 120_000, interval: 500 }).toBe("done");
  const { model: run } = (await (await context.request.get("/api/models/shop")).json()) as { model: Model };
  expect(run.newest?.outcome).toBe("scored");
  await page.goto("/people/buyer-6");
  await page.getByText("Shop: orders to come").waitFor();
  await page
    .getByText(/^\d[\d.]* to \d[\d.]*$/)
    .first()
    .waitFor();
  await page.getByText("At least one order in 90 days").waitFor();
  await page.getByText("Engagement: App", { exact: true }).waitFor();
  expect(await faultsSeen(page, "person-scores")).toEqual([]);
});

test("a likelihood is made of a sentence, judged with a table beside the picture, and a person's page says what moves it", {
  timeout: 300_000,
}, async () => {
  await page.goto("/settings/models");
  await button("Add a likelihood").click();
  await page.getByLabel("What may happen").fill('did "Order Completed"');
  for (const [label, text] of [
    ["Name", "Buys soon"],
    ["Key, as segments name it", "soon"],
    ["Goal", "Write to them"],
  ] as const) {
    await page.getByLabel(label, { exact: true }).fill(text);
  }
  expect(await faultsSeen(page, "likelihood-dialog")).toEqual([]);
  await button("Save").click();
  await page.getByText("does not say what happens within a number of days").waitFor();
  await page.getByLabel("What may happen").fill('did "Order Completed" in last 40 days');
  await button("Save").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await button("Run now: Buys soon").click();
  const model = page.getByRole("listitem").filter({ hasText: "Buys soon" });
  await model.getByText(/people scored/).waitFor({ timeout: 120_000 });
  await model.getByText("Their time it had not seen either.").waitFor();
  await model.getByRole("button", { name: "Show as a table" }).click();
  await model.getByRole("table", { name: "How well Buys soon predicts" }).getByRole("row").nth(10).waitFor();
  await model.getByText("What it rests on").click();
  await model.getByText("How fresh the last Order Completed is").waitFor();
  expect(await faultsSeen(page, "likelihood")).toEqual([]);
  // Both numbers and words open the people behind them.
  await model.getByRole("link", { name: "likeliest fifth", exact: true }).click();
  await page.getByText("Who is in, and who is nearly in").waitFor();
  await page.goto("/people/buyer-6");
  await page.getByText("Buys soon: how likely").waitFor();
  await page.getByText("What moves Buys soon most").click();
  await page
    .getByText(/\(odds × /)
    .first()
    .waitFor();
  expect(await faultsSeen(page, "person-likelihood")).toEqual([]);
});
