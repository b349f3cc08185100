import { afterAll, beforeAll, expect, test } from "vitest";
import { findFaults } from "./browser.ts";
import { faultsSeen } from "./looks.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

let page: SignedInPage["page"];
let close: SignedInPage["close"] | null = null;

beforeAll(async () => {
  ({ page, close } = await openSignedInPage());
}, 120_000);

afterAll(() => close?.());

const ROWS = [
  "customer_id;date;total;items;store",
  ...Array.from(
    { length: 40 },
    (_, n) => `c${n % 12};${1 + (n % 28)}.03.2026 10:30;${n},50 €;shoes|hats;North`,
  ),
  "c1;31.02.2026 10:30;5,00 €;hats;North",
  "c2;03.03.2026 10:30;many;hats;South",
];

test("a file is uploaded, its columns are said, all rows are checked and come in, and who did it is a click away", {
  timeout: 180_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await page.goto("/imports");
  await page.getByText("Nothing was imported yet").waitFor();
  expect(await faultsSeen(page, "imports-empty")).toEqual([]);
  const file = { name: "till.csv", mimeType: "text/csv", buffer: Buffer.from(`${ROWS.join("\n")}\n`) };
  await page.locator("input[type=file]").setInputFiles(file);
  await button("Upload and look at it").click();

  await page.getByRole("heading", { name: "Import till.csv" }).waitFor();
  // Nothing comes in under a name that nobody has chosen.
  await button("Import now").click();
  const asked = page.getByRole("dialog", { name: "Call the events “Row Imported”?" });
  await asked.getByRole("button", { name: "Cancel" }).click();
  await asked.waitFor({ state: "detached" });
  const eventName = page.getByLabel("Name of the event", { exact: true });
  await eventName.fill("");
  await eventName.pressSequentially("Order Completed");
  expect(await eventName.inputValue()).toBe("Order Completed");
  expect(await page.getByLabel("How times are written").inputValue()).toBe("D.M.YYYY H:mm");
  await page.getByLabel("What total is called").fill("revenue");
  expect(await page.getByRole("combobox", { name: "What total holds" }).inputValue()).toBe(
    "Money, decimal comma",
  );
  expect(await page.getByRole("combobox", { name: "What date becomes" }).inputValue()).toBe("Time");
  expect(await faultsSeen(page, "imports-mapping")).toEqual([]);

  await button("Check the whole file").click();
  await page.getByRole("region", { name: "What an import would do" }).waitFor();
  await page.getByText('total: "many" is no number.').waitFor();
  await page.getByText("40", { exact: true }).first().waitFor();
  expect(await faultsSeen(page, "imports-checked")).toEqual([]);
  // What was said and found is still there after a reload.
  await page.reload();
  await page.getByText('total: "many" is no number.').waitFor();
  expect(await page.getByLabel("What total is called").inputValue()).toBe("revenue");

  await button("Save the mapping").click();
  await page.getByLabel("Name", { exact: true }).fill("The till");
  await button("Save").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await button("Import now").click();
  const result = page.getByRole("region", { name: "What came in" });
  await result.waitFor();
  await expect
    .poll(() => result.innerText(), { timeout: 60_000 })
    .toMatch(/Good rows\s+40\s+With mistakes\s+2/);
  await page.getByRole("link", { name: "Download the rows with mistakes" }).waitFor();
  expect(await faultsSeen(page, "imports-done")).toEqual([]);
  await page.getByRole("link", { name: "See who did it: Order Completed" }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  expect(page.url()).toContain("definition=");

  await page.goto("/imports");
  await page.getByText("42 rows").first().waitFor();
  expect(await faultsSeen(page, "imports-list")).toEqual([]);
});

test("a file that is none says so", { timeout: 60_000 }, async () => {
  await page.goto("/imports");
  const file = { name: "a.json", mimeType: "application/json", buffer: Buffer.from('[{"a":1}]') };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("button", { name: "Upload and look at it" }).click();
  await page.getByText("The file is one JSON list.").waitFor();
  expect(await findFaults(page)).toEqual([]);
});
