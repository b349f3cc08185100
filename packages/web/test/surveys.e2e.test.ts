import { afterAll, beforeAll, expect, test } from "vitest";
import { capture, findFaults } from "./browser.ts";
import { faultsInLooks } from "./looks.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

let opened: SignedInPage;

beforeAll(async () => {
  opened = await openSignedInPage();
}, 120_000);

afterAll(() => opened.close());

test("a survey is made, answers come in, and each number opens the people behind it", {
  timeout: 300_000,
}, async () => {
  const { page, server, context } = opened;
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await page.goto("/settings/surveys");
  await page.getByText("No surveys yet").waitFor();
  expect(await findFaults(page)).toEqual([]);
  await button("Add a survey").click();
  await page.getByLabel("Name", { exact: true }).fill("NPS");
  await page.getByLabel("Key", { exact: true }).fill("nps");
  const first = page.getByRole("group", { name: "Question 1" });
  await first.getByLabel("What is asked").fill("How likely are you to recommend us?");
  await first.getByLabel("Key of the question").fill("score");
  await first.getByLabel("Answer", { exact: true }).selectOption({ label: "0 to 10 (NPS)" });
  await first.getByLabel("What it tells of").selectOption({ label: "NPS" });
  await first.getByLabel("Days for which an answer counts").fill("90");
  expect(await findFaults(page)).toEqual([]);
  await button("Add a question").click();
  const second = page.getByRole("group", { name: "Question 2" });
  await second.getByLabel("What is asked").fill("What do you look for?");
  await second.getByLabel("Key of the question").fill("sought");
  await second.getByLabel("Choices").fill("work\nsocial\nstatus");
  await capture(page, "survey-dialog-wide-light");
  await button("Save").click();
  await page.getByText("counts for 90 days", { exact: false }).waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });

  const answer = (userId: string, properties: object) =>
    sendEvent(server, {
      type: "track",
      event: "Survey Answered",
      userId,
      properties: { survey: "NPS", ...properties },
    });
  for (const [place, score] of [10, 9, 9, 8, 3].entries()) {
    expect(await answer(`user-${place}`, { question: "score", score })).toBe(200);
  }
  await answer("user-0", { question: "sought", answer: "status" });
  await expect
    .poll(async () => (await context.request.get("/api/people/user-0")).status(), { timeout: 30_000 })
    .toBe(200);
  const counted = async (): Promise<string> => (await context.request.get("/api/surveys/nps/answers")).text();
  await expect.poll(counted, { timeout: 30_000 }).toContain('"answer":"status","people":1');
  await page.goto("/settings/surveys?survey=nps");
  const score = page.getByRole("region", { name: "How likely are you to recommend us?" });
  await score.getByText("5 people have an answer that counts now.").waitFor();
  const net = score.locator("dl");
  expect(await net.innerText()).toContain("40");
  await score.getByRole("row", { name: "9 2 40%" }).waitFor();
  await button("Take earlier answers in").click();
  await page.getByText("0 earlier answers were taken in.").waitFor();
  expect(await findFaults(page)).toEqual([]);
  const pages = { surveys: "/settings/surveys?survey=nps", "person-answers": "/people/user-0" };
  expect(await faultsInLooks({ browser: opened.browser, url: server.url, pages })).toEqual([]);
  await net.getByRole("link", { name: "3", exact: true }).click();
  await page.waitForURL(/new-segment/);
  await page.getByText("user-0").first().waitFor();
  expect(await findFaults(page)).toEqual([]);
  await page.goto("/people/user-0");
  await page.getByText("counts until", { exact: false }).waitFor();
});
