import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { faultsSeen, watch } from "./looks.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

const DAY_MS = 86_400_000;
const BUYERS = 60;
const TIMEOUT = { timeout: 180_000 };

let here: SignedInPage;

const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();
const dayOf = (days: number): string => daysAgo(days).slice(0, 10);

/** Everybody bought once; every other one opened a letter, and every third bought again. */
function callsOf(n: number): readonly Readonly<Record<string, unknown>>[] {
  const userId = `buyer ${n}`;
  const track = (event: string, days: number, properties: object) => ({
    type: "track",
    event,
    userId,
    timestamp: daysAgo(days),
    properties,
  });
  const bought = track("Order Completed", 8, { revenue: 20 + n, currency: "EUR", order_id: `A${n}` });
  const opened = track("Message Opened", 6, { message: "Spring", channel: "email" });
  const again = track("Order Completed", 4, { revenue: 5, currency: "EUR", order_id: `B${n}` });
  // Every fourth has told an address.
  const told = { type: "identify", userId, traits: { email: `buyer.${n}@example.com` } };
  return [
    bought,
    ...(n % 4 === 0 ? [told] : []),
    ...(n % 2 === 0 ? [opened] : []),
    ...(n % 3 === 0 ? [again] : []),
  ];
}

beforeAll(async () => {
  here = await openSignedInPage();
  const { server, context } = here;
  const batch = Array.from({ length: BUYERS }, (_, n) => n + 1).flatMap(callsOf);
  expect(await sendEvent(server, { batch }, "/v1/batch")).toBe(200);
  const rule = { otherwise: true, exceptIn: [], refusedBySignal: false, categories: [], rev: 0 };
  for (const [key, channel] of Object.entries({
    email: { kind: "channel", name: "E-mail", address: "email" },
    push: { kind: "channel", name: "Push" },
  })) {
    const said = await context.request.put(`/api/purposes/${key}`, { data: { ...rule, ...channel } });
    expect(said.ok(), await said.text()).toBe(true);
  }
  const written = { goal: "g", owner: "o", action: "a", reviewDate: "2030-01-01", purpose: "p" };
  const segments = [
    { key: "buyers", name: "Buyers", definition: 'did "Order Completed"' },
    { key: "twice", name: "Bought twice", definition: 'did "Order Completed" at least 2 times' },
    { key: "read", name: "Read a letter", definition: 'in segment "buyers" and did "Message Opened"' },
  ];
  for (const segment of segments) {
    const made = await context.request.post("/api/segments", { data: { ...segment, ...written } });
    expect(made.status(), await made.text()).toBe(201);
  }
  for (const { key } of segments) {
    const state = async () => {
      const answer = await context.request.get(`/api/segments/${key}`);
      return ((await answer.json()) as { readonly live: { readonly state: string } | null }).live?.state;
    };
    await vi.waitFor(async () => expect(await state()).toBe("live"), { timeout: 60_000, interval: 100 });
  }
}, 120_000);

afterAll(() => here.close());

test(
  "a timeline tells events, messages and segments in one order, and is filtered by kind, name and day",
  TIMEOUT,
  async () => {
    const { page } = here;
    const settled = watch(page);
    await page.goto("/people/buyer%206");
    const list = page.getByRole("list", { name: "Timeline" });
    await list.getByRole("link", { name: "Entered Bought twice", exact: true }).waitFor();
    const told = async () =>
      (await list.locator(".timeline-name").allTextContents()).map((text) => text.trim());
    const all = ["Order Completed", "Message Opened", "Order Completed"];
    const shown = await told();
    expect(shown.filter((text) => !text.startsWith("Entered"))).toEqual(all);
    expect(shown).toEqual(expect.arrayContaining(["Entered Buyers", "Entered Bought twice"]));
    await list.getByRole("button", { name: "Show the raw transition" }).first().click();
    await list.getByText('"segment": "').waitFor();
    expect(await faultsSeen(page, "timeline")).toEqual([]);

    await page.getByLabel("Show", { exact: true }).selectOption("Messages");
    await expect.poll(told).toEqual(["Message Opened"]);
    await page.getByLabel("Show", { exact: true }).selectOption("What they did");
    await expect.poll(told).toEqual(["Order Completed", "Order Completed"]);
    await page.getByLabel("To", { exact: true }).fill(dayOf(7));
    await list.getByText("order_id: A6").waitFor();
    await expect.poll(told).toEqual(["Order Completed"]);
    expect(new URL(page.url()).searchParams.get("to")).toBe(dayOf(7));
    await page.reload();
    await settled();
    await expect.poll(told).toEqual(["Order Completed"]);
    await page.getByLabel("Show", { exact: true }).selectOption("Messages");
    await page.getByText("Nothing of this here").waitFor();
    expect(await faultsSeen(page, "timeline-nothing")).toEqual([]);
    await page.getByRole("button", { name: "Show everything" }).click();
    // Of then, by what was known then, with the event that decided; and from there of now.
    await list.getByRole("link", { name: "Why they entered Buyers" }).click();
    await page.getByText(/^Why they entered it on .*, by what was known then\./).waitFor();
    await page.getByText("1 event fits").or(page.getByText("2 events fit")).first().waitFor();
    expect(await faultsSeen(page, "why-then")).toEqual([]);
    await page.getByRole("link", { name: "Why it is so now" }).click();
    await page.getByText("Stays so until something happens.").waitFor();
    await page.getByText("2 events fit").click();
    await page
      .getByRole("link", { name: /^Order Completed · / })
      .first()
      .click();
    await page.waitForURL(/event=Order(\+|%20)Completed/);
    await expect.poll(told).toEqual(["Order Completed"]);
  },
);

test(
  "who is in and who is nearly in are shown while a segment is written, with why and what it overlaps",
  TIMEOUT,
  async () => {
    const { page } = here;
    const definition = 'did "Order Completed" at least 2 times and did "Message Opened"';
    await page.goto(`/new-segment?definition=${encodeURIComponent(definition)}`);
    const card = page.getByRole("region", { name: "Who is in, and who is nearly in" });
    const inside = card.getByRole("region", { name: "In it" });
    await inside.getByRole("button", { name: "Why buyer 6 is in it" }).click();
    await inside.getByText("2 events fit").waitFor();
    // Of 60 people every sixth has both; of those who bought twice as many have no letter opened.
    const nearly = card.getByRole("region", { name: "Nearly in" });
    await nearly.getByRole("button", { name: /^Why not buyer 2$/ }).click();
    await nearly.getByText("1 event fits").first().waitFor();
    await nearly.getByLabel("They fail only").selectOption({ label: 'did "Message Opened" (10)' });
    await nearly.getByRole("button", { name: "Why not buyer 3" }).click();
    expect(await faultsSeen(page, "example-people")).toEqual([]);
    await nearly.getByRole("button", { name: "Show all 10 people" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("link", { name: "buyer 57" }).waitFor();
    expect(await dialog.getByRole("link").count()).toBe(10);
    await dialog.getByRole("button", { name: "Close" }).click();

    // Who can be reached, and why not.
    const reached = page.getByRole("listitem").filter({ hasText: "E-mail" });
    await reached.getByRole("button", { name: "5 can be reached" }).click();
    await dialog.getByRole("link", { name: "buyer 12" }).waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    await reached.getByRole("button", { name: "5 have no address for it" }).waitFor();
    await page.getByRole("link", { name: "Say where it is kept" }).waitFor();

    // The number of a line opens its people, too.
    await page.getByRole("button", { name: "20 people", exact: true }).click();
    await dialog.getByRole("link", { name: "buyer 60" }).waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();

    await page.goto(
      `/new-segment?definition=${encodeURIComponent('did "Order Completed" at least 1 times')}`,
    );
    await page
      .getByRole("link", { name: "Overlaps 100% with Buyers: 60 of its 60 people are in both." })
      .waitFor();
    await page.getByText("Broad: nearly everybody is in it.").waitFor();
    expect(await faultsSeen(page, "overlap-warning")).toEqual([]);
  },
);

test("numbers of what saving changes open the people behind them", TIMEOUT, async () => {
  const { page, context } = here;
  const nobody = { kind: "purpose", name: "Post", otherwise: false };
  const rule = { exceptIn: [], refusedBySignal: false, categories: [], rev: 0 };
  const said = await context.request.put("/api/purposes/post", { data: { ...nobody, ...rule } });
  expect(said.ok(), await said.text()).toBe(true);
  await page.goto("/segments/twice/edit");
  // What it is run for decides who is in, too, each side by its own.
  await page.getByRole("combobox", { name: "Purpose of processing" }).fill("post");
  await page.getByRole("button", { name: "20 people who go out" }).waitFor();
  await page.getByRole("combobox", { name: "Purpose of processing" }).fill("p");
  const sentence = page.getByLabel("As a sentence");
  await sentence.fill('did "Order Completed" at least 1 times');
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "40 people who come in" }).click();
  await dialog.getByRole("link", { name: "buyer 1", exact: true }).waitFor();
  expect(await faultsSeen(page, "diff-people")).toEqual([]);
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "20 people who stay" }).waitFor();
});

test("sizes over time, a flow and the list of segments open what is behind them", TIMEOUT, async () => {
  const { page, server } = here;
  await page.goto("/segments/twice");
  const trend = page.getByRole("region", { name: "Size over time" });
  await trend.getByLabel("A point for every").selectOption("day, 30 days");
  await expect.poll(() => new URL(page.url()).searchParams.get("unit")).toBe("day");
  await trend.getByRole("button", { name: "Show as a table" }).click();
  expect(await faultsSeen(page, "size-over-time")).toEqual([]);
  await trend
    .getByRole("link", { name: /^20 people on/ })
    .first()
    .click();
  await page.getByRole("heading", { name: "20 people", exact: true }).waitFor();
  expect(await faultsSeen(page, "members-then")).toEqual([]);
  await page.getByRole("button", { name: "Show who is in it now" }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("at")).toBe(null);

  const again = { type: "track", event: "Order Completed", userId: "buyer 1", properties: { revenue: 1 } };
  expect(await sendEvent(server, again)).toBe(200);
  await expect
    .poll(
      async () => {
        await page.goto("/segments/twice?tab=movements");
        await page.getByRole("heading", { name: "Where people came from and went to" }).waitFor();
        return page.getByRole("button", { name: "1 person came in", exact: true }).count();
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(1);
  await page.getByRole("button", { name: "1 person came in · They were in Buyers" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "buyer 1", exact: true }).waitFor();
  expect(await faultsSeen(page, "flow-people")).toEqual([]);

  await page.goto("/segments?sort=name");
  await page.getByRole("link", { name: "1 use of Buyers: Read a letter" }).waitFor();
  expect(await faultsSeen(page, "segment-columns")).toEqual([]);
});

test("members, an overlap, a person's data and what needs a look are clean in every look", {
  timeout: 180_000,
}, async () => {
  const { page, context } = here;
  const asked = await context.request.post("/api/segment-health", { data: {} });
  expect(asked.status(), await asked.text()).toBe(202);
  const { id } = (await asked.json()) as { readonly id: string };
  await page.goto("/segments/buyers?tab=members");
  await page.getByRole("list", { name: "Members" }).getByRole("link").first().waitFor();
  expect(await faultsSeen(page, "members")).toEqual([]);
  await page.goto("/segments/buyers");
  await page.getByRole("combobox", { name: "Compare with" }).click();
  await page.getByRole("option", { name: "Bought twice" }).click();
  await page.getByRole("option", { name: "Read a letter" }).click();
  await page.keyboard.press("Escape");
  const overlap = page.getByRole("table", { name: "People in each combination" });
  await overlap.getByRole("columnheader", { name: "Read a letter" }).waitFor();
  expect(await faultsSeen(page, "overlap")).toEqual([]);
  const state = async () => {
    const job = await context.request.get(`/api/jobs/${id}`);
    return ((await job.json()) as { readonly state: string }).state;
  };
  await expect.poll(state, { timeout: 60_000 }).toBe("done");
  await page.goto("/");
  await page.getByRole("heading", { name: "What needs a look" }).waitFor();
  expect(await faultsSeen(page, "home-findings")).toEqual([]);
});
