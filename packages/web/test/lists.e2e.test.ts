import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { areCaptured, findFaults } from "./browser.ts";
import { faultsInLooks } from "./looks.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

const DAY_MS = 86_400_000;
const PEOPLE = 260;
/** Who did much; in calls of at most so many. */
const BUSY = { id: "a busy one", events: 900, atOnce: 300 };
/** Some screens of rows; many fewer than there are, whatever their height. */
const FEW_ROWS = 60;

let here: SignedInPage;

/** Person n ordered n hours ago; of the first there are names and addresses. */
function callsOf(n: number): readonly Readonly<Record<string, unknown>>[] {
  const userId = `person ${String(n).padStart(3, "0")}`;
  const timestamp = new Date(Date.now() - 2 * DAY_MS - n * 3_600_000).toISOString();
  const traits = {
    name: n === 3 ? "=Ada Lovelace" : `Person Number ${n}`,
    email: `reader.${n}@example.com`,
    country: n % 2 === 0 ? "GB" : "UA",
    plan: n % 3 === 0 ? "gold" : "free",
  };
  const ordered = { type: "track", event: "Order Completed", userId, timestamp, properties: { revenue: n } };
  return n > 20 ? [ordered] : [{ type: "identify", userId, traits, timestamp }, ordered];
}

/** Of the busy one, the first longest ago. */
function viewed(n: number): Readonly<Record<string, unknown>> {
  const timestamp = new Date(Date.now() - 9 * DAY_MS + n * 60_000).toISOString();
  return {
    type: "track",
    event: "Product Viewed",
    userId: BUSY.id,
    timestamp,
    properties: { product_id: `P${n}` },
  };
}

beforeAll(async () => {
  here = await openSignedInPage();
  const { server, context } = here;
  for (let sent = 0; sent < BUSY.events; sent += BUSY.atOnce) {
    const batch = Array.from({ length: BUSY.atOnce }, (_, n) => viewed(sent + n + 1));
    expect(await sendEvent(server, { batch }, "/v1/batch")).toBe(200);
  }
  const calls = Array.from({ length: PEOPLE }, (_, n) => callsOf(n + 1)).flat();
  expect(await sendEvent(server, { batch: calls }, "/v1/batch")).toBe(200);
  const written = { goal: "g", owner: "o", action: "a", reviewDate: "2030-01-01", purpose: "p" };
  const data = { key: "buyers", name: "Buyers", definition: 'did "Order Completed"', ...written };
  const made = await context.request.post("/api/segments", { data });
  expect(made.status(), await made.text()).toBe(201);
}, 180_000);

afterAll(() => here.close());

test("the people of a segment are found by name, put in order, given columns, and downloaded with them", {
  timeout: 180_000,
}, async () => {
  const { page, context } = here;
  const state = async () => {
    const answer = await context.request.get("/api/segments/buyers");
    return ((await answer.json()) as { readonly live: { readonly state: string } | null }).live?.state;
  };
  await expect.poll(state, { timeout: 60_000 }).toBe("live");
  await page.goto("/segments/buyers?tab=members");
  const rows = page.getByRole("list", { name: "Members" });
  await rows.getByText("reader.1@example.com").waitFor();
  await page.getByRole("heading", { name: `${PEOPLE} people` }).waitFor();
  expect(await findFaults(page)).toEqual([]);

  await page.getByLabel("Find among them").fill("READER.1");
  await page.getByRole("heading", { name: "11 people found" }).waitFor();
  await page.getByLabel("Find among them").fill("nobody like this");
  await page.getByText("Nobody in it begins with").waitFor();
  await page.getByLabel("Find among them").fill("");
  await page.getByRole("heading", { name: `${PEOPLE} people`, exact: true }).waitFor();

  await page.getByLabel("Order").selectOption("Known last first");
  await rows.getByRole("link", { name: `person ${PEOPLE}`, exact: true }).waitFor();
  const newcomer = { type: "track", event: "Order Completed", userId: "a newcomer" };
  expect(await sendEvent(here.server, newcomer)).toBe(200);
  const newest = async () => {
    const answer = await context.request.get("/api/segments/buyers/members?order=since&limit=1");
    return ((await answer.json()) as { readonly people: readonly { readonly ids: readonly string[] }[] })
      .people[0]?.ids[0];
  };
  await expect.poll(newest, { timeout: 30_000 }).toBe("a newcomer");
  await page.getByLabel("Order").selectOption("Came in last first");
  await rows.locator('[data-index="0"]').getByText("a newcomer").waitFor();

  await page.getByLabel("Order").selectOption("Known longest first");
  const chooser = page.getByRole("combobox", { name: "Columns" });
  await chooser.fill("plan");
  await page.getByRole("option", { name: "plan" }).click();
  await chooser.fill("Order");
  await page.getByRole("option", { name: "Order Completed" }).click();
  await page.keyboard.press("Escape");
  await rows.getByText("gold").first().waitFor();
  await page.reload();
  await rows.getByText("gold").first().waitFor();

  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as CSV" }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toBe("buyers.csv");
  const lines = readFileSync(await file.path(), "utf8")
    .trimEnd()
    .split("\r\n");
  expect(lines[0]).toBe(
    "person,id,all_ids,name,email,country,since,last_seen,trait:plan,event:Order Completed",
  );
  expect(lines).toHaveLength(PEOPLE + 2);
  const ada = lines.find((line) => line.includes("person 003"))?.split(",");
  expect([ada?.[3], ada?.[4], ada?.[8]]).toEqual(["'=Ada Lovelace", "reader.3@example.com", "gold"]);
  expect(ada?.[9]).toMatch(/^\d{4}-\d\d-\d\dT/);
});

test("the end of a page of people brings the next, with what is known of them", {
  timeout: 120_000,
}, async () => {
  const { page } = here;
  await page.goto("/segments/buyers?tab=members");
  const rows = page.getByRole("list", { name: "Members" });
  await rows.getByRole("link", { name: "person 001", exact: true }).waitFor();
  const last = rows.getByRole("link", { name: `person ${PEOPLE}`, exact: true });
  expect(await mostRowsOnTheWayTo(last, rows)).toBeLessThan(FEW_ROWS);
});

/** The end of a list is scrolled to as fast as it comes; how many rows the document had at the most. */
async function mostRowsOnTheWayTo(last: Locator, list: Locator): Promise<number> {
  let most = 0;
  const isThere = async (): Promise<number> => {
    most = Math.max(most, await list.getByRole("listitem").count());
    await here.page.mouse.wheel(0, 5_000);
    return last.count();
  };
  await expect.poll(isThere, { timeout: 60_000 }).toBe(1);
  return Math.max(most, await list.getByRole("listitem").count());
}

test("of a long timeline the rows in sight are drawn, there and back", { timeout: 120_000 }, async () => {
  const { page } = here;
  await page.goto(`/people/${encodeURIComponent(BUSY.id)}`);
  const rows = page.getByRole("list", { name: "Timeline" });
  const newest = rows.getByText(`product_id: P${BUSY.events}`, { exact: true });
  await newest.waitFor();
  const oldest = rows.getByText("product_id: P1", { exact: true });
  expect(await mostRowsOnTheWayTo(oldest, rows)).toBeLessThan(FEW_ROWS);
  expect(await newest.count()).toBe(0);
  await page.keyboard.press("Control+Home");
  await newest.waitFor();
  expect(await oldest.count()).toBe(0);
});

test("findings of one kind come together, are put aside with who did it, and brought back", {
  timeout: 180_000,
}, async () => {
  const { page, context } = here;
  for (const [place, key] of ["one", "two", "three"].entries()) {
    const written = { goal: "g", owner: "o", action: "a", reviewDate: "2030-01-01", purpose: "p" };
    const definition = `did "Order Completed" at least ${900 + place} times`;
    const data = { key, name: `Nobody ${key}`, definition, ...written };
    expect((await context.request.post("/api/segments", { data })).status()).toBe(201);
  }
  await context.request.post("/api/segment-health", { data: {} });
  const open = async () => {
    const answer = await context.request.get("/api/segment-health/findings");
    const { findings } = (await answer.json()) as {
      readonly findings: readonly { readonly code: string }[];
    };
    return findings.filter(({ code }) => code === "empty").length;
  };
  await expect.poll(open, { timeout: 60_000 }).toBe(3);
  await page.goto("/");
  const card = page.getByRole("region", { name: "What needs a look" });
  const group = card.locator("summary", { hasText: "Nobody is in it" });
  await group.getByText("in 3 segments").waitFor();
  await group.click();
  await card.getByRole("button", { name: "Put aside until it changes: Nobody one" }).click();
  await group.getByText("in 2 segments").waitFor();
  await card.getByText("1 put aside").click();
  await card.getByText(/Put aside by Olena Kovalenko/).waitFor();
  expect(await findFaults(page)).toEqual([]);
  await page.reload();
  await card.getByText("1 put aside").click();
  await card.getByRole("button", { name: "Bring back: Nobody one" }).click();
  await group.getByText("in 3 segments").waitFor();
  const audit = (await (await context.request.get("/api/audit")).json()) as {
    readonly entries: readonly { readonly action: string }[];
  };
  expect(audit.entries.slice(0, 2).map(({ action }) => action)).toEqual([
    "health_finding.bring_back",
    "health_finding.put_aside",
  ]);
});

test("who comes and goes by a change has reasons where they are asked for, and those of no other change", {
  timeout: 120_000,
}, async () => {
  const { page } = here;
  await page.goto("/segments/buyers/edit");
  const sentence = page.getByLabel("As a sentence");
  await sentence.fill('did "Order Completed" at least 2 times');
  const change = page.getByRole("region", { name: "What saving changes" });
  const out = change.getByRole("region", { name: "Go out" });
  await out.getByRole("link").first().waitFor();
  const why = change.getByRole("button", { name: "Why these people?" });
  await why.click();
  await out.getByRole("listitem").filter({ hasText: "at least 2 times" }).first().waitFor();
  expect(await why.count()).toBe(0);
  expect(await findFaults(page)).toEqual([]);

  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/api/segments/diff", async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest("**/api/segments/diff");
  await sentence.fill('did "Order Completed" at least 3 times');
  await asked;
  expect(await out.count()).toBe(0);
  release();
  await out.getByRole("link").first().waitFor();
  expect(await out.getByRole("listitem").count()).toBe(0);
  await page.unrouteAll();
  await why.click();
  await out.getByRole("listitem").filter({ hasText: "at least 3 times" }).first().waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await change.waitFor({ state: "detached" });
});

test("of people is told what their segment's purpose may look at, also behind a number of a question about it", {
  timeout: 120_000,
}, async () => {
  const { page, context } = here;
  const put = async (path: string, data: unknown): Promise<void> => {
    const answer = await context.request.put(path, { data });
    expect(answer.ok(), await answer.text()).toBe(true);
  };
  const anybody = { otherwise: true, exceptIn: [], refusedBySignal: false, categories: [], rev: 0 };
  await put("/api/purposes/care", { ...anybody, name: "Care", kind: "purpose" });
  await put("/api/purposes/letters", { ...anybody, name: "Letters", kind: "channel" });
  await put("/api/data-purposes", { events: {}, properties: {}, traits: { email: ["care"] }, rev: 0 });

  await page.goto("/segments/buyers?tab=members");
  await page.getByText("Not shown, because it may not be for the purpose: email.").waitFor();
  await page.getByRole("button", { name: "Download as CSV" }).click();
  const coming = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Only who allows Letters" }).click();
  expect((await coming).suggestedFilename()).toBe("buyers-letters.csv");

  const lines = 'people did "Order Completed"';
  const figures = async (of: Readonly<Record<string, string>>) => {
    const search = new URLSearchParams({ lines, unit: "month", ...of });
    await page.goto(`/explore/trends?${search.toString()}`);
    await page.getByRole("button", { name: "Show as a table" }).click();
    await page.getByRole("table", { name: "Figures of each period" }).getByRole("button").first().click();
    return page.getByRole("dialog");
  };
  const everybody = await figures({});
  await everybody.getByText("@example.com", { exact: false }).first().waitFor();
  const dialog = await figures({ segment: "buyers" });
  await dialog.getByText("Not shown, because it may not be for the purpose: email.").waitFor();
  expect(await dialog.getByText("@example.com", { exact: false }).count()).toBe(0);
  expect(await findFaults(page)).toEqual([]);

  await page.route("**/api/descriptions", (route) =>
    route.fulfill({
      status: 500,
      json: { error: { code: "made_to_fail", message: "Not described.", requestId: "r" } },
    }),
  );
  await figures({ segment: "buyers" });
  await dialog.getByRole("alert").filter({ hasText: "Not described." }).waitFor();
  await page.unrouteAll();
  await dialog.getByRole("button", { name: "Try again" }).click();
  await dialog.getByText("Not shown, because it may not be for the purpose: email.").waitFor();
  expect(await dialog.getByRole("alert").count()).toBe(0);
});

test("the live page begins with what is stored, goes on with what comes, and loads what is older", {
  timeout: 180_000,
}, async () => {
  const { page, server } = here;
  await page.goto("/events");
  const rows = page.getByRole("list", { name: "Live events" });
  await rows.getByText("a newcomer").waitFor();
  await rows.getByText("Order Completed").first().waitFor();
  expect(await findFaults(page)).toEqual([]);
  const coming = { type: "track", event: "Came just now", userId: "a newcomer" };
  expect(await sendEvent(server, coming)).toBe(200);
  const came = rows.getByText("Came just now");
  await came.waitFor();
  expect(await came.count()).toBe(1);
  await page.reload();
  await came.waitFor();
  expect(await came.count()).toBe(1);
  await page.getByRole("button", { name: "Load older" }).click();
  await rows.locator("[aria-setsize='100']").first().waitFor();

  await page.goto("/events?name=$identify");
  await rows.getByText("Traits updated").first().waitFor();
  expect(await page.getByRole("combobox", { name: "Event name" }).inputValue()).toBe("Traits updated");
  await page.goto("/events?id=person%20003");
  await rows.getByText("Order Completed").waitFor();
  expect(await rows.getByRole("listitem").count()).toBe(2);
});

test.runIf(areCaptured)("what they look like", { timeout: 240_000 }, async () => {
  const pages = {
    "live-events": "/events",
    "segment-members": "/segments/buyers?tab=members",
    "home-findings": {
      path: "/",
      ready: async (page: Page) => {
        const group = page.locator("summary", { hasText: "Nobody is in it" });
        await group.click();
        // A head that stays in sight would hide from axe what lies under it.
        await page.evaluate(() => window.scrollTo(0, 0));
      },
    },
  };
  expect(await faultsInLooks({ browser: here.browser, url: here.server.url, pages })).toEqual([]);
});
