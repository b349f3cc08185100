import { afterAll, beforeAll, expect, test } from "vitest";
import { findFaults } from "./browser.ts";
import { faultsInLooks } from "./looks.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

let opened: SignedInPage;

beforeAll(async () => {
  opened = await openSignedInPage();
}, 120_000);

afterAll(() => opened.close());

async function group(userId: string, groupId: string, traits: Readonly<Record<string, unknown>>) {
  const batch = [{ type: "group", userId, groupId, traits, messageId: `${userId} ${groupId}` }];
  expect(await sendEvent(opened.server, { batch }, "/v1/batch")).toBe(200);
}

async function membersOf(account: string): Promise<number> {
  const answer = await opened.context.request.get(`/api/accounts/${encodeURIComponent(account)}/members`);
  return answer.ok() ? ((await answer.json()) as { readonly count: number }).count : -1;
}

test("accounts are found, opened, and left", { timeout: 180_000 }, async () => {
  const { page } = opened;
  const link = (name: string) => page.getByRole("link", { name, exact: true });
  await page.goto("/accounts");
  await page.getByText("No accounts yet").waitFor();
  expect(await findFaults(page)).toEqual([]);
  const about = { name: "Acme Corporation", plan: "pro", seats: 25, website: "https://acme.example.com" };
  await group("ann@example.com", "acme/eu", about);
  await group("bob@example.com", "acme/eu", {});
  await group("bob@example.com", "globex", { plan: "free" });
  await expect.poll(() => membersOf("acme/eu"), { timeout: 30_000 }).toBe(2);

  await page.reload();
  await link("globex").waitFor();
  await page.getByLabel("Find by id or name").fill("corp");
  await link("globex").waitFor({ state: "detached" });
  await link("Acme Corporation").click();
  await page.getByRole("heading", { level: 1, name: "Acme Corporation" }).waitFor();
  await page.getByText("2 people").waitFor();
  await page.getByText("pro", { exact: true }).waitFor();
  expect(await findFaults(page)).toEqual([]);

  await page.getByRole("button", { name: "Take out ann@example.com" }).click();
  await page.getByText("Take ann@example.com out of Acme Corporation?").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Take out", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(() => membersOf("acme/eu"), { timeout: 30_000 }).toBe(1);
  await page.reload();
  await page.getByText("1 person").waitFor();

  await link("bob@example.com").click();
  const card = page.getByRole("region", { name: "Accounts" });
  await card.getByRole("link", { name: "Acme Corporation" }).waitFor();
  await card.getByRole("link", { name: "globex" }).click();
  await page.getByRole("heading", { level: 1, name: "globex" }).waitFor();
});

test("the editor of a definition looks for accounts by id and name", { timeout: 60_000 }, async () => {
  const { page } = opened;
  await page.goto("/new-segment");
  const field = page.getByLabel("As a sentence");
  await field.pressSequentially("in account corp");
  await page.getByRole("option").filter({ hasText: "acme/eu (Acme Corporation)" }).click();
  expect(await field.inputValue()).toBe('in account "acme/eu" ');
});

test("the pages have no faults", { timeout: 180_000 }, async () => {
  const { browser, server } = opened;
  const pages = {
    accounts: "/accounts",
    account: "/accounts/acme%2Feu",
    "person-accounts": "/people/bob@example.com",
  };
  expect(await faultsInLooks({ browser, url: server.url, pages })).toEqual([]);
});
