import type { Browser, Page, Request } from "playwright-core";
import { areCaptured, capture, findFaults, type Look, signedIn, SIZES } from "./browser.ts";

const LOOKS: readonly Look[] = [
  { size: "wide", scheme: "dark" },
  { size: "phone", scheme: "light" },
];
/** The other combinations, to be looked at. */
const MORE_LOOKS: readonly Look[] = [
  { size: "wide", scheme: "light" },
  { size: "phone", scheme: "dark" },
];

export type Visit = {
  readonly path: string;
  /** For what comes later than the answers a page asks for when it opens. */
  readonly ready?: (page: Page) => Promise<unknown>;
};

type Looking = {
  readonly browser: Browser;
  readonly url: string;
  readonly pages: Readonly<Record<string, Visit | string>>;
  /** Pages take turns at the looks, so that many of them are seen in half the time. */
  readonly inTurns?: boolean;
};

type WithRouter = {
  readonly __TSR_ROUTER__: { readonly navigate: (to: { readonly href: string }) => Promise<void> };
};

/** As a link of the page would; only the first page is loaded, which takes longer than to look at it. */
export async function goTo(page: Page, path: string): Promise<void> {
  if (page.url() === "about:blank") {
    await page.goto(path);
    return;
  }
  await page.evaluate(
    (href) => (globalThis as unknown as WithRouter).__TSR_ROUTER__.navigate({ href }),
    path,
  );
}

/** Whatever is wrong with some pages, in two looks; where pictures are kept, in all four. */
export async function faultsInLooks({ browser, url, pages, inTurns = false }: Looking): Promise<string[]> {
  const faults: string[] = [];
  for (const [turn, look] of (areCaptured ? [...LOOKS, ...MORE_LOOKS] : LOOKS).entries()) {
    const context = await signedIn(browser, url, look);
    context.setDefaultTimeout(90_000);
    const page = await context.newPage();
    const settled = watch(page);
    for (const [place, [name, visit]] of Object.entries(pages).entries()) {
      if (inTurns && !areCaptured && place % LOOKS.length !== turn) continue;
      const { path, ready } = typeof visit === "string" ? { path: visit } : visit;
      await goTo(page, path);
      await page.locator("main h1").waitFor();
      await ready?.(page);
      await settled();
      await toTop(page);
      const found = await findFaults(page);
      faults.push(...found.map((fault) => `${name}, ${look.size}, ${look.scheme}: ${fault}`));
      await capture(page, `${name}-${look.size}-${look.scheme}`);
    }
    await context.close();
  }
  return faults;
}

/** Colours pass over into the other scheme's. */
const SCHEME_CHANGE_MS = 500;
/** Of long pages and dialogs so much is pictured. */
const PICTURED_PX = 2_600;

/** Whatever is wrong with a page in the state it is in: as it stands, and where pictures are kept in all looks. */
export async function faultsSeen(page: Page, name: string): Promise<readonly string[]> {
  if (!areCaptured) return findFaults(page);
  const faults: string[] = [];
  for (const { size, scheme } of [...LOOKS, ...MORE_LOOKS]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(SIZES[size]);
    await page.waitForTimeout(SCHEME_CHANGE_MS);
    // Where the machine is busy the change may not have been drawn by then.
    await page.evaluate(drawn, FRAMES);
    await toTop(page);
    faults.push(...(await findFaults(page)).map((fault) => `${name}, ${size}, ${scheme}: ${fault}`));
    const height = await page.evaluate(pictured);
    await page.setViewportSize({
      width: SIZES[size].width,
      height: Math.min(PICTURED_PX, Math.max(SIZES[size].height, height)),
    });
    await capture(page, `${name}-${size}-${scheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(SIZES.wide);
  await page.waitForTimeout(SCHEME_CHANGE_MS);
  return faults;
}

/** A page may lead somewhere, and a change of size scroll: the head of a narrow one hides from axe what lies under it. */
async function toTop(page: Page): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, 0));
}

/** Runs in the page: how high it is, and a dialog with the space around it. */
function pictured(): number {
  const dialogs = [...document.querySelectorAll(".mantine-Modal-content, .mantine-Drawer-content")];
  const inside = dialogs.map((dialog) => Math.ceil(dialog.scrollHeight * 1.2));
  return Math.max(document.documentElement.scrollHeight, ...inside);
}

/** An answer may make a page ask for more, once it is drawn. */
const QUIET_MS = 150;
const LOOK_AGAIN_MS = 25;
/** Rows of a long list are measured in the frame after they are drawn, and put in their places in the next. */
const FRAMES = 3;

/** Runs in the page. */
const drawn = async (frames: number): Promise<void> => {
  for (let frame = 0; frame < frames; frame++) {
    await new Promise((resolve) => {
      requestAnimationFrame(resolve);
    });
  }
};

/** Resolves when nothing is under way but streams, which never end, and nothing is drawn as loading. */
export function watch(page: Page): () => Promise<void> {
  const underWay = new Set<Request>();
  let changedAt = Date.now();
  const ended = (request: Request): void => {
    if (underWay.delete(request)) changedAt = Date.now();
  };
  page.on("request", (request) => {
    if (request.headers()["accept"] === "text/event-stream") return;
    underWay.add(request);
    changedAt = Date.now();
  });
  page.on("requestfinished", ended);
  page.on("requestfailed", ended);
  return async () => {
    while (underWay.size > 0 || Date.now() - changedAt < QUIET_MS) await page.waitForTimeout(LOOK_AGAIN_MS);
    await page.locator(".loading, .mantine-Skeleton-root").first().waitFor({ state: "detached" });
    await page.evaluate(drawn, FRAMES);
  };
}
