import type { Route } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ADMIN } from "./browser.ts";
import { faultsSeen, goTo, watch } from "./looks.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

const TIMEOUT = { timeout: 240_000 };
const BUYERS = 12;

/** What opens something, where it stands. */
const OPENED: readonly (readonly [path: string, opener: string | RegExp, opened: "dialog" | "menu"])[] = [
  ["/segments/buyers", new RegExp(ADMIN.name), "menu"],
  ["/segments/buyers", "Delete", "dialog"],
  ["/segments", "Deleted", "dialog"],
  ["/new-segment", "Add a condition", "menu"],
  ["/settings/sources", "New source", "dialog"],
  ["/settings/purposes", "Add a purpose", "dialog"],
  ["/problems", /No person/, "dialog"],
];

let here: SignedInPage;

beforeAll(async () => {
  here = await openSignedInPage();
  const { server, context } = here;
  const batch = Array.from({ length: BUYERS }, (_, n) => ({
    type: "track",
    event: "Order Completed",
    userId: `buyer ${n}`,
    properties: { revenue: 10 + n },
  }));
  expect(await sendEvent(server, { batch }, "/v1/batch")).toBe(200);
  const rule = { otherwise: true, exceptIn: [], refusedBySignal: false, categories: [], rev: 0 };
  for (const [key, said] of Object.entries({
    service: { kind: "purpose", name: "Service messages" },
    email: { kind: "channel", name: "E-mail", address: "email" },
  })) {
    const answer = await context.request.put(`/api/purposes/${key}`, { data: { ...rule, ...said } });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
  const written = { goal: "g", action: "a", reviewDate: "2030-01-01", purpose: "service" };
  const segments = [
    { key: "buyers", name: "Buyers", owner: "Olena", definition: 'did "Order Completed"', tags: ["base"] },
    {
      key: "again",
      name: "Again",
      owner: "Taras",
      definition: 'in segment "buyers" and did "Order Completed"',
    },
  ];
  for (const segment of segments) {
    const made = await context.request.post("/api/segments", { data: { ...written, ...segment } });
    expect(made.status(), await made.text()).toBe(201);
  }
  const webhook = { name: "CRM", url: "https://example.com/hook", segments: ["buyers"] };
  const made = await context.request.post("/api/webhooks", { data: webhook });
  expect(made.ok(), await made.text()).toBe(true);
  const state = async () => {
    const answer = await context.request.get("/api/segments/buyers");
    return ((await answer.json()) as { readonly live: { readonly state: string } | null }).live?.state;
  };
  await vi.waitFor(async () => expect(await state()).toBe("live"), { timeout: 60_000, interval: 100 });
}, 120_000);

afterAll(() => here.close());

test(
  "a purpose that is not set up is told at its field, and a ring before it is saved",
  TIMEOUT,
  async () => {
    const { page } = here;
    const settled = watch(page);
    await page.goto("/segments/buyers/edit");
    const purpose = page.getByRole("combobox", { name: "Purpose of processing" });
    await purpose.fill("servce");
    await page.getByText("“servce” is not set up, so nobody is asked").waitFor();
    // What is offered lies over the page while the field is written in.
    await page.keyboard.press("Escape");
    await settled();
    expect(await faultsSeen(page, "segment-purpose-unknown")).toEqual([]);
    await purpose.fill("");
    // What stood below the field moves the options as it goes.
    await page.getByText("is not set up, so nobody is asked").waitFor({ state: "detached" });
    await page.getByRole("option", { name: "service · Service messages" }).click();
    expect(await purpose.inputValue()).toBe("service");
    expect(await page.getByText("is not set up, so nobody is asked").count()).toBe(0);
    await page.getByRole("combobox", { name: "Owner" }).fill("Ta");
    await page.getByRole("option", { name: "Taras" }).waitFor();
    await page.keyboard.press("Escape");

    await page.getByLabel("As a sentence").fill('in segment "again"');
    await page.locator(".check-problems").getByText("again", { exact: false }).first().waitFor();
    expect(await page.getByText("Understood").count()).toBe(0);
  },
);

test("a segment tells of all that uses it, who is reached, and is copied", TIMEOUT, async () => {
  const { page } = here;
  const settled = watch(page);
  await goTo(page, "/segments/buyers");
  const users = page.locator(".user-list");
  await users.getByRole("link", { name: "Again" }).waitFor();
  await users.getByRole("link", { name: "CRM" }).waitFor();
  await page.getByRole("heading", { name: "Reachable" }).waitFor();
  await settled();
  expect(await faultsSeen(page, "segment-used")).toEqual([]);

  await page.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete “Buyers”?" });
  await dialog.getByText("It cannot be deleted while something is made of it:").waitFor();
  await dialog.getByRole("link", { name: "Again" }).waitFor();
  expect(await dialog.getByRole("button", { name: "Delete" }).isDisabled()).toBe(true);
  expect(await faultsSeen(page, "segment-delete-used")).toEqual([]);
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("link", { name: "Duplicate" }).click();
  await page.getByRole("heading", { level: 1, name: "New segment" }).waitFor();
  expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("Copy of Buyers");
  expect(await page.getByLabel("As a sentence").inputValue()).toBe('did "Order Completed"');
  await page.getByRole("button", { name: "Create the segment" }).click();
  await page.getByRole("heading", { level: 1, name: "Copy of Buyers" }).waitFor();
});

test("members are told as of a past instant, counted again or as known then", TIMEOUT, async () => {
  const { page } = here;
  const settled = watch(page);
  await goTo(page, "/segments/buyers?tab=members");
  await page.getByRole("heading", { name: `${BUYERS} people` }).waitFor();
  await page.getByLabel("As of, by the clock of UTC").fill("2020-01-01T09:30");
  await page.getByText("Nobody is in this segment").waitFor();
  expect(new URL(page.url()).searchParams.get("at")).toMatch(/^20(19|20)-/);
  await page.getByRole("button", { name: "Show who is in it now" }).click();
  await page.getByRole("heading", { name: `${BUYERS} people` }).waitFor();
  await page.getByLabel("As of, by the clock of UTC").fill("2099-01-01T09:30");
  await page.getByLabel("Told as").selectOption("As it was known then");
  await expect.poll(() => new URL(page.url()).searchParams.get("as")).toBe("known");
  await page.getByRole("heading", { name: `${BUYERS} people` }).waitFor();
  await settled();
  expect(await faultsSeen(page, "segment-members-past")).toEqual([]);
});

test("the list is narrowed in the address; what is deleted is told, and is restored", TIMEOUT, async () => {
  const { page } = here;
  const settled = watch(page);
  await page.goto("/segments?q=copy-of-buyers");
  await page.getByRole("link", { name: "Copy of Buyers", exact: true }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { level: 1, name: "Segments" }).waitFor();
  await page.getByRole("button", { name: "Deleted" }).click();
  const dialog = page.getByRole("dialog", { name: "Deleted segments" });
  await dialog.getByText("Copy of Buyers").waitFor();
  expect(await faultsSeen(page, "segments-deleted")).toEqual([]);
  await dialog.getByRole("button", { name: "Restore Copy of Buyers" }).click();
  await page.getByRole("heading", { level: 1, name: "Copy of Buyers" }).waitFor();

  await page.goto("/segments?tag=base");
  await page.getByRole("link", { name: "Buyers", exact: true }).waitFor();
  expect(await page.getByRole("link", { name: "Again", exact: true }).count()).toBe(0);
  await settled();
  expect(await faultsSeen(page, "segments-narrowed")).toEqual([]);
  await page.getByPlaceholder("Filter by name").fill("none is called so");
  await page.getByRole("button", { name: "Show all segments" }).click();
  await page.getByRole("link", { name: "Again", exact: true }).waitFor();
});

test(
  "what was done to a segment stands beside its versions, and the audit log is narrowed",
  TIMEOUT,
  async () => {
    const { page } = here;
    const settled = watch(page);
    await goTo(page, "/segments/copy-of-buyers?tab=versions");
    const done = page.getByRole("list", { name: "What was done" });
    await done.getByText("deleted the segment Copy of Buyers").waitFor();
    expect(await done.getByText("made the segment Copy of Buyers").count()).toBe(2);
    await settled();
    expect(await faultsSeen(page, "segment-done")).toEqual([]);
    await page.getByRole("link", { name: "In the audit log" }).click();
    await page.getByText("Only what was done to segment/copy-of-buyers.").waitFor();
    const log = page.getByRole("list", { name: "Audit log" });
    await expect.poll(() => log.locator(".settings-name").count()).toBe(3);
    expect(await faultsSeen(page, "audit-about-segment")).toEqual([]);
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByLabel("What", { exact: true }).selectOption("webhook");
    await expect.poll(() => log.locator(".settings-name").count()).toBe(1);
    expect(new URL(page.url()).searchParams.get("what")).toBe("webhook");
    await page.getByLabel("To", { exact: true }).fill("2020-01-01");
    await page.getByText("Nothing was done that fits.").waitFor();
    await page.getByRole("button", { name: "Show everything" }).click();
    await expect.poll(() => log.locator(".settings-name").count()).toBeGreaterThan(3);
    expect(new URL(page.url()).search).toBe("");
  },
);

test(
  "somebody who forgot the password gets a new one; keys are renamed, end and tell of their use",
  TIMEOUT,
  async () => {
    const { page, context } = here;
    const settled = watch(page);
    const bob = { email: "bob@example.com", name: "Bob", role: "editor", password: "a first long password" };
    expect((await context.request.post("/api/users", { data: bob })).status()).toBe(201);
    await goTo(page, "/settings/users");
    await page.getByRole("button", { name: "Edit Bob" }).click();
    const dialog = page.getByRole("dialog", { name: "Edit Bob" });
    await dialog.getByLabel("Name").fill("Bohdan");
    await dialog.getByRole("textbox", { name: "New password" }).fill("another long password");
    expect(await faultsSeen(page, "user-edit")).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("Bohdan").waitFor();
    const signIn = (password: string) =>
      fetch(`${here.server.url}/api/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email: bob.email, password }),
      });
    expect((await signIn(bob.password)).status).not.toBe(200);
    expect((await signIn("another long password")).ok).toBe(true);

    await goTo(page, "/settings/sources");
    await page.getByText("Last used").first().waitFor();
    await page.getByRole("button", { name: "New API key" }).click();
    const making = page.getByRole("dialog", { name: "New API key" });
    await making.getByLabel("Name").fill("CI");
    await making.getByLabel("Ends on").fill("2099-01-01");
    expect(await faultsSeen(page, "key-new")).toEqual([]);
    await making.getByRole("button", { name: "New API key" }).click();
    await page.getByRole("button", { name: "I have it" }).click();
    await page.getByText("Not used yet").waitFor();
    await page.getByText(/Ends .*2099/).waitFor();
    await page.getByRole("button", { name: "Edit CI" }).click();
    const renaming = page.getByRole("dialog", { name: "Edit CI" });
    await renaming.getByLabel("Name").fill("Nightly run");
    await renaming.getByRole("button", { name: "Save" }).click();
    await page.getByText("Nightly run").waitFor();
    await settled();
    expect(await faultsSeen(page, "keys-used")).toEqual([]);
  },
);

test(
  "every kind of menu and dialog opens with the keyboard, closes with it, and gives the focus back",
  TIMEOUT,
  async () => {
    const { page, server } = here;
    // What was refused opens beside its list.
    const refused = { batch: [{ type: "track", event: "No person" }] };
    expect(await sendEvent(server, refused, "/v1/batch")).toBe(200);
    await page.goto("/");
    for (const [path, name, role] of OPENED) {
      await goTo(page, path);
      const opener = page.getByRole("button", { name }).first();
      await opener.waitFor();
      const opened = page.getByRole(role).filter({ visible: true }).first();
      await opener.press("Enter");
      await opened.waitFor();
      // Whatever opens takes the focus, so that the next key is its own.
      const hasFocus = () => opened.evaluate((element) => element.contains(document.activeElement));
      await expect.poll(hasFocus, { message: `${path} ${String(name)} takes the focus` }).toBe(true);
      await page.keyboard.press("Escape");
      await opened.waitFor({ state: "detached" });
      const isBack = () => opener.evaluate((element) => element === document.activeElement);
      await expect.poll(isBack, { message: `${path} ${String(name)} has the focus again` }).toBe(true);
    }
  },
);

test("an empty workspace begins with the usual segments in one click", TIMEOUT, async () => {
  const empty = await openSignedInPage();
  try {
    const { page } = empty;
    const settled = watch(page);
    await page.goto("/segments");
    const make = page.getByRole("button", { name: "Make 4 usual segments" });
    await make.waitFor();
    expect(await faultsSeen(page, "segments-none")).toEqual([]);
    const failing = (route: Route) =>
      route.request().postDataJSON()?.key === "new-people"
        ? route.fulfill({ status: 502 })
        : route.fallback();
    await page.route("**/api/segments", failing);
    await make.click();
    await page.getByRole("link", { name: "All people", exact: true }).waitFor();
    await page.getByRole("alert").waitFor();
    await settled();
    expect(await faultsSeen(page, "segments-half-made")).toEqual([]);
    await page.unroute("**/api/segments", failing);
    await page.getByRole("button", { name: /^Make the .*usual segments? that (is|are) missing$/ }).click();
    for (const name of ["All people", "New people", "Active people", "Lapsing people"]) {
      await page.getByRole("link", { name, exact: true }).waitFor();
    }
    await settled();
    expect(await faultsSeen(page, "segments-usual")).toEqual([]);
    await page.goto("/segments/active-people/edit");
    await page.getByLabel("As a sentence").fill('did "Order Completed" this month');
    await page.getByText("Calendar days, weeks, months and years are those of UTC.").waitFor();
  } finally {
    await empty.close();
  }
});
