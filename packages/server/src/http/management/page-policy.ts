import { createHash } from "node:crypto";
import { AUDIT_STYLE } from "./audit-page.ts";
import { REFERENCE_STYLE } from "./reference-page.ts";

const hashOf = (style: string): string => `'sha256-${createHash("sha256").update(style).digest("base64")}'`;
const STYLES = [REFERENCE_STYLE, AUDIT_STYLE].map(hashOf).join(" ");

/** Our own pages' styles are the only thing that a page may load. */
export const PAGE_POLICY = `default-src 'none'; style-src ${STYLES}; frame-ancestors 'none'; base-uri 'none'`;
