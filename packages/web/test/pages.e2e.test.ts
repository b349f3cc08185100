import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SENDERS } from "../src/ui/send-code-text.ts";
import { ADMIN, capture, findFaults, type Look, newContext, openBrowser } from "./browser.ts";
import { faultsInLooks, faultsSeen, type Visit } from "./looks.ts";
import { type RealServer, sendEvent, startRealServer } from "./real-server.ts";
import { runShown, shownCodes } from "./shown-code.ts";

/** The whole import, on a machine that does other things too. */
const DEMO_MS = 300_000;
const WIDE: Look = { size: "wide", scheme: "light" };
const SENTENCE = 'did "Order Completed" at least 2 times in last 90 days';
/** Of every look that a line can have: a where clause, a group, a denied group, a chain. */
const LINES = [
  '(did "Order Completed" at least 2 times in last 180 days where currency is "GBP" and revenue > 20)',
  '(country is "Germany" or country in ("France", "Spain"))',
  'did "Order Completed" then "Order Completed" within 30 days with same currency',
  'not (sum of "Order Completed".revenue > 100000 or did "Order Refunded" at least 5 times)',
].join(" and ");

let server: RealServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const pageErrors: string[] = [];

beforeAll(async () => {
  server = await startRealServer();
  browser = await openBrowser();
  context = await newContext(browser, server.url, WIDE);
  context.setDefaultTimeout(30_000);
  page = await context.newPage();
  page.on("pageerror", (error) => pageErrors.push(String(error)));
});

afterAll(async () => {
  await context.close();
  await server.stop();
});

const heading = (name: string) => page.getByRole("heading", { level: 1, name });
const button = (name: string) => page.getByRole("button", { name, exact: true });
const link = (name: string) => page.getByRole("link", { name, exact: true });

/** The journeys follow each other on one server, as they would for a newcomer. */
describe.sequential("a newcomer", () => {
  it("makes the first account and finds out what to do next", async () => {
    await page.goto("/segments");
    await heading("Set up your workspace").waitFor();
    expect(await findFaults(page)).toEqual([]);
    await page.getByLabel("Your name").fill(ADMIN.name);
    await page.getByLabel("Email").fill(ADMIN.email);
    await page.getByRole("textbox", { name: "Password" }).fill("short");
    await button("Create the admin account").click();
    await page.getByText("At least 12 characters, please.").waitFor();
    await page.getByRole("textbox", { name: "Password" }).fill(ADMIN.password);
    await button("Create the admin account").click();
    // Back to where they were going.
    await heading("Segments").waitFor();
    await page.getByText("No segments yet").waitFor();
    await link("Home").click();
    await page.getByText("Send your first event").waitFor();
    await page.getByText(`curl ${server.url}/v1/track`).waitFor();
    expect(await page.title()).toBe("Home · Habitus");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Home");
    expect(await findFaults(page)).toEqual([]);
    await capture(page, "empty-home-wide-light");
  });

  it("loads the demo, reloads in the middle, and sees segments with sizes", {
    timeout: DEMO_MS,
  }, async () => {
    await button("Load the demo").click();
    await page.getByText(/of 26,578 done/).waitFor({ timeout: DEMO_MS });
    await page.reload();
    await page.getByRole("heading", { name: "Loading the demo" }).waitFor();
    expect(await findFaults(page)).toEqual([]);
    await capture(page, "demo-running-wide-light");
    await page
      .getByText("Counting as of 10 Dec 2011, the last day of the demo data")
      .waitFor({ timeout: DEMO_MS });
    const table = page.getByRole("table", { name: "Your segments" });
    await table.getByRole("row", { name: /Medium buyers.*1,595.*36\.5%/ }).waitFor();
    await page.getByText(/Nobody yet: it counts people who looked at products/).waitFor();
    const left = page.getByText("invoices without a customer left out").locator("..");
    expect(await left.innerText()).toContain("3,710");
  });

  it("opens a segment, its members, a person and what they did", async () => {
    // What changed may name it too.
    const table = page.getByRole("table", { name: "Your segments" });
    await table.getByRole("link", { name: "Loyal customers", exact: true }).click();
    await heading("Loyal customers").waitFor();
    await page.getByText("1,009").first().waitFor();
    await page.locator(".chart svg path").first().waitFor({ state: "attached" });
    await button("Show as a table").click();
    await page.getByRole("table", { name: "Size over time" }).getByText("10 Dec 2011, 00:00").waitFor();
    await page.getByRole("navigation", { name: "Loyal customers" }).getByText("Members").click();
    const members = page.getByRole("list", { name: "Members" });
    await members.getByRole("link").first().waitFor();
    // A thousand people, a screenful of rows.
    expect(await members.getByRole("listitem").count()).toBeLessThan(60);
    await members.getByRole("link").first().click();
    await page.getByRole("heading", { name: "Timeline" }).waitFor();
    await page
      .getByText(/£[\d,]+\.\d\d/)
      .first()
      .waitFor();
    await page.getByRole("combobox", { name: "Event", exact: true }).click();
    await page.getByRole("option", { name: "Traits updated" }).click();
    await page.waitForURL(/event=/);
    await button("Show the raw event").first().click();
    await page.getByText('"name": "$identify"').waitFor();
    await page.goBack();
    await members.waitFor();
  });

  it("sees in which segments somebody is and was, and why or why not", async () => {
    await page.goto("/people/17850?tab=segments");
    const segments = page.getByRole("list", { name: "Segments" });
    await segments.getByText("In it since 31 May 2011, 15:27").waitFor();
    await button("Why in Sleeping customers").click();
    await page.getByText("34 events fit").waitFor();
    await page.getByText("0 events fit").waitFor();
    expect(await findFaults(page)).toEqual([]);
    await button("Why not in Light buyers").click();
    await page.locator('.why [data-truth="false"]').first().waitFor();
    await page.waitForURL(/why=/);
    // Whoever comes for it is led to it.
    await page.reload();
    const why = page.getByRole("region", { name: "Why not in Light buyers" });
    await expect.poll(() => why.evaluate((element) => element === document.activeElement)).toBe(true);
    const box = await why.boundingBox();
    expect(box?.y).toBeLessThan(page.viewportSize()?.height ?? 0);
  });

  it("compares two segments and takes everybody away as a file", async () => {
    await page.goto("/segments/loyal");
    await page.getByRole("combobox", { name: "Compare with" }).click();
    await page.getByRole("option", { name: "Big spenders" }).click();
    await page.getByText("90.2% of the smaller one is in both.").waitFor();
    await page.getByRole("option", { name: "Light buyers" }).click();
    const overlap = page.getByRole("table", { name: "People in each combination" });
    await overlap.getByRole("columnheader", { name: "Light buyers" }).waitFor();
    await page.keyboard.press("Escape");
    const both = overlap.getByRole("button", { name: /people in only .*Big spenders/ }).first();
    const count = await both.innerText();
    expect(await findFaults(page)).toEqual([]);
    await both.click();
    const behind = page.getByRole("dialog", { name: /^In only / });
    await behind.getByRole("link").first().waitFor();
    expect(await behind.getByRole("link").count()).toBe(Math.min(Number(count.replace(",", "")), 100));
    expect(await findFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page
      .getByText("No segment, score or rating is made of this one, and no webhook is for it.")
      .waitFor();
    await page.goto("/segments/loyal?tab=members");
    const [download] = await Promise.all([page.waitForEvent("download"), link("Download as CSV").click()]);
    expect(download.suggestedFilename()).toBe("loyal.csv");
    const lines = (await readFile(await download.path(), "utf8")).split("\r\n");
    // A head, and an end after the last.
    expect(lines).toHaveLength(1_009 + 2);
    await link("Home").click();
    await page.getByRole("region", { name: "What changed" }).getByRole("link").first().waitFor();
  });

  it("finds a person by the beginning of an id, and is told when there is none", async () => {
    await link("People").click();
    await heading("People").waitFor();
    await page.getByRole("textbox", { name: "Find a person" }).fill("1785");
    await link("17850").waitFor();
    expect(new URL(page.url()).searchParams.get("q")).toBe("1785");
    await page.getByRole("textbox", { name: "Find a person" }).fill("nobody-like-this");
    await page.getByText("Nobody begins with “nobody-like-this”").waitFor();
  });

  it("builds a segment of lines with the keyboard, sees which line leaves few, and saves it", async () => {
    await page.goto("/new-segment");
    const lines = page.locator(".b-row");
    await button("Add a condition").press("Enter");
    await page.getByRole("menuitem", { name: /^Did something, or did not/ }).press("Enter");
    // The new line waits for the name of an event, and the workspace's own are offered.
    const event = page.getByRole("combobox", { name: "Event" });
    await page.getByRole("option", { name: /^Order Completed/ }).waitFor();
    await page.keyboard.type("Order Completed");
    await page.keyboard.press("Escape");
    await page.getByLabel("How often").selectOption("at least once");
    await page.getByLabel("How often").selectOption("at least");
    await page.getByLabel("When").selectOption("in the last");
    await page.getByLabel("How many").fill("90");
    expect(await event.inputValue()).toBe("Order Completed");
    expect(await page.getByLabel("As a sentence").inputValue()).toBe(SENTENCE);
    await page.getByText("1,387", { exact: true }).waitFor();
    await button("Add a condition").press("Enter");
    await page.getByRole("menuitem", { name: /^A fact about the person/ }).press("Enter");
    await page.keyboard.type("country");
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "Value", exact: true }).fill("Germany");
    await page.keyboard.press("Escape");
    await page.getByText(/takes out 1,/).waitFor();
    expect(await page.getByLabel("As a sentence").inputValue()).toBe(`${SENTENCE} and country is "Germany"`);
    expect(await findFaults(page)).toEqual([]);
    await page.keyboard.press("Alt+ArrowUp");
    expect(await page.getByLabel("As a sentence").inputValue()).toBe(`country is "Germany" and ${SENTENCE}`);
    await page.keyboard.press("Control+z");
    expect(await lines.count()).toBe(2);
    await page.getByRole("combobox", { name: "Value", exact: true }).press("Alt+Delete");
    expect(await lines.count()).toBe(1);
    expect(await page.getByLabel("As a sentence").inputValue()).toBe(SENTENCE);
  });

  it("finds the draft again after a reload, mends the sentence, and saves", async () => {
    await page.getByText("Draft kept in this browser").waitFor();
    await page.reload();
    await page.getByText(/Your unsaved draft of .* is back/).waitFor();
    const sentence = page.getByLabel("As a sentence");
    expect(await sentence.inputValue()).toBe(SENTENCE);
    await sentence.fill(SENTENCE.replace("least", "lest"));
    await page.getByText("Line 1, character 26").waitFor();
    await page.getByText("The sentence cannot be read now").waitFor();
    await page.locator(".definition-behind mark", { hasText: "lest" }).waitFor({ state: "attached" });
    await button("Use “least”").click();
    await page.getByText("Understood").waitFor();
    await page.getByText("1,387", { exact: true }).waitFor();
    await button("Create the segment").click();
    await page.getByText("Correct the marked fields first.").waitFor();
    await page.getByLabel("Name").fill("Came back");
    await page.getByLabel("Goal").fill("A third order");
    await page.getByLabel("What will be done with them").fill("Show what goes with the last order");
    expect(await findFaults(page)).toEqual([]);
    await button("Create the segment").click();
    await heading("Came back").waitFor();
    await page.getByText("1,387").first().waitFor();
    expect(new URL(page.url()).pathname).toBe("/segments/came-back");
  });

  it("sees whom a change brings and takes before saving it", async () => {
    await link("Edit").click();
    await heading("Edit “Came back”").waitFor();
    await page.getByLabel("Times").fill("3");
    const change = page.getByRole("region", { name: "What saving changes" });
    await change.getByRole("region", { name: "Go out" }).getByText(/^−\d/).waitFor();
    expect(await findFaults(page)).toEqual([]);
    await button("Undo").click();
    await change.waitFor({ state: "detached" });
    await page.goto("/segments/came-back");
    await heading("Came back").waitFor();
  });

  it("is offered what could stand where they write, by keyboard and by hand", async () => {
    await page.goto("/new-segment");
    const sentence = page.getByLabel("As a sentence");
    const list = page.getByRole("listbox", { name: "What could stand here" });
    const option = (text: string) => list.getByRole("option").filter({ hasText: text });
    await sentence.pressSequentially("did ord");
    await option("Order Completed").waitFor();
    expect(await findFaults(page)).toEqual([]);
    await sentence.press("ArrowDown");
    expect(await sentence.getAttribute("aria-activedescendant")).toBe(
      await option("Order Completed").getAttribute("id"),
    );
    await sentence.press("Enter");
    await sentence.pressSequentially(" where cur");
    await option("currency").click();
    await sentence.pressSequentially(" is ");
    await option("GBP").click();
    expect(await sentence.inputValue()).toBe('did "Order Completed" where currency is "GBP" ');
    await page.getByText("suggestions; arrow down to choose").waitFor({ state: "attached" });
    await sentence.press("Escape");
    await list.waitFor({ state: "detached" });
    await sentence.fill('did "Order Complete"');
    await page.locator(".check-message", { hasText: "Nobody has sent Order Complete" }).waitFor();
    await page.locator(".definition-behind mark.warned").waitFor({ state: "attached" });
    await button('Use “"Order Completed"”').click();
    expect(await sentence.inputValue()).toBe('did "Order Completed"');
  });

  it("is warned before saving over somebody else's change, and decides", async () => {
    await page.goto("/segments/came-back");
    await link("Edit").click();
    await heading("Edit “Came back”").waitFor();
    await page.getByLabel("Goal").fill("Mine");
    const present = await (await context.request.get("/api/segments/came-back")).json();
    const { name, action, owner, purpose, reviewDate } = present;
    const theirs = {
      rev: 1,
      name,
      action,
      owner,
      purpose,
      reviewDate,
      definition: "everyone",
      goal: "Theirs",
    };
    expect((await context.request.put("/api/segments/came-back", { data: theirs })).status()).toBe(200);
    await button("Save the changes").click();
    await page.getByText("Their sentence").waitFor();
    expect(await page.getByLabel("Goal").inputValue()).toBe("Mine");
    await button("Keep mine and save over it").click();
    await heading("Came back").waitFor();
    await page.getByText("Mine").waitFor();
    await page.getByRole("navigation", { name: "Came back" }).getByText("Versions").click();
    await page.getByText("Current", { exact: true }).waitFor();
    expect(await page.getByRole("article").count()).toBe(3);
    // Theirs in between was everyone: going back to it is looked at first, then done.
    await button("Compare with the current one").click();
    await page
      .getByRole("region", { name: "Come in" })
      .getByText(/^\+2,9/)
      .waitFor();
    expect(await findFaults(page)).toEqual([]);
    await button("Compare with the current one").click();
    await button("Go back to this").click();
    const asked = page.getByRole("dialog");
    await asked
      .getByRole("region", { name: "Come in" })
      .getByText(/^\+2,9/)
      .waitFor();
    await asked.getByRole("region", { name: "Go out" }).waitFor();
    expect(await faultsSeen(page, "roll-back")).toEqual([]);
    await asked.getByRole("button", { name: "Go back to this" }).click();
    await page.getByText(/The sentence of version 2 is back/).waitFor();
    await expect.poll(() => page.getByRole("article").count()).toBe(4);
  });

  it("examines a segment for its goal, and opens the people behind what is found", {
    timeout: DEMO_MS,
  }, async () => {
    await page.goto("/segments/loyal?tab=health");
    // The demo has all of its segments examined, for orders, while people look around; until then there is nothing to press.
    await page.getByText(/^Examined /).waitFor({ timeout: DEMO_MS });
    await page.getByRole("combobox", { name: "Goal event" }).fill("Order");
    await page.getByRole("option", { name: "Order Cancelled" }).click();
    await page.getByText("Saved").first().waitFor();
    await page.getByRole("button", { name: "Examine now" }).click({ timeout: DEMO_MS });
    const findings = page.getByRole("region", { name: "What was found" });
    await findings.getByText(/^Examined /).waitFor();
    await page.getByText("Goal rate in 30 days").waitFor();
    await page.getByRole("region", { name: "What sets these people apart" }).waitFor();
    await page.goto("/segments");
    await page
      .getByRole("link", { name: /: \d+ findings?$/ })
      .first()
      .waitFor();
  });

  it("is shown what needs a look, and says by what segments are judged", async () => {
    await link("Home").click();
    const findings = page.getByRole("region", { name: "What needs a look" });
    await findings.getByRole("list", { name: "What needs a look" }).waitFor();
    await page.goto("/?findings=all");
    // Findings of one kind are one entry, which opens.
    const listed = findings.getByRole("list", { name: "What needs a look" }).locator(":scope > li");
    const open = (await (await context.request.get("/api/segment-health/findings")).json()).findings;
    const kinds = new Set(
      open.map(({ code, severity }: Readonly<Record<"code" | "severity", string>>) => `${severity} ${code}`),
    );
    await expect.poll(() => listed.count()).toBe(kinds.size);
    for (const group of await findings.locator("summary").all()) await group.click();
    await findings.getByRole("link", { name: "Loyal customers" }).first().waitFor();
    await findings.getByRole("button", { name: "Show the gravest only" }).click();
    await page.waitForURL((url) => url.search === "");
    await expect.poll(() => listed.count()).toBe(Math.min(kinds.size, 4));
    // The demo has set a goal: nothing is left to be done.
    expect(await page.getByRole("region", { name: "Get started" }).count()).toBe(0);
    await findings.getByRole("link", { name: "What segments are judged by" }).click();
    const own = page.getByRole("region", { name: "Goals of their own" });
    await own.getByRole("link", { name: "Loyal customers" }).waitFor();
    await page.getByLabel("Too much in both, in percent").fill("90");
    const goal = page.getByRole("combobox", { name: "Goal event" });
    // What was typed is never lost: it is taken by Enter, and what is no choice is told and not saved.
    await goal.fill("Ordr Completed");
    await goal.press("Enter");
    await page.getByText("“Ordr Completed” is none of the choices", { exact: false }).waitFor();
    expect(await goal.evaluate((field: HTMLInputElement) => field.form?.checkValidity())).toBe(false);
    await goal.fill("order completed");
    await goal.press("Enter");
    await expect.poll(() => goal.inputValue()).toBe("Order Completed");
    await goal.press("Enter");
    await page.getByText("Saved").first().waitFor();
    const kept = await (await context.request.get("/api/segment-health/settings")).json();
    expect(kept).toMatchObject({ goalEvent: "Order Completed", overlapLimit: 0.9, unusedDays: 90 });
    expect(kept.goalEvents).toEqual({ loyal: "Order Cancelled" });
    await link("Home").click();
    await page.getByRole("link", { name: "1,009 people in Loyal customers" }).click();
    await page.getByRole("list", { name: "Members" }).getByRole("link").first().waitFor();
  });

  it("watches events come in, pauses and filters", async () => {
    await link("Live events").click();
    await page.getByText("Listening").waitFor();
    // The stream shows what comes after it stands, and only an event tells that it does.
    await expect
      .poll(
        async () => {
          expect(await sendEvent(server, { userId: "u-live", event: "Product Viewed" })).toBe(200);
          return page.getByText("Product Viewed", { exact: true }).count();
        },
        { interval: 500, timeout: 30_000 },
      )
      .toBeGreaterThan(0);
    await button("Pause").click();
    await sendEvent(server, { userId: "u-live", event: "Cart Viewed" });
    await page.getByText(/new events? waits?/).waitFor();
    await button("Go on").click();
    await page.getByText("Cart Viewed", { exact: true }).waitFor();
    await button("Details of Cart Viewed").click();
    await page.getByText('"userId": "u-live"').waitFor();
    expect(await findFaults(page)).toEqual([]);
    await page.getByLabel("Person, by any of their ids").fill("somebody");
    await page.waitForURL(/id=somebody/);
  });

  it("mends a refused event by hand and replays it, and all others of its reason", async () => {
    await sendEvent(server, { batch: [{ type: "track", event: "To mend" }] }, "/v1/batch");
    const kept = async () => (await context.request.get("/api/dead-letters")).text();
    await expect.poll(kept, { timeout: 30_000 }).toContain("To mend");
    await page.goto("/problems");
    await page.getByRole("list", { name: "Data problems" }).getByRole("button").first().click();
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("button", { name: "Edit it first" }).click();
    const box = drawer.getByRole("textbox", { name: "What is read in its place" });
    await box.fill("{");
    await drawer.getByText("This is no JSON.").waitFor();
    expect(await findFaults(page)).toEqual([]);
    await box.fill('{"type":"track","event":"Mended","userId":"ann"}');
    await drawer.getByRole("button", { name: "Replay" }).click();
    await drawer.getByText("1 event was accepted").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Replay all" }).click();
    const asked = page.getByRole("dialog", { name: "Replay them all?" });
    await asked.getByRole("button", { name: "Replay all" }).click();
    await page.getByText("0 replayed, 0 refused again, 0 passed over on purpose.").waitFor();
    const { deadLetters } = await (await context.request.get("/api/dead-letters")).json();
    const [letter] = deadLetters;
    await context.request.delete(`/api/dead-letters/${letter.id}`, { headers: { origin: server.url } });
  });

  it("looks at a refused event, replays it in vain and deletes it", async () => {
    await sendEvent(server, { batch: [{ type: "track", event: "No person" }] }, "/v1/batch");
    const kept = async () => (await context.request.get("/api/dead-letters")).text();
    await expect.poll(kept, { timeout: 30_000 }).toContain("No person");
    await page.goto("/problems");
    const letter = page.getByRole("list", { name: "Data problems" }).getByRole("button").first();
    await letter.click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText('"event": "No person"').waitFor();
    expect(await findFaults(page)).toEqual([]);
    await drawer.getByRole("button", { name: "Replay" }).click();
    await drawer.getByRole("alert").waitFor();
    await drawer.getByRole("button", { name: "Delete", exact: true }).click();
    await page
      .getByRole("dialog", { name: "Delete this event for good?" })
      .getByRole("button", { name: "Delete" })
      .click();
    await page.getByText("Nothing was refused").waitFor();
  });

  it("makes a source, sees its key once, sends with each code that is shown, and revokes it", async () => {
    await page.goto("/settings/sources");
    await button("New source").click();
    await page.getByLabel("Name").fill("Shop, web");
    await page.getByRole("dialog").getByRole("button", { name: "New source" }).click();
    await page.getByText("It is shown this once.").waitFor();
    expect(await faultsSeen(page, "source-key")).toEqual([]);
    const codes = await shownCodes(page.getByRole("dialog"));
    expect([...codes.keys()]).toEqual([...SENDERS]);
    const shop = await context.newPage();
    await Promise.all([...codes].map(([sender, code]) => runShown(sender, code, shop)));
    await shop.close();
    const arrived = async () => {
      const asked = new URLSearchParams({ id: "u-1", name: "Product Viewed" });
      return (await (await context.request.get(`/api/events/recent?${asked}`)).json()).events.length;
    };
    await expect.poll(arrived, { timeout: 30_000 }).toBe(codes.size);
    await button("I have it").click();
    await page.getByRole("button", { name: "Revoke Shop, web" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.getByText("Shop, web").count()).toBe(0);
  });

  it("signs in again after the session has ended and goes on where they were", async () => {
    await page.goto("/segments?q=loyal");
    await link("Loyal customers").waitFor();
    await context.clearCookies();
    await page.getByText("You were signed out because your session ended").waitFor();
    await page.getByLabel("Email").fill(ADMIN.email);
    await page.getByRole("textbox", { name: "Password" }).fill("not the password");
    await button("Sign in").click();
    await page.getByText("Email and password do not belong together.").waitFor();
    await page.getByRole("textbox", { name: "Password" }).fill(ADMIN.password);
    await button("Sign in").click();
    await link("Loyal customers").waitFor();
    expect(page.url()).toContain("/segments?q=loyal");
  });

  it("is told when the server is slow or fails, and can go on", async () => {
    const slow = await context.newPage();
    let answer: "hang" | "fail" | "pass" = "hang";
    await slow.route("**/api/people?*", async (route) => {
      if (answer === "pass") return route.continue();
      if (answer === "fail") return route.fulfill({ status: 502, body: "<html>Bad gateway</html>" });
      return undefined;
    });
    await slow.route("**/api/people", (route) => (answer === "pass" ? route.continue() : undefined));
    await slow.goto("/people");
    await slow.getByText("This takes longer than usual.").waitFor();
    answer = "fail";
    await slow.goto("/people?q=17850");
    await slow.getByRole("alert").getByText("a proxy may have sent it").waitFor();
    expect(await findFaults(slow)).toEqual([]);
    answer = "pass";
    await slow.getByRole("button", { name: "Try again" }).click();
    await slow.getByRole("link", { name: "17850", exact: true }).waitFor();
    await slow.close();
  });

  it("gets no file of everybody before it is known which channels there are", async () => {
    const slow = await context.newPage();
    let answer: "hang" | "fail" | "pass" = "hang";
    await slow.route("**/api/purposes", (route) => {
      if (answer === "pass") return route.continue();
      if (answer === "fail") return route.fulfill({ status: 502, body: "<html>Bad gateway</html>" });
      return undefined;
    });
    const download = slow.getByRole("button", { name: "Download as CSV" });
    await slow.goto("/segments/loyal?tab=members");
    await download.waitFor();
    expect(await download.isDisabled()).toBe(true);
    answer = "fail";
    await slow.goto("/segments/loyal?tab=members");
    await slow.getByText("Some names and choices could not be loaded").waitFor();
    expect(await download.isDisabled()).toBe(true);
    expect(await findFaults(slow)).toEqual([]);
    answer = "pass";
    await slow.getByRole("button", { name: "Try again" }).click();
    await slow.getByRole("link", { name: "Download as CSV" }).waitFor();
    await slow.close();
  });

  it("can do without a mouse", async () => {
    await page.goto("/");
    await heading("Home").waitFor();
    // The first thing to reach in the content is the number of people, once it is there.
    await page.locator("#content").getByText("4,372").first().waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await heading("People").waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("People");
  });

  it("signs out", async () => {
    await page.getByRole("button", { name: new RegExp(ADMIN.name) }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByText("You are signed out.").waitFor();
    await page.goto("/segments");
    await heading("Sign in").waitFor();
    expect(pageErrors).toEqual([]);
  });
});

const PAGES: Readonly<Record<string, Visit | string>> = {
  home: "/",
  segments: "/segments",
  segment: "/segments/loyal",
  members: "/segments/loyal?tab=members",
  health: "/segments/loyal?tab=health",
  "new-segment": "/new-segment",
  builder: {
    path: `/new-segment?definition=${encodeURIComponent(LINES)}`,
    ready: (one: Page) => one.locator(".segment-big-count").waitFor(),
  },
  people: "/people",
  person: "/people/17850",
  "person-traits": "/people/17850?tab=traits",
  "person-segments": "/people/17850?tab=segments&why=sleeping",
  movements: "/segments/big-spenders?tab=movements",
  events: "/events",
  plan: "/plan",
  problems: "/problems",
  sources: "/settings/sources",
  users: "/settings/users",
  workspace: "/settings/workspace",
  purposes: "/settings/purposes",
  computed: "/settings/computed",
  scores: "/settings/scores",
  occasions: "/settings/occasions",
  lists: "/settings/lists",
  webhooks: "/settings/webhooks",
  erasures: "/settings/erasures",
  items: "/settings/items",
  costs: "/settings/costs",
  money: "/settings/money",
  models: "/settings/models",
  identity: "/settings/identity",
  ratings: "/settings/ratings",
  retention: "/settings/retention",
  "health-settings": "/settings/health",
  imports: "/imports",
  "data-audit": "/audit",
  versions: "/segments/loyal?tab=versions",
  account: "/settings/account",
  audit: "/settings/audit",
  nothing: "/nowhere",
};
it("every page has no faults", { timeout: 900_000 }, async () => {
  expect(await faultsInLooks({ browser, url: server.url, pages: PAGES, inTurns: true })).toEqual([]);
});
