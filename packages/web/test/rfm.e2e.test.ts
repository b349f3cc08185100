import { afterAll, beforeAll, expect, test } from "vitest";
import { capture } from "./browser.ts";
import { faultsSeen } from "./looks.ts";
import { openSignedInPage, sendAll, type SignedInPage } from "./signed-in-page.ts";

const DAY_MS = 86_400_000;

let here: SignedInPage;

beforeAll(async () => {
  here = await openSignedInPage();
  // Number n of five ordered n times, the last n days before the others' last, each time for 10 n.
  const batch = [1, 2, 3, 4, 5].flatMap((n) =>
    Array.from({ length: n }, (_, order) => ({
      type: "track",
      event: "Order Completed",
      userId: `buyer ${n}`,
      timestamp: new Date(Date.now() - (10 - n + 20 * order) * DAY_MS).toISOString(),
      properties: { revenue: 10 * n },
    })),
  );
  // What names there are is looked up once a minute: not before they are there.
  await sendAll(here, batch);
}, 180_000);

afterAll(() => here.close());

test("buyers are shown by recency and frequency; a cell opens its people and becomes a segment", {
  timeout: 180_000,
}, async () => {
  const { page } = here;
  await page.goto("/explore/rfm");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("heading", { name: "5 buyers by recency and frequency" }).waitFor();
  const table = page.getByRole("table", { name: "Buyers by recency and frequency" });
  const best = table.getByRole("button", { name: "1 person with recency 5 and frequency 5" });
  expect(await table.getByRole("button").count()).toBe(5);
  expect(await table.getByText("M 5", { exact: true }).count()).toBe(1);
  await capture(page, "rfm-wide-light");
  expect(await faultsSeen(page, "rfm")).toEqual([]);

  await best.click();
  const dialog = page.getByRole("dialog", { name: "1 person with recency 5 and frequency 5" });
  await dialog.getByText("buyer 5").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Segment of them: recency 5 and frequency 5" }).click();
  await expect
    .poll(() => page.getByLabel("As a sentence").inputValue())
    .toBe('rfm recency 5 and frequency 5 by "Order Completed".revenue in last 365 days');
});
