import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { compress } from "hono/compress";

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  // Component libraries set style attributes; scripts come from our own files only.
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const YEAR_SECONDS = 31_536_000;

/** The built pages in `root`: files by name, hashed assets cached for ever, any other path the page itself. */
export function createPages(root: string): Hono {
  const pages = new Hono();
  pages.use(compress());
  pages.use(async (context, next) => {
    await next();
    context.header("content-security-policy", CONTENT_SECURITY_POLICY);
    context.header("x-content-type-options", "nosniff");
    context.header("referrer-policy", "same-origin");
    const hashed = context.req.path.startsWith("/assets/") && context.res.status === 200;
    context.header("cache-control", hashed ? `public, max-age=${YEAR_SECONDS}, immutable` : "no-cache");
  });
  pages.get("/assets/*", serveStatic({ root }), (context) => context.notFound());
  pages.get("*", serveStatic({ root }));
  pages.get("*", async (context) => {
    try {
      return context.html(await readFile(join(root, "index.html"), "utf8"));
    } catch {
      return context.text("The pages are not built. Run `npm run build`.", 503);
    }
  });
  return pages;
}
