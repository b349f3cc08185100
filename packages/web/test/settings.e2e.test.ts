import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Person } from "@habitus/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { capture, findFaults, SIZES } from "./browser.ts";
import { faultsSeen, goTo, watch } from "./looks.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

let server: SignedInPage["server"];
let context: SignedInPage["context"];
let page: SignedInPage["page"];
let close: SignedInPage["close"] | null = null;

beforeAll(async () => {
  ({ server, context, page, close } = await openSignedInPage({ HABITUS_WEBHOOK_PRIVATE: "yes" }));
}, 120_000);

afterAll(() => close?.());

test("a purpose is set up, and a person's page shows what they said of it and its proof", {
  timeout: 180_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await goTo(page, "/settings/purposes");
  await page.getByText("No purposes yet").waitFor();
  await button("Add a purpose").click();
  await page.getByLabel("Name").fill("Advertising");
  await page.getByLabel("Key").fill("ads");
  await page.getByLabel("Who never said anything allows it").check();
  await page.getByLabel("Except in these countries").fill("DE, FR");
  expect(await faultsSeen(page, "purpose-dialog")).toEqual([]);
  await button("Save").click();
  await page.getByText("Allowed unless refused, the opposite in DE, FR").waitFor();
  await button("Edit Advertising").click();
  await page.getByLabel("Except in these countries").fill("DE");
  await button("Save").click();
  await page.getByText("Allowed unless refused, the opposite in DE", { exact: false }).waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await faultsSeen(page, "purposes")).toEqual([]);

  const properties = { purpose: "ads", allowed: false, text: "No ads, please" };
  const event = { type: "track", event: "Consent Changed", userId: "ann", properties };
  expect(await sendEvent(server, event)).toBe(200);
  await expect
    .poll(async () => (await context.request.get("/api/people/ann")).status(), { timeout: 30_000 })
    .toBe(200);
  await goTo(page, "/people/ann");
  await page.getByText("Refused, said so").waitFor();
  await page.getByText("1 word, with its proof").click();
  await page.getByText("Was shown: “No ads, please”").waitFor();
  const archive = await page.getByRole("link", { name: "Export", exact: true }).getAttribute("href");
  const exported = await context.request.get(archive ?? "");
  expect([exported.status(), (await exported.body()).subarray(0, 2).toString("hex")]).toEqual([200, "1f8b"]);
  expect(await faultsSeen(page, "person-consent")).toEqual([]);
});

test("a computed trait is tried on somebody, saved, and shown on their page", {
  timeout: 180_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await sendEvent(server, {
    type: "track",
    event: "Order Completed",
    userId: "bo",
    properties: { revenue: 1250.5 },
    context: { device: { type: "ios" }, timezone: "Asia/Tokyo" },
  });
  await expect
    .poll(async () => (await context.request.get("/api/people/bo")).status(), { timeout: 30_000 })
    .toBe(200);
  await goTo(page, "/settings/computed");
  await page.getByText("No computed traits yet").waitFor();
  await button("Add a computed trait").click();
  await button("Last device").click();
  expect(await page.getByLabel("Value").inputValue()).toContain("newest any event");
  expect(await page.getByLabel("Key").inputValue()).toBe("last-device");
  await page.getByLabel("Name").fill("Spend");
  await page.getByLabel("Key").fill("spend");
  await page.getByLabel("Value").fill('sum of "Order Completed"');
  await button("Try").click();
  await page.getByText("The text ends too early").waitFor();
  await page.getByLabel("Value").fill('sum of "Order Completed".revenue');
  await page.getByLabel("Try it on").fill("bo");
  await expect
    .poll(
      async () => {
        await button("Try").click();
        return page.getByText(/It comes to|They have no such/).textContent();
      },
      { timeout: 60_000, interval: 1_000 },
    )
    .toBe("It comes to 1,250.5.");
  expect(await faultsSeen(page, "computed-trait")).toEqual([]);
  await button("Save").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await goTo(page, "/people/bo");
  const value = page.getByTitle('sum of "Order Completed".revenue');
  await value.waitFor();
  expect(await value.innerText()).toBe("1,250.5");
  await page.getByText("Asia/Tokyo, as noted last from their devices").waitFor();
  await capture(page, "person-zone-wide-light");
  expect(await findFaults(page)).toEqual([]);

  for (const plan of ["free", "pro"])
    expect(
      await sendEvent(server, { type: "identify", userId: "bo", traits: { plan } }, "/v1/identify"),
    ).toBe(200);
  await expect
    .poll(
      async () => ((await (await context.request.get("/api/people/bo")).json()) as Person).traits["plan"],
      {
        timeout: 30_000,
      },
    )
    .toBe("pro");
  // A page that is open already is not asked for again by going to another part of it.
  await page.goto("/people/bo?tab=traits");
  await page.getByRole("button", { name: "History of plan" }).click();
  await page.getByRole("cell", { name: "free", exact: true }).waitFor();
  expect(await faultsSeen(page, "person-traits")).toEqual([]);
});

/** Orders of 200 people over a year, at paces of their own, in calls of 500. */
async function sendYearOfOrders(): Promise<void> {
  const day = 86_400_000;
  const orders: unknown[] = [];
  for (let who = 0; who < 200; who++) {
    const stops = who % 4 === 0 ? 150 : 1;
    let ago = 370 - ((who * 13) % 120);
    for (let place = 0; ago > stops; place++) {
      orders.push({
        type: "track",
        event: "Order Completed",
        userId: `buyer-${who}`,
        messageId: `buyer-${who}-${place}`,
        timestamp: new Date(Date.now() - ago * day).toISOString(),
        properties: { revenue: 20 + ((who * 7 + place * 3) % 60) },
      });
      ago -= 15 + ((who * 37 + place * 11) % 70);
    }
  }
  for (let from = 0; from < orders.length; from += 500) {
    expect(await sendEvent(server, { batch: orders.slice(from, from + 500) }, "/v1/batch")).toBe(200);
  }
}

test("a model says that there is not enough data, and once there is how well it predicts", {
  timeout: 240_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await goTo(page, "/settings/models");
  await page.getByText("No models yet").waitFor();
  await button("Add a model").click();
  expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Shop");
  await page.getByLabel("Goal").fill("Know who will buy");
  expect(await page.getByLabel("What is an order").inputValue()).toBe('did "Order Completed"');
  await page.getByLabel("Property with the value of an order").fill("revenue");
  await page.getByLabel("Hours between runs").fill("");
  await page.getByLabel("Name", { exact: true }).focus();
  expect(await faultsSeen(page, "model-dialog")).toEqual([]);
  await button("Save").click();
  await page.getByText("Has not run yet.").waitFor();
  await button("Run now: Shop").click();
  await page.getByText("Not enough data").waitFor();
  expect(await findFaults(page)).toEqual([]);

  await sendYearOfOrders();
  await expect
    .poll(async () => (await context.request.get("/api/people/buyer-199")).status(), { timeout: 30_000 })
    .toBe(200);
  await button("Run now: Shop").click();
  const scored = page.getByRole("link", { name: /\d+ people scored/ });
  await scored.waitFor();
  await page.getByText("It saw orders up to").waitFor();
  await page.getByRole("figure", { name: /Expected and actual orders/ }).waitFor();
  expect(await faultsSeen(page, "models")).toEqual([]);
  await button("Show as a table").click();
  expect(await page.getByRole("table", { name: "How well Shop predicts" }).getByRole("row").count()).toBe(11);
  expect(await findFaults(page)).toEqual([]);
  // These buyers are so much alike that nobody's silence tells anything.
  await page.getByText("These data do not tell who has stopped").waitFor();
  expect(await page.getByRole("link", { name: "probably lapsed" }).count()).toBe(0);
  await page.getByText("Did those come again who were likely to be customers still?").click();
  const table = page.getByRole("table", {
    name: "Who came again, by how likely they were customers still (Shop)",
  });
  expect(await table.getByRole("row").count()).toBe(11);
  expect(await findFaults(page)).toEqual([]);
  await page.getByRole("link", { name: "next order within a week" }).click();
  await page.waitForURL(/new-segment/);
  expect(new URL(page.url()).searchParams.get("definition")).toBe('predicted "shop.next" <= 7');
});

test("a subscription group is made, said of a person on their page, and its people are opened", {
  timeout: 180_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const event = { type: "track", event: "Page Viewed", userId: "sue" };
  expect(await sendEvent(server, event)).toBe(200);
  await expect
    .poll(async () => (await context.request.get("/api/people/sue")).status(), { timeout: 30_000 })
    .toBe(200);
  await goTo(page, "/people/sue");
  const card = page.getByRole("region", { name: "Subscriptions" });
  await card.getByText("The workspace has no subscription groups.").waitFor();
  await card.getByRole("link", { name: "Make one" }).click();
  await page.getByText("No groups yet.").waitFor();
  await button("Add a group").click();
  await page.getByLabel("Name").fill("News letter");
  await page.getByLabel("Key").fill("news");
  expect(await faultsSeen(page, "subscription-dialog")).toEqual([]);
  await button("Save").click();
  await page.getByText("Not subscribed unless they joined").waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await faultsSeen(page, "subscriptions")).toEqual([]);

  await goTo(page, "/people/sue");
  const said = card.getByLabel("News letter");
  expect(await said.inputValue()).toBe("default");
  await said.selectOption({ label: "Subscribed" });
  await expect
    .poll(async () => (await (await context.request.get("/api/people/sue")).json()).subscriptions, {
      timeout: 30_000,
    })
    .toEqual({ news: true });
  await page.reload();
  await expect.poll(() => said.inputValue()).toBe("yes");
  expect(await faultsSeen(page, "person-subscriptions")).toEqual([]);
  await goTo(page, "/settings/subscriptions");
  await page.getByRole("link", { name: "See who is subscribed: News letter" }).click();
  expect(await page.getByLabel("As a sentence").inputValue()).toBe('subscribed to "news"');
  await page.getByText("1", { exact: true }).first().waitFor();
  await goTo(page, "/settings/subscriptions");
  await button("Edit News letter").click();
  await page.getByLabel("Who never said anything is subscribed").check();
  await button("Save").click();
  await page.getByText("Subscribed unless they left").waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await button("Delete News letter").click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("No groups yet.").waitFor();
});

test("a score is made of conditions with points, mended, and compared by a segment", {
  timeout: 180_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await goTo(page, "/settings/scores");
  await page.getByText("No scores yet").waitFor();
  await button("Add a score").click();
  await page.getByLabel("Name").fill("Lead");
  await page.getByLabel("Key").fill("lead");
  await page.getByRole("textbox", { name: "Condition 1" }).fill("did visit at lest 2 times");
  await page.getByLabel("Points 1").fill("40");
  await button("Add a condition").click();
  await page.getByRole("textbox", { name: "Condition 2" }).fill('country is "GB"');
  await page.getByLabel("Points 2").fill("");
  await page.getByLabel("Points 2").pressSequentially("-2.5");
  expect(await faultsSeen(page, "score-dialog")).toEqual([]);
  await button("Save").click();
  await page.getByRole("dialog").getByRole("alert").waitFor();
  await page.getByRole("textbox", { name: "Condition 1" }).fill("did visit at least 2 times");
  await button("Save").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByText("did visit at least 2 times").waitFor();
  await page.getByText("−2.5").waitFor();
  const purpose = {
    name: "Lead",
    kind: "behaviour",
    purpose: "adz",
    elements: [{ when: "did visit", value: 40 }],
    rev: 1,
  };
  expect((await context.request.put("/api/scores/lead", { data: purpose })).status()).toBe(200);
  await page.reload();
  await page.getByText("The workspace has no purpose adz").waitFor();
  expect(await faultsSeen(page, "scores-filled")).toEqual([]);

  await goTo(page, `/new-segment?definition=${encodeURIComponent('score "lead" >= 40')}`);
  await page.getByRole("combobox", { name: "Score" }).waitFor();
  expect(await page.getByRole("combobox", { name: "Score" }).inputValue()).toBe("lead");
});

test("a list is made from a file, changed by another, looked at and deleted", {
  timeout: 180_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const choose = async (ids: string) => {
    const chosen = page.waitForEvent("filechooser");
    await page.getByLabel("CSV file of ids").click();
    await (await chosen).setFiles({ name: "ids.csv", mimeType: "text/csv", buffer: Buffer.from(ids) });
    await button("Upload the ids").click();
  };
  await goTo(page, "/settings/lists");
  await page.getByText("No lists yet").waitFor();
  await button("New list").click();
  await page.getByLabel("Name").fill("Testers");
  await page.getByLabel("Key").fill("testers");
  await choose("user_id\nann\nbo\nnull\n");
  await page.getByText("2 put on, 0 taken off, 0 stayed").waitFor();
  await page.getByText("1 id was left out").waitFor();
  expect(await faultsSeen(page, "list-upload")).toEqual([]);
  await page.keyboard.press("Escape");
  await button("Upload to Testers").click();
  await page.getByRole("combobox", { name: "What to do with them" }).click();
  await page.getByRole("option", { name: "Take them off the list" }).click();
  await choose("bo");
  await page.getByText("0 put on, 1 taken off").waitFor();
  await page.keyboard.press("Escape");
  await button("See who is on it: Testers").click();
  await page.getByRole("link", { name: "ann" }).waitFor({ timeout: 30_000 });
  expect(await findFaults(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await button("Delete Testers").click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("No lists yet").waitFor();
});

test("items are loaded from a file, found, changed by hand and deleted", { timeout: 180_000 }, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const field = (name: string) => page.getByRole("dialog").getByLabel(name, { exact: true });
  await goTo(page, "/settings/items");
  await page.getByText("No items yet").waitFor();
  expect(await findFaults(page)).toEqual([]);
  await button("Load a file").click();
  const chosen = page.waitForEvent("filechooser");
  await page.getByLabel("CSV, NDJSON or Parquet file").click();
  const rows =
    "id,name,category,price,currency,launched,stock\nt1,Linen shirt,shirts,49.90,EUR,2026-01-01,12\nt2,Hat,hats,x,,,\n";
  const file = { name: "items.csv", mimeType: "text/csv", buffer: Buffer.from(rows) };
  await (await chosen).setFiles(file);
  await button("Load the items").click();
  await page.getByText("1 added, 0 changed, 0 as before").waitFor({ timeout: 30_000 });
  await page.getByText('Row 3: price: "x" is no number.').waitFor();
  expect(await faultsSeen(page, "items-file")).toEqual([]);
  await page.keyboard.press("Escape");
  await button("Add an item").click();
  await field("Id").fill("t2");
  await field("Name").fill("Straw hat");
  await field("Categories, a line each").fill("hats\nsummer");
  await field("Further properties, a line each").fill("colour: yellow");
  expect(await findFaults(page)).toEqual([]);
  await button("Save").click();
  await page.getByText("hats, summer").waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("searchbox").fill("SHIRT");
  await page.getByText("Straw hat").waitFor({ state: "detached" });
  await page.getByText("€49.90").waitFor();
  expect(await faultsSeen(page, "items")).toEqual([]);
  await button("Edit Linen shirt").click();
  await field("Stock").fill("7");
  await button("Save").click();
  await page.getByText("7 in stock").waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await button("Delete Linen shirt").click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Nothing with “SHIRT”.").waitFor();
});

test("costs are noted, summed by currency, corrected and taken back", { timeout: 120_000 }, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const field = (name: string) => page.getByRole("dialog").getByLabel(name, { exact: true });
  const sums = page.getByRole("table", { name: "Sums of the period" });
  const entries = page.getByRole("list", { name: "Entries" }).getByRole("listitem");
  await goTo(page, "/settings/costs");
  await page.getByText("No costs yet").waitFor();
  expect(await findFaults(page)).toEqual([]);
  await button("Note a cost").click();
  await field("Amount").fill("1O");
  await field("Currency").fill("eur");
  await field("Day it was spent").fill("2026-03-01");
  await field("Message, as you call it").fill("Spring");
  await button("Save").click();
  await page.getByRole("dialog").getByRole("alert").waitFor();
  await field("Amount").fill("0.035");
  expect(await faultsSeen(page, "cost-dialog")).toEqual([]);
  await button("Save").click();
  await sums.getByRole("row", { name: /^EUR 1 entry €0\.035 €0\.035$/ }).waitFor();
  const hours = { id: "h1", at: "2026-04-30T22:30:00Z", kind: "hour", amount: "120", currency: "USD" };
  expect((await context.request.post("/api/costs", { data: hours })).ok()).toBe(true);
  await page.reload();
  await button("Correct US$120.00 of 30 Apr 2026").click();
  await field("Amount").fill("12,50");
  await button("Save").click();
  await page.getByRole("dialog").getByRole("alert").waitFor();
  const kept = (await (await context.request.get("/api/costs")).json()) as {
    readonly costs: readonly unknown[];
  };
  expect(kept.costs).toHaveLength(2);
  await field("Amount").fill("90071992547409.93");
  await button("Save").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await sums.getByRole("row", { name: /^USD 3 entries US\$90,071,992,547,409\.93 – / }).waitFor();
  expect(await entries.count()).toBe(4);
  await button("Take back €0.035 of 1 Mar 2026").click();
  await page.getByRole("dialog").getByRole("button", { name: "Take back" }).click();
  await sums.getByRole("row", { name: /^EUR 2 entries €0\.00 / }).waitFor();
  expect(await entries.getByText("Taken back", { exact: true }).count()).toBe(2);
  await page.getByLabel("From").fill("2026-03-02");
  await expect.poll(() => entries.count()).toBe(3);
  await page.getByLabel("To", { exact: true }).fill("2026-04-29");
  await page.getByText("Nothing was spent in this period.").waitFor();
  expect(new URL(page.url()).search).toBe("?from=2026-03-02&to=2026-04-29");
  await page.getByLabel("To", { exact: true }).fill("2026-04-30");
  await expect.poll(() => entries.count()).toBe(3);
  expect(await faultsSeen(page, "costs")).toEqual([]);
});

test("a webhook is made and tried; what its receiver refused for good is sent again", {
  timeout: 240_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  let status = 200;
  const ids: string[] = [];
  const receiver = createServer((request, response) => {
    ids.push(String(request.headers["webhook-id"]));
    request.resume().once("end", () => response.writeHead(status).end());
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const { port } = receiver.address() as AddressInfo;
  try {
    await goTo(page, "/settings/webhooks");
    await page.getByText("No webhooks yet").waitFor();
    await button("New webhook").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("CRM");
    await dialog.getByLabel("Address").fill(`http://127.0.0.1:${port}/habitus`);
    expect(await findFaults(page)).toEqual([]);
    await dialog.getByRole("button", { name: "New webhook" }).click();
    await page.getByText("It is shown this once").waitFor();
    await button("I have it").click();
    await button("Send a test to CRM").click();
    await page.getByText("The test was taken").waitFor();
    expect(await faultsSeen(page, "webhooks")).toEqual([]);

    status = 400;
    const segment = {
      key: "viewers",
      name: "Viewers",
      definition: 'did "Product Viewed"',
      goal: "A test",
      action: "None",
      owner: "Tests",
      reviewDate: "2099-01-01",
      purpose: "analytics",
    };
    const made = await context.request.post("/api/segments", { data: segment });
    expect(made.status(), await made.text()).toBe(201);
    expect(await sendEvent(server, { type: "track", event: "Product Viewed", userId: "cy" })).toBe(200);
    await button("1 put aside").click();
    await page.getByText("The receiver refused these for good").waitFor();
    expect(await findFaults(page)).toEqual([]);
    status = 204;
    await page.getByRole("button", { name: /^Send again: / }).click();
    await page.getByText("Nothing is put aside any more").waitFor();
    await page.keyboard.press("Escape");

    // Everything of today comes again, with the ids it had; then all that was refused at once.
    const before = ids.length;
    await button("Send again to CRM").click();
    await dialog.getByLabel("From").waitFor();
    expect(await faultsSeen(page, "webhook-replay")).toEqual([]);
    await dialog.getByRole("button", { name: "Send again" }).click();
    await expect.poll(() => ids.length).toBeGreaterThan(before);
    expect(ids.slice(0, before)).toContain(ids.at(-1));
    status = 400;
    expect(await sendEvent(server, { type: "track", event: "Product Viewed", userId: "dee" })).toBe(200);
    await button("1 put aside").click();
    status = 204;
    await button("Send all again").click();
    await page.getByText("Nothing is put aside any more").waitFor();
    await page.keyboard.press("Escape");

    await button("Change CRM").click();
    await dialog.getByLabel("Name").fill("CRM of the shop");
    expect(await faultsSeen(page, "webhook-edit")).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await button("Delete CRM of the shop").click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("No webhooks yet").waitFor();
  } finally {
    receiver.close();
  }
});

test("e-mail addresses are turned on, join who is known already, and are turned off again", {
  timeout: 180_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  for (const ids of [{ userId: "ivy" }, { anonymousId: "ivys-tablet" }]) {
    const call = { ...ids, traits: { email: "Ivy@Shop.co" } };
    expect(await sendEvent(server, call, "/v1/identify")).toBe(200);
  }
  await goTo(page, "/settings/identity");
  await page.getByText("Always on. Events belong to these ids.").first().waitFor();
  await button("Turn on E-mail addresses").click();
  await page.getByLabel("Where calls name them").fill("cookie x");
  await page.getByText("Begin each line with trait, property or external, then the name.").waitFor();
  await page.getByLabel("Where calls name them").fill("trait email\nproperty customer.email");
  await page.getByLabel("How many one person may have").fill("2");
  expect(await faultsSeen(page, "id-kind-dialog")).toEqual([]);
  await button("Save").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByText("Read from the trait email, the property customer.email.").waitFor();
  await page.getByText("Up to 2 per person; held above 100 neighbours.", { exact: false }).waitFor();
  await expect
    .poll(
      async () => {
        const answer = await context.request.get("/api/people/IVY@shop.co");
        return answer.ok() ? ((await answer.json()) as { readonly ids: readonly unknown[] }).ids.length : 0;
      },
      { timeout: 30_000 },
    )
    .toBe(3);
  const unread = { userId: "ivy", traits: { email: "ivy at shop" } };
  expect(await sendEvent(server, unread, "/v1/identify")).toBe(200);
  const told = page.getByText("In the trait email stood 1 that is none", { exact: false });
  await expect
    .poll(
      async () => {
        await page.reload();
        await page.getByText("Always on. Events belong to these ids.").first().waitFor();
        return (await told.count()) === 0 ? "" : told.textContent();
      },
      { timeout: 30_000 },
    )
    .toContain("written as xxx xx xxxx");
  await told.click();
  const who = page.getByRole("dialog", { name: "Who has said what is none in the trait email" });
  await who.getByRole("link", { name: "ivy" }).waitFor();
  await page.keyboard.press("Escape");
  await who.waitFor({ state: "detached" });
  expect(await faultsSeen(page, "identity")).toEqual([]);
  await goTo(page, "/people/ivy");
  await page.getByText("E-mail address", { exact: true }).waitFor();
  await goTo(page, "/people/ivy?tab=merges");
  await page.getByText("By E-mail addresses,", { exact: false }).first().waitFor();
  await goTo(page, "/settings/identity");
  await button("Turn off E-mail addresses").click();
  await page.getByRole("dialog").getByRole("button", { name: "Turn off", exact: true }).click();
  await page.getByText("· Off").waitFor();
  await button("Turn on E-mail addresses").waitFor();
});

test("how long events are kept is set after its consequences were shown, and older ones are deleted at once when asked", {
  timeout: 180_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const timestamp = new Date(Date.now() - 100 * 86_400_000).toISOString();
  for (const userId of ["bob", "eve"]) {
    expect(await sendEvent(server, { type: "track", event: "Page Read", userId, timestamp })).toBe(200);
  }
  await goTo(page, "/settings/retention");
  await page.getByText("No rules: every event is kept for ever", { exact: false }).waitFor();
  await button("Add a rule").click();
  await page.getByRole("combobox", { name: "Event" }).fill("Page Read");
  await expect
    .poll(async () => {
      const rules = [{ event: "Page Read", days: 90 }];
      const answer = await context.request.post("/api/retention/preview", { data: { rules } });
      return ((await answer.json()) as { readonly rules: readonly { readonly events: number }[] }).rules[0]
        ?.events;
    })
    .toBe(2);
  await page.getByLabel("Days").fill("91");
  await page.getByText("Now 2 events of 2 ids are older", { exact: false }).waitFor();
  expect(await faultsSeen(page, "retention-dialog")).toEqual([]);
  await button("Save").click();
  await page.getByText("Kept 91 days").waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await button("Delete older events now").click();
  await page.getByText("2 events go for good", { exact: false }).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Delete older events now" }).click();
  await page.getByText("2 events were deleted", { exact: false }).waitFor();
  expect(await faultsSeen(page, "retention")).toEqual([]);
});

test("the data audit shows each event and its fields, and a segment says when what it reads is broken", {
  timeout: 180_000,
}, async () => {
  for (const [index, total] of [10, 12, 11, "12", "twelve"].entries()) {
    const properties = { total, colour: index < 2 ? "red" : "" };
    expect(await sendEvent(server, { type: "track", event: "Order Paid", userId: "bob", properties })).toBe(
      200,
    );
  }
  const segment = {
    key: "payers",
    name: "Payers",
    definition: 'did "Order Paid" where total > 5',
    goal: "g",
    owner: "o",
    action: "a",
    reviewDate: "2030-01-01",
    purpose: "test",
  };
  expect((await context.request.post("/api/segments", { data: segment })).status()).toBe(201);
  const looked = async (): Promise<unknown> => {
    const answer = await context.request.get("/api/audit/data/fields?event=Order%20Paid");
    return ((await answer.json()) as { readonly looked: number }).looked;
  };
  await expect.poll(looked, { timeout: 30_000 }).toBe(5);
  await goTo(page, "/audit");
  await page.getByRole("link", { name: "Order Paid" }).click();
  await page.getByText("Fields of Order Paid").waitFor();
  await page.getByText("1 of another kind").waitFor();
  await page.getByText("40%").waitFor();
  await page.getByRole("link", { name: "payers" }).first().waitFor();
  await page.getByRole("button", { name: "5 of Order Paid: see who", exact: true }).click();
  const who = page.getByRole("dialog", { name: "Who did Order Paid" });
  await who.getByRole("link", { name: "bob" }).waitFor();
  await page.keyboard.press("Escape");
  await who.waitFor({ state: "detached" });
  expect(await faultsSeen(page, "audit")).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  // The head of a narrow page hides from axe what lies under it.
  await page.evaluate(() => window.scrollTo(0, 0));
  expect(await findFaults(page)).toEqual([]);
  await capture(page, "audit-phone-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 800 });
  const csv = await context.request.get("/api/audit/data/csv");
  expect(await csv.text()).toContain("Order Paid,5,");
  await goTo(page, "/segments/payers");
  await page.getByText("Of 5 values of “total” of “Order Paid”, 1 is of another kind than most.").waitFor();
  expect(await faultsSeen(page, "segment-warnings")).toEqual([]);
});

/** Those on which the tests before have left something. */
const FILLED: Readonly<Record<string, string>> = {
  "filled-home": "/",
  "filled-models": "/settings/models",
  "filled-purposes": "/settings/purposes",
  "filled-computed": "/settings/computed",
  "filled-scores": "/settings/scores",
  "filled-webhooks": "/settings/webhooks",
  "filled-identity": "/settings/identity",
  "filled-retention": "/settings/retention",
  "filled-health": "/settings/health",
  "filled-lists": "/settings/lists",
  "filled-items": "/settings/items",
  "filled-costs": "/settings/costs",
  "filled-audit-log": "/settings/audit",
  "filled-erasures": "/settings/erasures",
  "filled-fields": "/audit",
};

test("what is filled has no faults on a phone either", { timeout: 300_000 }, async () => {
  await page.setViewportSize(SIZES.phone);
  const settled = watch(page);
  const found: string[] = [];
  for (const [name, path] of Object.entries(FILLED)) {
    await goTo(page, path);
    await page.locator("main h1").waitFor();
    await settled();
    found.push(...(await findFaults(page)).map((fault) => `${name}: ${fault}`));
    await capture(page, `${name}-phone-light`);
  }
  expect(found).toEqual([]);
  await goTo(page, "/settings/costs");
  const menu = page.getByRole("button", { name: "Costs", exact: true });
  await menu.click();
  expect(await findFaults(page)).toEqual([]);
  await capture(page, "settings-menu-phone-light");
  await page.getByRole("link", { name: "Scores" }).click();
  await page.getByRole("button", { name: "Scores", exact: true }).waitFor();
  expect(await page.getByRole("link", { name: "Costs" }).isVisible()).toBe(false);
});
