import { afterAll, beforeAll, expect, test } from "vitest";
import { capture, findFaults } from "./browser.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

let signedIn: SignedInPage;

beforeAll(async () => {
  signedIn = await openSignedInPage();
}, 120_000);

afterAll(() => signedIn.close());

const ROWS = "date,campaign,spend\n2026-01-02,Spring,1.10\n2026-01-02,Autumn,2.20\n2026-01-03,Spring,dear\n";

test("a file of costs is mapped, checked and noted", { timeout: 120_000 }, async () => {
  const { page } = signedIn;
  await page.goto("/settings/costs");
  await page.getByRole("button", { name: "Note costs from a file" }).click();
  const dialog = page.getByRole("dialog", { name: "Note costs from a file" });
  const chooser = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "File" }).click();
  await (await chooser).setFiles({ name: "costs.csv", mimeType: "text/csv", buffer: Buffer.from(ROWS) });
  await dialog.getByRole("button", { name: "Read its columns" }).click();
  await dialog.getByLabel("Currency of rows that say none").fill("eur");
  await dialog.getByRole("button", { name: "Check" }).click();
  await dialog.getByText("2 entries would be noted", { exact: false }).waitFor();
  await dialog.getByText("spend:", { exact: false }).waitFor();
  expect(await findFaults(page)).toEqual([]);
  await capture(page, "cost-file-wide-light");
  await dialog.getByRole("button", { name: "Note them" }).click();
  await dialog.getByText("2 entries were noted", { exact: false }).waitFor();
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await page.getByText("Spring").first().waitFor();
});
