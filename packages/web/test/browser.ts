import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

const SCREENSHOTS = fileURLToPath(new URL("../screenshots", import.meta.url));

export const SIZES = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;
export const ADMIN = { name: "Olena Kovalenko", email: "olena@example.com", password: "a-sentence-to-keep" };

export type Look = { readonly size: keyof typeof SIZES; readonly scheme: "light" | "dark" };

let opened: Promise<Browser> | null = null;

/**
 * The browser of this process. Files of tests that run in it one after the other share it, for to start one takes seconds: each closes the
 * contexts that it has opened, and the browser ends with the process.
 */
export async function openBrowser(): Promise<Browser> {
  const before = await opened;
  if (before?.isConnected() === true) return before;
  opened = chromium.launch({
    executablePath: process.env["HABITUS_CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
  return opened;
}

export function newContext(browser: Browser, url: string, look: Look): Promise<BrowserContext> {
  return browser.newContext({
    baseURL: url,
    viewport: SIZES[look.size],
    colorScheme: look.scheme,
    reducedMotion: "reduce",
    locale: "en-GB",
  });
}

/** A context of somebody who is signed in as the admin. */
export async function signedIn(browser: Browser, url: string, look: Look): Promise<BrowserContext> {
  const context = await newContext(browser, url, look);
  const { email, password } = ADMIN;
  const answer = await context.request.post("/api/session", { data: { email, password } });
  expect(answer.status()).toBe(200);
  return context;
}

/**
 * Left out of axe: the copy of a definition behind its text field, which is transparent on purpose, and the drawing of a
 * chart, which is hidden from assistive technology, has a table twin, and uses the colours of the text around it.
 */
const EXCLUDED = { exclude: [[".definition-behind"], [".chart svg"]] };

type Node = {
  readonly html: string;
  readonly any: readonly { readonly message: string }[];
  /** Selectors of the element, the last one inside of the others. */
  readonly target: readonly string[];
};
type Finding = { readonly id: string; readonly nodes: readonly Node[] };
type Findings = { readonly violations: readonly Finding[]; readonly incomplete: readonly Finding[] };
/** What holds is not listed, which is most of the work. */
const WANTED = { resultTypes: ["violations", "incomplete"] };
type WithAxe = {
  readonly axe: { readonly run: (context: typeof EXCLUDED, options: typeof WANTED) => Promise<Findings> };
};

/** Runs in the page. */
const hasAxe = (): boolean => "axe" in globalThis;

/** Runs in the page. What lies behind a dialog is covered by it, in whole or in part: it is looked at while there is none. */
async function runAxe([context, options]: readonly [typeof EXCLUDED, typeof WANTED]): Promise<Findings> {
  const { axe } = globalThis as unknown as WithAxe;
  const { violations, incomplete } = await axe.run(context, options);
  const isCovered = ({ target }: Node): boolean => {
    const element = document.querySelector(target.at(-1) ?? "");
    return element !== null && element.closest("#root") !== null;
  };
  if (document.querySelector("[aria-modal='true']") === null) return { violations, incomplete };
  const decidable = ({ id, nodes }: Finding): Finding => ({
    id,
    nodes: nodes.filter((node) => !isCovered(node)),
  });
  return { violations, incomplete: incomplete.map(decidable) };
}

/** Runs in the page. The head of a dialog that is scrolled hides from axe what lies under it. */
function dialogsToTop(): void {
  for (const dialog of document.querySelectorAll(".mantine-Modal-content, .mantine-Drawer-content")) {
    dialog.scrollTo(0, 0);
  }
}

/** Everything axe finds wrong, with contrast it could not decide counted as wrong, and whether the page is too wide. */
export async function findFaults(page: Page): Promise<readonly string[]> {
  // A document is asked many times, and reading axe takes longer than asking.
  if (!(await page.evaluate(hasAxe))) await page.evaluate(axe.source);
  await page.evaluate(dialogsToTop);
  const { violations, incomplete } = await page.evaluate(runAxe, [EXCLUDED, WANTED] as const);
  const undecided = incomplete.filter(({ id }) => id === "color-contrast");
  const faults = [...violations, ...undecided].flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} (${any[0]?.message ?? ""})`),
  );
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return tooWide > 0 ? [...faults, `the page is ${tooWide} px wider than the window`] : faults;
}

/** Screenshots are kept, and taken of more, when HABITUS_SCREENSHOTS is set. */
export const areCaptured = process.env["HABITUS_SCREENSHOTS"] !== undefined;

export async function capture(page: Page, name: string): Promise<void> {
  if (!areCaptured) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
}
