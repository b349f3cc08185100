import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { hash128, hashHex } from "@habitus/kernel";
import type { Browser, Locator, Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findFaults, signedIn } from "./browser.ts";
import { faultsInLooks, type Visit } from "./looks.ts";
import type { RealServer } from "./real-server.ts";

const NOW = Date.UTC(2011, 11, 10);
const DAY = 86_400_000;
const DATA = new URL("../../server/data/online_retail.csv.gz", import.meta.url);

type Order = { readonly at: number; readonly id: string; readonly isRefund: boolean };

/** Orders and refunds of each customer from the raw file, in the order of the log: by time, then by the hash of the id. */
async function readOrders(): Promise<ReadonlyMap<string, readonly Order[]>> {
  const text = (await promisify(gunzip)(await readFile(DATA))).toString("utf8");
  const invoices = new Map<string, { at: number; readonly customer: string }>();
  for (const line of text.split(/\r?\n/).slice(1)) {
    // Descriptions may hold commas, the columns around them do not.
    const columns = line.split(",");
    const [number = "", customer = "", time = ""] = [columns[0], columns.at(-2), columns.at(-4)];
    if (customer === "") continue;
    const at = Date.parse(`${time.replace(" ", "T")}Z`);
    const known = invoices.get(number);
    if (known === undefined) invoices.set(number, { at, customer });
    else known.at = Math.min(known.at, at);
  }
  const people = new Map<string, Order[]>();
  for (const [number, { at, customer }] of invoices) {
    const id = hashHex(hash128(`online-retail-${number}`));
    const own = people.get(customer) ?? [];
    own.push({ at, id, isRefund: number.startsWith("C") });
    people.set(customer, own);
  }
  for (const own of people.values()) own.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return people;
}

let page: Page;
let orders: ReadonlyMap<string, readonly Order[]>;

/** Opens a number, and sees that its people are asked for as of the instant that the number was. */
async function open(number: Locator, what: string, shown = async () => {}): Promise<Locator> {
  const path = `/api/explore/${what}`;
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === path);
  await page.reload();
  const { at } = (await (await answered).json()) as { readonly at: string };
  await shown();
  const asked = page.waitForRequest((request) => request.url().endsWith(`${path}/people`));
  await number.click();
  expect((await asked).postDataJSON()).toMatchObject({ at });
  return page.getByRole("dialog");
}

const written = (count: number): string => new Intl.NumberFormat("en-GB").format(count);
const CHAIN =
  'did "Order Completed" then "Order Completed" within 30 days then "Order Cancelled" in last 365 days';

/** How many of a person's steps are taken, chain by chain. */
function stepsOf(own: readonly Order[]): number {
  let most = 0;
  for (const [first, one] of own.entries()) {
    if (one.isRefund || one.at <= NOW - 365 * DAY) continue;
    most = Math.max(most, 1);
    for (const [second, other] of own.entries()) {
      if (second <= first || other.isRefund || other.at - one.at > 30 * DAY) continue;
      most = Math.max(most, 2);
      if (own.slice(second + 1).some(({ isRefund }) => isRefund)) return 3;
    }
  }
  return most;
}

/** On a server with the demo, after which nobody ordered anything. */
export function exploreJourneys(
  opened: () => { readonly server: RealServer; readonly browser: Browser },
): void {
  beforeAll(async () => {
    const { server, browser } = opened();
    orders = await readOrders();
    const context = await signedIn(browser, server.url, { size: "wide", scheme: "light" });
    context.setDefaultTimeout(60_000);
    page = await context.newPage();
  });
  afterAll(() => page.context().close());

  it("builds a funnel, whose figures are those of a plain count of the raw file", {
    timeout: 120_000,
  }, async () => {
    await page.goto("/");
    await page.getByRole("link", { name: "Explore", exact: true }).click();
    await page.getByText("No question yet").waitFor();
    expect(await findFaults(page)).toEqual([]);
    const event = (n: number) => page.getByRole("combobox", { name: "Event" }).nth(n);
    // The list of what could be meant lies over what is below it.
    const choose = async (n: number, name: string): Promise<void> => {
      await event(n).fill(name);
      await page.keyboard.press("Escape");
    };
    await choose(0, "Order Completed");
    await choose(1, "Order Completed");
    await page.getByRole("button", { name: "Add a step" }).click();
    await choose(2, "Order Cancelled");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByRole("table", { name: "People of each step" }).waitFor();
    expect(new URL(page.url()).searchParams.get("chain")).toBe(
      'did "Order Completed" then "Order Completed" then "Order Cancelled" in last 30 days',
    );

    const reached = [...orders.values()].map(stepsOf);
    const figures = [1, 2, 3].map((step) => reached.filter((steps) => steps >= step).length);
    await page.goto(`/explore/funnel?${new URLSearchParams({ chain: CHAIN, trait: "country" })}`);
    const table = page.getByRole("table", { name: "People of each step" });
    for (const [index, count] of figures.entries()) {
      const name = `${written(count)} took step ${index + 1}: see who`;
      await table.getByRole("button", { name }).waitFor();
    }
    await page
      .getByRole("table", { name: "Compared" })
      .getByRole("row", { name: /United Kingdom/ })
      .waitFor();
    expect(await findFaults(page)).toEqual([]);
  });

  it("opens who dropped off and keeps them as a segment of the same size", { timeout: 120_000 }, async () => {
    const dropped = [...orders.values()].map(stepsOf).filter((steps) => steps === 2).length;
    const number = page.getByRole("button", {
      name: `${written(dropped)} dropped off after step 2: see who`,
    });
    const dialog = await open(number, "funnel");
    await dialog.getByText(`${written(dropped)} people`).waitFor();
    await dialog.getByRole("link").nth(1).waitFor();
    expect(await findFaults(page)).toEqual([]);
    await dialog.getByRole("link", { name: "Save as a segment" }).click();
    await page.getByRole("heading", { level: 1, name: "New segment" }).waitFor();
    await page.locator(".segment-big-count").getByText(written(dropped), { exact: true }).waitFor();
  });

  it("reads a retention table, whose cells are those of a plain count", { timeout: 120_000 }, async () => {
    const months = [6, 7, 8, 9, 10, 11];
    const monthOf = (at: number): number =>
      new Date(at).getUTCMonth() + 12 * (new Date(at).getUTCFullYear() - 2011);
    const cohorts = months.map((month) => {
      const members = [...orders.values()]
        .map((own) => own.filter(({ isRefund }) => !isRefund))
        .filter(([first]) => first !== undefined && monthOf(first.at) === month);
      const back = months
        .filter((each) => each >= month)
        .map((each) => members.filter((own) => own.some(({ at }) => monthOf(at) === each)).length);
      return { size: members.length, back };
    });
    const search = {
      start: 'did "Order Completed"',
      back: 'did "Order Completed"',
      unit: "month",
      periods: "6",
    };
    await page.goto(`/explore/retention?${new URLSearchParams(search)}`);
    const table = page.getByRole("table", { name: "Who came back" });
    await table.waitFor();
    for (const [cohort, { size, back }] of cohorts.entries()) {
      const row = table.getByRole("row").nth(cohort + 1);
      const figures = await row.getByRole("button").allInnerTexts();
      expect(figures).toEqual([size, ...back].map(written));
    }
    expect(await table.getByText("not over yet").count()).toBeGreaterThan(cohorts.length - 1);
    expect(await findFaults(page)).toEqual([]);
    const dialog = await open(table.getByRole("row").nth(1).getByRole("button").nth(2), "retention");
    await dialog.getByText(`${written(cohorts[0]?.back[1] ?? 0)} people`).waitFor();
    expect(await findFaults(page)).toEqual([]);
  });

  it("draws a trend, whose figures are those of a plain count of the raw file", {
    timeout: 120_000,
  }, async () => {
    await page.goto("/explore/trends");
    await page.getByText("No question yet").waitFor();
    expect(await findFaults(page)).toEqual([]);
    await page.getByRole("combobox", { name: "Event" }).fill("Order Completed");
    await page.keyboard.press("Escape");
    await page.getByLabel("Count", { exact: true }).selectOption("people");
    await page.getByLabel("Per", { exact: true }).selectOption("month");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByRole("heading", { name: "Trend", exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get("lines")).toBe('people did "Order Completed"');
    await page.locator(".chart svg").waitFor();
    expect(await findFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Show as a table" }).click();
    const bought = [...orders.values()].map((own) => own.filter(({ isRefund }) => !isRefund));
    const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2011, month, 1));
    const inMonth = months.map(
      (from, month) =>
        bought.filter((own) =>
          own.some(({ at }) => at >= from && at < Date.UTC(2011, month + 1, 1) && at <= NOW),
        ).length,
    );
    const table = page.getByRole("table", { name: "Figures of each period" });
    const figures = await table.getByRole("button").allInnerTexts();
    expect(figures.slice(2)).toEqual(inMonth.toReversed().map(written));
    await table.getByText("1 Dec 2011 (unfinished)").waitFor();
    expect(await findFaults(page)).toEqual([]);
    const dialog = await open(table.getByRole("button").nth(3), "trends", () =>
      page.getByRole("button", { name: "Show as a table" }).click(),
    );
    await dialog.getByText(`${written(inMonth[10] ?? 0)} people`).waitFor();
    expect(await findFaults(page)).toEqual([]);
  });

  it("shows no figures of the question before under a new one", { timeout: 120_000 }, async () => {
    const lines = ["distinct count[revenue]", "distinct count[revenue]", "times"];
    const asked = lines.map((line) => `${line} did "Order Completed"`).join("\n");
    await page.goto(`/explore/trends?${new URLSearchParams({ lines: asked, unit: "month" })}`);
    await page.getByRole("button", { name: "Show as a table" }).click();
    const table = page.getByRole("table", { name: "Figures of each period" });
    const value = "Order Completed (different values of revenue)";
    expect(await table.getByRole("columnheader").allInnerTexts()).toEqual([
      "Period",
      value,
      value,
      "Order Completed (how often)",
    ]);
    const held = new Promise<Route>((resolve) => {
      void page.route("**/api/explore/trends?*", resolve, { times: 1 });
    });
    await page.getByLabel("Per", { exact: true }).selectOption("week");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await table.waitFor({ state: "detached" });
    await (await held).continue();
    await table.waitFor();
  });

  it("follows paths, whose figures are those of a plain count of the raw file", {
    timeout: 120_000,
  }, async () => {
    const search = { anchor: 'did "Order Completed"', days: "365", within: "30 day", fold: "no", steps: "2" };
    await page.goto(`/explore/paths?${new URLSearchParams(search)}`);
    const from = NOW + 1 - 365 * DAY;
    const next = {
      completed: new Set<string>(),
      cancelled: new Set<string>(),
      left: new Set<string>(),
      open: new Set<string>(),
    };
    for (const [customer, own] of orders) {
      for (const [place, { at, isRefund }] of own.entries()) {
        if (isRefund || at < from || at > NOW) continue;
        const then = own[place + 1];
        const isNext = then !== undefined && then.at - at <= 30 * DAY && then.at <= NOW;
        if (isNext) next[then.isRefund ? "cancelled" : "completed"].add(customer);
        else next[at + 30 * DAY <= NOW ? "left" : "open"].add(customer);
      }
    }
    const table = page.getByRole("table", { name: "Ways from step to step" });
    const way = (size: number, to: string) =>
      table
        .getByRole("button", { name: `${written(size)} people from Order Completed to ${to}: see who` })
        .first();
    await table.waitFor();
    const figures = await table
      .getByRole("row")
      .filter({ hasText: "Beginning" })
      .getByRole("button")
      .allInnerTexts();
    expect(figures.toSorted()).toEqual(
      [next.completed, next.cancelled, next.left, next.open].map(({ size }) => written(size)).toSorted(),
    );
    await page.locator(".path-chart .chart svg").waitFor();
    expect(await findFaults(page)).toEqual([]);
    const dialog = await open(way(next.left.size, "Nothing more"), "paths");
    await dialog.getByText(`${written(next.left.size)} people`).waitFor();
    await dialog.getByText("To a segment a call that says who somebody is counts as an event too").waitFor();
    expect(await dialog.getByRole("link", { name: "Save as a segment" }).getAttribute("href")).toContain(
      "definition=did",
    );
    expect(await findFaults(page)).toEqual([]);
  });

  it("tells what changes, with days that are those of a plain count of the raw file", {
    timeout: 120_000,
  }, async () => {
    await page.goto("/explore/patterns");
    await page.getByText("No question yet").waitFor();
    expect(await findFaults(page)).toEqual([]);
    await page.getByLabel("Weeks back").fill("40");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    const told = page.getByRole("table", { name: "What changes" });
    await told.getByRole("button", { name: "Show the days of Order Completed", exact: true }).first().click();
    expect(new URL(page.url()).searchParams.get("shown")).toBe('did "Order Completed"');
    await page.locator(".chart svg").waitFor();
    expect(await findFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Show as a table" }).click();
    const days = page.getByRole("table", { name: "Order Completed, day by day" });
    const last = Math.floor(NOW / DAY) * DAY;
    const counted = Array.from({ length: 40 * 7 }, (_, ago) => {
      const [from, to] = [last - (ago + 1) * DAY, last - ago * DAY];
      return [...orders.values()].filter((own) =>
        own.some(({ at, isRefund }) => !isRefund && at >= from && at < to),
      ).length;
    });
    expect(await days.getByRole("button").allInnerTexts()).toEqual(counted.map(written));
    expect(await findFaults(page)).toEqual([]);
    const busiest = counted.indexOf(Math.max(...counted));
    await days.getByRole("button").nth(busiest).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(`${written(Math.max(...counted))} people`).waitFor();
    expect(await findFaults(page)).toEqual([]);
  });

  it("reads the pages on a phone, and in the dark", { timeout: 240_000 }, async () => {
    const retention = {
      start: 'did "Order Completed"',
      back: 'did "Order Completed"',
      unit: "month",
      periods: "8",
    };
    const shown = (name: string) => (one: Page) => one.getByRole("heading", { name, exact: true }).waitFor();
    const at = (path: string, search: Readonly<Record<string, string>>, heading: string): Visit => {
      return { path: `/explore/${path}?${new URLSearchParams(search)}`, ready: shown(heading) };
    };
    const bought = 'did "Order Completed"';
    const weeks = { lines: `times ${bought}`, unit: "week", trait: "country", compare: "yes" };
    const days = { anchor: bought, days: "300", within: "60 day", fold: "no" };
    const pages = {
      "explore-empty": at("funnel", {}, "No question yet"),
      "explore-funnel": at("funnel", { chain: CHAIN, trait: "country" }, "Pain points"),
      "explore-trends": at("trends", weeks, "Trend"),
      "explore-paths": at("paths", days, "Paths"),
      "explore-patterns": at("patterns", { weeks: "40" }, "What changes"),
      "explore-retention": at("retention", retention, "All groups together"),
    };
    const { server, browser } = opened();
    expect(await faultsInLooks({ browser, url: server.url, pages, inTurns: true })).toEqual([]);
  });
}
