import type { Browser, BrowserContext, Locator, Page, Response } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ADMIN, newContext } from "./browser.ts";
import { everyPage } from "./every-page.ts";
import { type Front, isOfPage, openFront, toldIn } from "./failing-front.ts";
import { goTo, watch } from "./looks.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

const LOOK = { size: "wide", scheme: "light" } as const;
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

/** What the browser says itself of an answer that did not come, and the router of what a page of its own tells. */
const TOLD = /^(Failed to load resource|ApiError: )/;

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
    if (message.type() === "error" && !TOLD.test(message.text())) errors.push(message.text());
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

/** A page of somebody who is signed in, behind a front of its own. */
async function visit<T>(look: (visiting: Visitor) => Promise<T>): Promise<T> {
  const visiting = await visitor(here.browser, here.context);
  try {
    return await look(visiting);
  } finally {
    await visiting.page.context().close();
    await visiting.front.close();
  }
}

const again = (page: Page) => page.getByRole("button", { name: "Try again" });

test("before it is known who is signed in there is a heading, and a failure can be tried again", {
  timeout: 60_000,
}, async () => {
  await visit(async ({ page, front, errors }) => {
    for (const fault of ["cut", "cut inside", "fail"] as const) {
      front.answer = (asked) => (asked === "/api/session" ? "hold" : "pass");
      await page.goto(`${front.url}/people`, { waitUntil: "commit" });
      await page.getByRole("heading", { level: 1, name: "One moment" }).waitFor();
      front.answer = (asked) => (asked === "/api/session" ? fault : "pass");
      front.release();
      if (fault !== "fail") await tellsOfReach(page).waitFor();
      await again(page).waitFor();
      front.answer = () => "pass";
      await again(page).click();
      await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
    }
    expect(errors).toEqual([]);
  });
});

test("a page whose code does not come says so, and comes when it is tried again", {
  timeout: 60_000,
}, async () => {
  await visit(async ({ page, front }) => {
    await page.goto(`${front.url}/segments`);
    await page.getByRole("link", { name: "The buyers" }).first().waitFor();
    front.answer = (asked) => (asked.includes("people-page") ? "hold" : "pass");
    await page.getByRole("link", { name: "People", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "One moment" }).waitFor();
    front.answer = (asked) => (asked.includes("people-page") ? "cut" : "pass");
    front.release();
    await page.getByText("A part of the page could not be loaded").waitFor();
    front.answer = () => "pass";
    await again(page).click();
    await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
    await page.getByRole("link", { name: "ann", exact: true }).waitFor();
  });
});

test("whoever is signed out in the middle signs in and is where they were", { timeout: 60_000 }, async () => {
  await visit(async ({ page, front }) => {
    for (const address of [
      "/segments?q=buy&sort=name",
      "/people/ann?tab=traits",
      "/settings/surveys?survey=nps",
    ]) {
      front.answer = () => "pass";
      await page.goto(front.url + address);
      await page.locator("main h1").waitFor();
      front.answer = (asked) => (isOfPage(asked) && asked !== "/api/setup" ? "no session" : "pass");
      await page.getByText("You were signed out because your session ended").waitFor();
      front.answer = () => "pass";
      await page.getByLabel("Email").fill(ADMIN.email);
      await page.getByRole("textbox", { name: "Password" }).fill(ADMIN.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForURL(front.url + address);
      await page.locator("main h1").waitFor();
    }
  });
});

/** Questions that are asked with a body. */
const READS: ReadonlySet<string> = new Set([
  "/api/segments/check",
  "/api/segments/evaluate",
  "/api/segments/diff",
  "/api/segments/overlap/similar",
  "/api/reach",
]);
const isWrite = (asked: string, method: string): boolean =>
  isOfPage(asked) && method !== "GET" && !READS.has(asked);

test("what could not be saved says so beside its button, keeps what was typed, and is saved when it is tried again", {
  timeout: 120_000,
}, async () => {
  await visit(async ({ page, front, errors }) => {
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    /** Presses twice in vain and once more; `kept` is looked at after each time. */
    const insist = async (press: () => Promise<void>, within: Locator, kept: () => Promise<void>) => {
      for (const [fault, says] of [
        ["fail", "The test lets this fail"],
        ["cut", "The server cannot be reached"],
      ] as const) {
        front.answer = (asked, method) => (isWrite(asked, method) ? fault : "pass");
        await press();
        await within.getByRole("alert").getByText(says).waitFor();
        await kept();
      }
      front.answer = () => "pass";
      await press();
    };
    const valueOf = (field: Locator, value: string) => async () => {
      expect(await field.inputValue()).toBe(value);
    };

    await page.goto(`${front.url}/settings/workspace`);
    const name = page.getByLabel("Name");
    await name.fill("Shop of tests");
    await insist(() => button("Save").click(), page.locator("form"), valueOf(name, "Shop of tests"));
    await page.locator(".brand-workspace").first().getByText("Shop of tests").waitFor();

    await page.goto(`${front.url}/settings/purposes`);
    await button("Add a purpose").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Letters");
    await dialog.getByLabel("Key").fill("letters");
    const save = () => dialog.getByRole("button", { name: "Save" }).click();
    await insist(save, dialog, valueOf(dialog.getByLabel("Name"), "Letters"));
    await dialog.waitFor({ state: "detached" });

    await page.goto(front.url + at("/new-segment", { definition: ORDERED }));
    await page.getByLabel("Name").fill("Kept");
    await page.getByLabel("Goal").fill("A second order");
    await page.getByLabel("What will be done with them").fill("A letter");
    await page.getByText("Understood").waitFor();
    await insist(
      () => button("Create the segment").click(),
      page.locator("form.segment-form"),
      valueOf(page.getByLabel("Goal"), "A second order"),
    );
    await page.getByRole("heading", { level: 1, name: "Kept" }).waitFor();
    expect(errors).toEqual([]);
  });
});

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

test("what could not be asked for again stays, says so, and is asked for when it is tried again", {
  timeout: 60_000,
}, async () => {
  await visit(async ({ page, front, settled }) => {
    await page.goto(`${front.url}/segments`);
    const shown = page.getByRole("link", { name: "The buyers" }).first();
    await shown.waitFor();
    await settled();
    front.answer = (asked) => (asked === "/api/segments" ? "fail" : "pass");
    const stale = page.getByRole("alert").filter({ hasText: "may be out of date" });
    // Somebody who comes back to the page once what it shows is no longer fresh.
    await expect
      .poll(
        async () => {
          await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
          return stale.count();
        },
        { timeout: 30_000, interval: 500 },
      )
      .toBe(1);
    await stale.getByText("The test lets this fail").first().waitFor();
    expect(await shown.isVisible()).toBe(true);
    front.answer = () => "pass";
    await stale.getByRole("button", { name: "Try again" }).click();
    await stale.waitFor({ state: "detached" });
  });
});

const BESIDE = "Some names and choices could not be loaded";

async function requestIdIn(answer: Response): Promise<string> {
  const { error } = (await answer.json()) as { readonly error: { readonly requestId: string } };
  return error.requestId;
}

const VIEWER = { name: "Vira", email: "vira@example.com", password: "only-to-look-at-it", role: "viewer" };

test("a viewer opens every page, and is told of whatever the role does not allow", {
  timeout: 180_000,
}, async () => {
  const made = await here.context.request.post("/api/users", { data: VIEWER });
  expect(made.ok(), await made.text()).toBe(true);
  const context = await newContext(here.browser, here.server.url, LOOK);
  const { email, password } = VIEWER;
  expect((await context.request.post("/api/session", { data: { email, password } })).ok()).toBe(true);
  const faults: string[] = [];
  const left = [...(await pagesHere()).addresses];
  const lookOn = async (): Promise<void> => {
    const page = await context.newPage();
    const settled = watch(page);
    const refused = new Map<string, Promise<string>>();
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("response", (answer) => {
      if (answer.status() === 403) refused.set(answer.url(), requestIdIn(answer));
    });
    for (let address = left.shift(); address !== undefined; address = left.shift()) {
      refused.clear();
      await goTo(page, address);
      await page.locator("main h1").waitFor();
      await settled();
      const told = (await page.getByText("Your role does not allow this").count()) > 0;
      // Each is told of with its request, but names and choices, of which one note tells.
      const alerts = (await page.locator(ALERT).allInnerTexts()).join("\n");
      for (const [url, id] of refused) {
        const isTold = told && (alerts.includes(await id) || alerts.includes(BESIDE));
        if (!isTold) faults.push(`${address}: untold ${url}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lookOn));
  await context.close();
  expect(faults).toEqual([]);
});
