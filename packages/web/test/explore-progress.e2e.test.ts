import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { capture, findFaults } from "./browser.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

let signedIn: SignedInPage;

beforeAll(async () => {
  signedIn = await openSignedInPage();
  const event = { event: "visit", userId: "ann", messageId: "1" };
  expect(await sendEvent(signedIn.server, event)).toBe(200);
}, 120_000);

afterAll(() => signedIn.close());

const LONG_QUERY = new URL("../../server/src/adapters/clickhouse/testing/long-query.sql", import.meta.url);
const LANE = { "x-habitus-lane": "watch" };

/** Minutes of work in the lane of long questions; ends when the connection does. */
function longQuery(): () => void {
  const socketPath = join(signedIn.server.data, "store", "engine.sock");
  const asked = request({ socketPath, method: "POST", path: "/?query_id=long", headers: LANE });
  asked.on("error", () => undefined);
  asked.end(readFileSync(LONG_QUERY));
  return () => void asked.destroy();
}

type Load = { readonly watch: { readonly running: number; readonly waiting: number } };

function load(): Promise<Load["watch"]> {
  const socketPath = join(signedIn.server.data, "store", "engine.sock");
  return new Promise((resolve, reject) => {
    request({ socketPath, path: "/load" }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () => resolve((JSON.parse(text) as Load).watch));
    })
      .on("error", reject)
      .end();
  });
}

const QUESTION = `/explore/trends?lines=${encodeURIComponent("times did visit")}`;

test("a question that takes long says how far it is, is cancelled for real and asked again", {
  timeout: 180_000,
}, async () => {
  const { page } = signedIn;
  const card = page.getByRole("region", { name: "Being worked out" });
  const stop = longQuery();
  await expect.poll(load, { timeout: 30_000 }).toEqual({ running: 1, waiting: 0 });
  await page.goto(QUESTION);
  await card.getByText("Waiting for its turn", { exact: false }).waitFor();
  expect(await load()).toEqual({ running: 1, waiting: 1 });
  expect(await findFaults(page)).toEqual([]);
  await capture(page, "explore-waiting-wide-light");

  // Leaving the page ends it, and so does the button.
  await page.getByRole("link", { name: "Paths" }).click();
  await expect.poll(load).toEqual({ running: 1, waiting: 0 });
  await page.goBack();
  await card.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("The question was cancelled").waitFor();
  await expect.poll(load).toEqual({ running: 1, waiting: 0 });
  await capture(page, "explore-cancelled-wide-light");

  await page.getByRole("button", { name: "Ask again" }).click();
  await card.waitFor();
  stop();
  await page.getByRole("button", { name: "Show as a table" }).waitFor();
  await card.waitFor({ state: "detached" });
  await expect.poll(load).toEqual({ running: 0, waiting: 0 });
});
