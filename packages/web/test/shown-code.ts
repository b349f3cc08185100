import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import type { Locator, Page } from "playwright-core";
import { build } from "vite";

const run = promisify(execFile);
/** SDKs of servers send what they have gathered after ten seconds. */
const GATHERED_MS = 60_000;
const ENTRY = "shown-code";

/** The code for each sender, as it stands where somebody copies it. */
export async function shownCodes(place: Locator): Promise<ReadonlyMap<string, string>> {
  const senders = place.getByRole("radiogroup", { name: "How to send" }).locator("label");
  const codes = new Map<string, string>();
  for (const sender of await senders.allInnerTexts()) {
    await senders.getByText(sender, { exact: true }).click();
    codes.set(sender, await place.getByRole("group", { name: sender, exact: true }).innerText());
  }
  return codes;
}

/** Runs code where it is meant for: in a shell, in Node, or on a site of another origin. */
export async function runShown(sender: string, code: string, page: Page): Promise<void> {
  if (sender === "curl") await run("sh", ["-c", code]);
  else if (sender.endsWith("(browser)")) await visitSiteWith(code, page);
  else await run(process.execPath, ["--input-type=module", "--eval", code], { timeout: GATHERED_MS });
}

async function visitSiteWith(code: string, page: Page): Promise<void> {
  const bundle = await bundled(code);
  const site = createServer((request, response) => {
    const isScript = request.url === "/shop.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? bundle : '<!doctype html><title>Shop</title><script src="/shop.js"></script>');
  });
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  const sent = page.waitForResponse((response) => response.url().endsWith("/v1/t"));
  await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
  await sent;
  site.closeAllConnections();
  site.close();
}

/** As the site's own build would make it, with the package that it imports. */
async function bundled(code: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, rollupOptions: { input: ENTRY, output: { format: "iife" } } },
    plugins: [
      {
        name: ENTRY,
        resolveId: (id) => (id === ENTRY ? `\0${ENTRY}` : null),
        load: (id) => (id === `\0${ENTRY}` ? code : null),
      },
    ],
  });
  const [made] = [built].flat();
  const chunk = made !== undefined && "output" in made ? made.output[0] : undefined;
  if (chunk === undefined) throw new Error("Nothing was built.");
  return chunk.code;
}
