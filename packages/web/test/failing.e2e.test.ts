import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { everyPage } from "./every-page.ts";
import { type Front, isOfPage, openFront, toldIn } from "./failing-front.ts";
import { watch } from "./looks.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

const AT_ONCE = 4;
const ORDERED = 'did "Order Completed"';
const at = (path: string, search: Readonly<Record<string, string>>): string =>
  `${path}?${new URLSearchParams(search).toString()}`;

let here: SignedInPage;
let imported: { readonly file: string; readonly job: string };

beforeAll(async () => {
  here = await openSignedInPage();
  imported = await fill(here);
}, 120_000);

afterAll(() => here.close());

/** Something for every page to show. */
async function fill({ server, context }: SignedInPage): Promise<typeof imported> {
  const time = new Date(Date.now() - 86_400_000).toISOString();
  const calls = ["ann", "bo", "cy"].flatMap((userId) => [
    { type: "identify", userId, timestamp: time, traits: { plan: "free", email: `${userId}@example.com` } },
    { type: "track", event: "Order Completed", userId, timestamp: time, properties: { revenue: 5 } },
    { type: "group", userId, groupId: "acme", timestamp: time, traits: { name: "Acme" } },
  ]);
  expect(await sendEvent(server, { batch: calls }, "/v1/batch")).toBe(200);
  expect(await sendEvent(server, { batch: [{ type: "track", event: "Nobody's" }] }, "/v1/batch")).toBe(200);
  const put = async (method: "put" | "post", path: string, data: unknown): Promise<void> => {
    const answer = await context.request[method](path, { data });
    expect(answer.ok(), await answer.text()).toBe(true);
  };
  const written = { goal: "g", owner: "o", action: "a", reviewDate: "2030-01-01", purpose: "ads" };
  for (const key of ["buyers", "others"])
    await put("post", "/api/segments", { key, name: `The ${key}`, definition: ORDERED, ...written });
  const question = { key: "score", text: "How likely?", answer: { type: "nps" }, tag: null, decayDays: null };
  await put("put", "/api/surveys/nps", { name: "NPS", questions: [question], rev: 0 });
  await put("put", "/api/tracking-plan/Order%20Completed", { schema: { type: "object" }, rev: 0 });
  const upload = (name: string) =>
    context.request.post(`/api/imports/files?name=${name}`, {
      headers: { "content-type": "application/octet-stream" },
      data: Buffer.from("customer_id,date,total\nann,2026-03-01T10:00:00Z,5\n"),
    });
  const file = (await (await upload("waits.csv")).json()) as { readonly id: string; readonly guess: unknown };
  const job = await context.request.post("/api/imports", {
    data: { file: file.id, mode: "check", mapping: file.guess },
  });
  const state = async (): Promise<unknown> =>
    ((await (await context.request.get("/api/segments/buyers")).json()) as { live?: { state: string } }).live
      ?.state;
  await vi.waitFor(async () => expect(await state()).toBe("live"), { timeout: 60_000, interval: 200 });
  expect((await context.request.get("/api/segments?sizes=fresh")).ok()).toBe(true);
  return { file: file.id, job: ((await job.json()) as { readonly id: string }).id };
}

const pagesHere = async () => {
  const segment = "/segments/buyers";
  const person = "/people/ann";
  await here.page.goto("/nowhere");
  await here.page.locator("main h1").waitFor();
  return everyPage(here.page, {
    "/segments/$key": [
      segment,
      ...["members", "movements", "versions", "health"].map((tab) => `${segment}?tab=${tab}`),
    ],
    "/segments/$key/edit": [`${segment}/edit`],
    "/new-segment": ["/new-segment", at("/new-segment", { definition: ORDERED })],
    "/people/$id": [
      person,
      ...["traits", "merges", "segments&why=buyers"].map((tab) => `${person}?tab=${tab}`),
    ],
    "/accounts/$id": ["/accounts/acme"],
    "/imports/$id": [`/imports/${imported.job}`],
    "/imports/file/$id": [
      `/imports/file/${imported.file}`,
      `/imports/file/${imported.file}?check=${imported.job}`,
    ],
    "/explore/funnel": [at("/explore/funnel", { chain: `${ORDERED} then "Order Completed" within 30 days` })],
    "/explore/retention": [
      at("/explore/retention", { start: ORDERED, back: ORDERED, unit: "week", periods: "4" }),
    ],
    "/explore/trends": [at("/explore/trends", { lines: `times ${ORDERED}`, unit: "week" })],
    "/explore/paths": [at("/explore/paths", { anchor: ORDERED, days: "30", within: "30 day", steps: "2" })],
    "/explore/patterns": [at("/explore/patterns", { weeks: "4" })],
    "/audit": ["/audit", at("/audit", { event: "Order Completed" })],
    "/plan": ["/plan", at("/plan", { event: "Order Completed" })],
    "/settings/surveys": ["/settings/surveys", "/settings/surveys?survey=nps"],
    "/$": ["/nowhere"],
  });
};

/** How far a count has come is told where it is known, and only then. */
const UNTOLD = /^\/api\/explore\/progress\//;
/** The light of the live events says that they are lost. */
const TOLD_OTHERWISE: Readonly<Record<string, string>> = { "/api/events/recent": '[data-state="lost"]' };

type Visitor = {
  readonly page: Page;
  readonly front: Front;
  readonly settled: () => Promise<void>;
  readonly errors: string[];
};

/** What the browser says itself: of an answer that did not come, and to code that asks whether it may evaluate. */
const OWN_WORDS = /^Failed to load resource|'default-src' is used as a fallback/;

async function visitor(browser: Browser, signedIn: BrowserContext): Promise<Visitor> {
  const front = await openFront(here.server.url);
  const context = await browser.newContext({
    storageState: await signedIn.storageState(),
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    locale: "en-GB",
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !OWN_WORDS.test(message.text())) errors.push(message.text());
  });
  return { page, front, settled: watch(page), errors };
}

const tellsOfReach = (page: Page) =>
  page.getByText("The server cannot be reached. Trying again", { exact: false });

/** Also behind a dialog. */
const ALERT = '[role="alert"]';

/** Runs in the page. */
function pressTryAgain(): void {
  for (const button of document.querySelectorAll("button")) {
    if (button.textContent === "Try again") button.click();
  }
}

/**
 * Opens a page of a server that does not answer, then cuts the connection, then fails. What the page tells of is answered
 * once it is asked for again; what it does not tell of stays failing and is a fault, as is what the page still lacks.
 */
async function walk({ page, front, settled, errors }: Visitor, address: string): Promise<readonly string[]> {
  errors.length = 0;
  front.failed.clear();
  front.answer = (asked) => (isOfPage(asked) ? "hold" : "pass");
  await page.goto(front.url + address, { waitUntil: "commit" });
  await page.locator("main h1").waitFor();
  front.answer = (asked) => (isOfPage(asked) ? "cut" : "pass");
  front.release();
  await tellsOfReach(page).first().waitFor();
  const answered = new Set<string>();
  front.answer = (asked) => (isOfPage(asked) && !answered.has(asked) ? "fail" : "pass");
  for (;;) {
    await tellsOfReach(page).waitFor({ state: "detached" });
    await settled();
    const alerts = await page.locator(ALERT).allInnerTexts();
    const told = alerts.flatMap(toldIn).filter((asked) => !answered.has(asked));
    if (told.length === 0) break;
    for (const asked of told) answered.add(asked);
    await page.evaluate(pressTryAgain);
  }
  const isTold = async (asked: string): Promise<boolean> => {
    const path = asked.replace(/\?.*/, "");
    const mark = TOLD_OTHERWISE[path];
    return UNTOLD.test(path) || (mark !== undefined && (await page.locator(mark).count()) > 0);
  };
  const faults: string[] = [];
  for (const asked of front.failed) {
    if (!answered.has(asked) && !(await isTold(asked))) faults.push(`does not tell that ${asked} failed`);
  }
  if ((await page.locator("main h1").count()) !== 1) faults.push("has not one heading");
  const left = await page.locator(ALERT).allInnerTexts();
  return [...faults, ...left.map((text) => `still says ${text}`), ...errors].map(
    (fault) => `${address}: ${fault}`,
  );
}

test("every page has a heading before anything is answered, tells of all that fails, and comes when it is tried again", {
  timeout: 300_000,
}, async () => {
  const { addresses, withoutExample } = await pagesHere();
  expect(withoutExample).toEqual([]);
  const left = [...addresses];
  const faults: string[] = [];
  const walkOn = async (): Promise<void> => {
    const visiting = await visitor(here.browser, here.context);
    for (let address = left.shift(); address !== undefined; address = left.shift()) {
      const found = await walk(visiting, address).catch((error: unknown) => [`${address}: ${String(error)}`]);
      faults.push(...found);
    }
    await visiting.page.context().close();
    await visiting.front.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, walkOn));
  expect(faults).toEqual([]);
});
