import { afterAll, beforeAll, expect, test } from "vitest";
import { capture, findFaults } from "./browser.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

let signedIn: SignedInPage;

beforeAll(async () => {
  signedIn = await openSignedInPage();
}, 120_000);

afterAll(() => signedIn.close());

test("a place inside of a field is marked, and taken out of what comes then", {
  timeout: 120_000,
}, async () => {
  const { page, context, server } = signedIn;
  await page.goto("/plan?event=Moved");
  const card = page.getByRole("region", { name: "Worth of places inside of fields" });
  await card.getByLabel("Place").fill("city");
  await card.getByRole("button", { name: "Mark this place" }).click();
  await card.getByText("That is a field and no place inside of one", { exact: false }).waitFor();
  await card.getByLabel("Place").fill("address.street");
  await card.getByRole("button", { name: "Mark this place" }).click();
  await card.getByLabel("Worth of address.street").selectOption("unnecessary");
  await page.getByRole("button", { name: "Keep it no longer" }).click();
  await expect.poll(() => card.getByLabel("Worth of address.street").inputValue()).toBe("unnecessary");
  expect(await findFaults(page)).toEqual([]);
  await capture(page, "inner-marks-wide-light");

  const properties = { address: { street: "Main 1", city: "Graz" } };
  expect(await sendEvent(server, { event: "Moved", userId: "ann", properties })).toBe(200);
  const kept = async (): Promise<unknown> => {
    const answer = await context.request.get("/api/people/ann/events");
    const { events = [] } = (await answer.json()) as {
      readonly events?: readonly { readonly properties: unknown }[];
    };
    return events[0]?.properties;
  };
  await expect.poll(kept, { timeout: 30_000 }).toEqual({ address: { city: "Graz" } });
});
