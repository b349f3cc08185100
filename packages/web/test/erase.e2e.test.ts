import { afterAll, beforeAll, expect, test } from "vitest";
import { faultsSeen } from "./looks.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

let here: SignedInPage;

beforeAll(async () => {
  here = await openSignedInPage();
}, 120_000);

afterAll(() => here.close());

test("a person is erased once their name was typed, and the proof fills up until nothing is left", {
  timeout: 180_000,
}, async () => {
  const { server, context, page } = here;
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const isThere = async () => (await context.request.get("/api/people/ann")).status();
  expect(await sendEvent(server, { type: "track", event: "Bought", userId: "ann" })).toBe(200);
  await expect.poll(isThere, { timeout: 30_000 }).toBe(200);
  await page.goto("/people/ann");
  await button("Erase").click();
  await page.getByLabel("To confirm, type ann").fill("an");
  expect(await button("Erase for good").isDisabled()).toBe(true);
  expect(await faultsSeen(page, "erase-dialog")).toEqual([]);
  await page.getByLabel("To confirm, type ann").fill("ann");
  await button("Erase for good").click();
  await page.getByText("Erasure e1").waitFor();
  expect(await isThere()).toBe(404);
  await page.getByText("Due", { exact: false }).first().waitFor();
  expect(await faultsSeen(page, "erasures")).toEqual([]);
  await button("Clear files now").click();
  await page.getByText("Complete · ", { exact: false }).waitFor();
  expect(await faultsSeen(page, "erasures-complete")).toEqual([]);
});
