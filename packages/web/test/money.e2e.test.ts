import { afterAll, beforeAll, expect, test } from "vitest";
import { faultsSeen } from "./looks.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

let signedIn: SignedInPage;

beforeAll(async () => {
  signedIn = await openSignedInPage();
}, 120_000);

afterAll(() => signedIn.close());

test("a currency is chosen, rates are set by hand and by a file, and what has no rate is shown", {
  timeout: 180_000,
}, async () => {
  const { page } = signedIn;
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const dialog = page.getByRole("dialog");
  const save = dialog.getByRole("button", { name: "Save" });
  await page.goto("/settings/money");
  await page.getByText("Until one is chosen", { exact: false }).waitFor();
  expect(await faultsSeen(page, "money-none")).toEqual([]);
  await page.getByRole("combobox", { name: "Currency" }).fill("EUR");
  await page.getByRole("option", { name: "EUR · Euro" }).click();
  await button("Save").click();
  await page.getByText("No rates yet").waitFor();
  await page.getByText("carry amounts in EUR", { exact: false }).waitFor();

  await button("Add a rate").click();
  await dialog.getByLabel("Currency").fill("usd");
  await dialog.getByLabel("From").fill("2026-01-01");
  await dialog.getByLabel("Worth in EUR").fill("0,92");
  await save.click();
  await dialog.getByRole("alert").waitFor();
  expect(await faultsSeen(page, "money-rate")).toEqual([]);
  await dialog.getByLabel("Worth in EUR").fill("0.92");
  await save.click();
  await page.getByText("1 USD = 0.92 EUR").waitFor();
  await dialog.waitFor({ state: "detached" });

  await button("Load a file").click();
  const chosen = page.waitForEvent("filechooser");
  await dialog.getByLabel("CSV file").click();
  const rows = "date,currency,rate\n2026-01-01,GBP,1.15\n2026-02-01,GBP,1.16\n";
  await (await chosen).setFiles({ name: "rates.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
  await button("Load the rates").click();
  await dialog.getByText("2 added, 0 changed, 0 as before").waitFor();
  expect(await faultsSeen(page, "money-file")).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByText("1 GBP = 1.16 EUR").waitFor();
  await dialog.waitFor({ state: "detached" });
  expect(await page.getByRole("list", { name: "Rates of exchange" }).getByRole("listitem").count()).toBe(3);

  await button("Edit USD, from 1 Jan 2026").click();
  await dialog.getByLabel("Worth in EUR").fill("0.93");
  await save.click();
  await page.getByText("1 USD = 0.93 EUR").waitFor();
  await dialog.waitFor({ state: "detached" });
  await button("Delete GBP, from 1 Feb 2026").click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("1 GBP = 1.16 EUR").waitFor({ state: "detached" });

  await page.getByText("Every amount that came had a rate.").waitFor();
  expect(await faultsSeen(page, "money")).toEqual([]);
});
