import { afterAll, beforeAll, expect, test } from "vitest";
import { capture } from "./browser.ts";
import { faultsSeen } from "./looks.ts";
import { openSignedInPage, sendAll, type SignedInPage } from "./signed-in-page.ts";

let here: SignedInPage;

beforeAll(async () => {
  here = await openSignedInPage();
  const of = (event: string, people: number) =>
    Array.from({ length: people }, (_, n) => ({ type: "track", event, userId: `p${n}` }));
  const batch = [
    ...of("purchase", 3),
    ...of("Order Cancelled", 9),
    ...of("add_to_cart", 5),
    ...of("Product Viewed", 4),
  ];
  // What names there are is looked up once a minute: not before they are there.
  await sendAll(here, batch);
}, 180_000);

afterAll(() => here.close());

test("a goal asks what its events are called here, and takes the names that somebody confirms", {
  timeout: 180_000,
}, async () => {
  const { page } = here;
  await page.goto("/new-segment");
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  const choose = async () => {
    await button("readiness").click();
    await button(/^Left cart/).click();
  };
  await choose();
  const cart = page.getByRole("combobox", { name: "In your data “Product Added” is called" });
  const order = page.getByRole("combobox", { name: "In your data “Order Completed” is called" });
  expect([await cart.inputValue(), await order.inputValue()]).toEqual(["add_to_cart", "purchase"]);
  // Nothing is taken before somebody says so.
  expect(await page.getByLabel("As a sentence").inputValue()).toBe("");
  await capture(page, "template-names-wide-light");
  expect(await faultsSeen(page, "template-names")).toEqual([]);

  await button("Back to the goals").click();
  await choose();
  await button("Take it with these names").click();
  const sentence = await page.getByLabel("As a sentence").inputValue();
  expect(sentence).toBe(
    "did add_to_cart then not purchase within 1 hour in last 7 days and did not purchase in last 7 days",
  );
  const counted = page.locator(".segment-rail .segment-big-count");
  await expect.poll(() => counted.innerText(), { timeout: 60_000 }).toBe("0");
});

test("a goal that reads a rating which is not there says so, and makes and runs it first", {
  timeout: 180_000,
}, async () => {
  const { page } = here;
  // The draft of the segment before is of no use here.
  await page.goto("/settings/models");
  await page.evaluate(() => localStorage.clear());
  await page.goto("/new-segment");
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  await page.getByLabel("Search all goals, such as weekend or lapsed").fill("engaged by e-mail");
  await button(/^Highly engaged by e-mail.*Needs the rating “engagement”$/).click();
  await page.getByText("there is none yet").waitFor();
  await capture(page, "template-needs-wide-light");
  expect(await faultsSeen(page, "template-needs")).toEqual([]);
  await button("Make and run “Engagement”").click();
  await page.getByText("All it needs is there.").waitFor();
  await button("Take it").click();
  expect(await page.getByLabel("As a sentence").inputValue()).toBe(
    'in top 20% by predicted "engagement.email"',
  );
  // Whoever writes it is told where the model is made that another score is of.
  await page.getByLabel("As a sentence").fill('predicted "shop.alive" < 0.3');
  await page.getByText("There is no model").waitFor();
  await page.getByRole("link", { name: "All models" }).waitFor();
});
