import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultsSeen } from "./looks.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

let signedIn: SignedInPage;

beforeAll(async () => {
  signedIn = await openSignedInPage();
}, 120_000);

afterAll(() => signedIn.close());

const ROWS = "date,campaign,spend\n2026-01-02,Spring,1.10\n2026-01-02,Autumn,2.20\n2026-01-03,Spring,dear\n";

/** The dialog with the columns of a file. */
async function opened(rows: string): Promise<Locator> {
  const { page } = signedIn;
  await page.goto("/settings/costs");
  await page.getByRole("button", { name: "Note costs from a file" }).click();
  const dialog = page.getByRole("dialog", { name: "Note costs from a file" });
  const chooser = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "File" }).click();
  await (await chooser).setFiles({ name: "costs.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
  await dialog.getByRole("button", { name: "Read its columns" }).click();
  return dialog;
}

test("a file of costs is mapped, checked and noted", { timeout: 120_000 }, async () => {
  const { page } = signedIn;
  const dialog = await opened(ROWS);
  const note = dialog.getByRole("button", { name: "Note them" });
  await dialog.getByLabel("Currency of rows that say none").fill("eur");
  expect(await note.isDisabled()).toBe(true);
  await dialog.getByRole("button", { name: "Check" }).click();
  await dialog.getByText("2 entries would be noted", { exact: false }).waitFor();
  await dialog.getByText("column “spend”", { exact: false }).waitFor();
  expect(await faultsSeen(page, "cost-file")).toEqual([]);
  // Only what was checked is noted, as it was checked.
  await dialog.getByLabel("Currency of rows that say none").fill("usd");
  expect(await note.isDisabled()).toBe(true);
  await dialog.getByRole("button", { name: "Check" }).click();
  await note.click();
  await dialog.getByText("2 entries were noted", { exact: false }).waitFor();
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await page.getByText("Spring").first().waitFor();
});

test("a check whose columns are changed gives way to the one after it", { timeout: 120_000 }, async () => {
  const many = Array.from({ length: 40_000 }, (_, n) => `2026-01-02,Spring ${n},1.10\n`);
  const dialog = await opened(`date,campaign,spend\n${many.join("")}`);
  const currency = dialog.getByLabel("Currency of rows that say none");
  const check = dialog.getByRole("button", { name: "Check" });
  const answered = signedIn.page.waitForResponse("**/api/costs/import");
  await currency.fill("eur");
  await check.click();
  await answered;
  await currency.fill("usd");
  await check.click();
  await dialog.getByText("40,000 entries would be noted", { exact: false }).waitFor();
  expect(await dialog.getByRole("alert").count()).toBe(0);
});

test("columns whose names do not tell what they say are chosen", { timeout: 120_000 }, async () => {
  const { page } = signedIn;
  const dialog = await opened("jour;depense;devise\n2026-02-01T10:00:00Z;1.250,50;EUR\n");
  const check = dialog.getByRole("button", { name: "Check" });
  // Times are known by how they are written, amounts only by their column's name.
  expect(await dialog.getByLabel("When it was spent").inputValue()).toBe("jour");
  expect([await dialog.getByLabel("Amount").inputValue(), await check.isDisabled()]).toEqual(["", true]);
  await dialog.getByText("choose the columns that do", { exact: false }).waitFor();
  await dialog.getByLabel("Amount").selectOption("depense");
  await dialog.getByLabel("Currency", { exact: true }).selectOption("devise");
  expect(await faultsSeen(page, "cost-file-columns")).toEqual([]);
  await check.click();
  await dialog.getByText("1 entry would be noted", { exact: false }).waitFor();
  await dialog.getByRole("button", { name: "Note them" }).click();
  await dialog.getByText("1 entry was noted", { exact: false }).waitFor();
});
