import { CONTEXT_PROPERTIES, type ContextProperty } from "@habitus/kernel";
import { isRecord, type JsonRecord } from "./fields.ts";
import { LIMITS } from "./limits.ts";

/** What a context says at the first keys of it: those of the call, and under them those of its batch. */
export type Circumstances = (key: ContextKey) => unknown;

type ContextKey = (typeof READ_KEYS)[number];

const NAMES = Object.keys(CONTEXT_PROPERTIES) as readonly ContextProperty[];

/** What a context says, as JSON texts by the names of the properties they become. */
export type ContextWords = readonly (readonly [name: ContextProperty, value: string])[];

/** What is read of the device, the app, the page and where somebody came from. */
export function contextWords(context: Circumstances): ContextWords {
  const words: (readonly [ContextProperty, string])[] = [];
  for (const name of NAMES) {
    const value = valueText(READERS[name](context));
    if (value !== null) words.push([name, value]);
  }
  return words;
}

/** Whether a context says anything that `contextWords` reads. */
export function hasContextWords(context: JsonRecord): boolean {
  return READ_KEYS.some((key) => Object.hasOwn(context, key));
}

const READ_KEYS = [
  "app",
  "campaign",
  "device",
  "library",
  "locale",
  "os",
  "page",
  "referrer",
  "timezone",
  "userAgent",
  "userAgentData",
] as const;

/**
 * The properties with what the context says. A property that was sent goes before, byte for byte as it was.
 * @param text The JSON object text of which `sent` was read.
 */
export function withContextProperties(text: string, sent: JsonRecord, said: ContextWords): string {
  let added = "";
  for (const [name, value] of said) if (!Object.hasOwn(sent, name)) added += `,"${name}":${value}`;
  if (added === "") return text;
  const end = text.lastIndexOf("}");
  const isEmpty = text.slice(1, end).trim() === "";
  return `${text.slice(0, end)}${isEmpty ? added.slice(1) : added}}`;
}

/** Null for what says nothing, is no single value, or is too long to be taken along whole. */
function valueText(value: unknown): string | null {
  if (typeof value === "string") {
    if (value === "" || value.length > LIMITS.contextValueChars) return null;
    return IS_SIMPLE.test(value) ? `"${value}"` : JSON.stringify(value);
  }
  return typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER && PLAIN.test(String(value))
    ? String(value)
    : null;
}

/** Nothing that JSON writes in another way: most texts are so, and are faster put between quotes as they are. */
const IS_SIMPLE = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** A number that is written without an exponent. */
const PLAIN = /^-?\d+(?:\.\d+)?$/;

type Read = (context: Circumstances) => unknown;

const at =
  (first: ContextKey, second: string): Read =>
  (context) =>
    inside(context(first), second);

function inside(part: unknown, key: string): unknown {
  return isRecord(part) ? part[key] : undefined;
}

const READERS: Readonly<Record<ContextProperty, Read>> = {
  $device_type: deviceType,
  $device_model: at("device", "model"),
  $device_manufacturer: at("device", "manufacturer"),
  $os_name: (context) =>
    firstText(inside(context("os"), "name"), inside(context("userAgentData"), "platform")),
  $os_version: at("os", "version"),
  $app_version: ofApp("version"),
  $app_build: ofApp("build"),
  $campaign_source: at("campaign", "source"),
  $campaign_medium: at("campaign", "medium"),
  $campaign_name: at("campaign", "name"),
  $campaign_term: at("campaign", "term"),
  $campaign_content: at("campaign", "content"),
  $referrer_url: (context) => pageOf(referrerOf(context)),
  $referrer_domain: referrerDomain,
  $page_url: (context) => pageOf(inside(context("page"), "url")),
  $page_path: (context) => pathOf(inside(context("page"), "path")),
  $page_title: at("page", "title"),
  $locale: (context) => context("locale"),
  $timezone: (context) => context("timezone"),
  $library_name: at("library", "name"),
  $library_version: at("library", "version"),
};

function firstText(...values: readonly unknown[]): unknown {
  return values.find((value) => typeof value === "string" && value !== "");
}

/** Browsers' SDKs say what they run in and no device. */
function deviceType(context: Circumstances): unknown {
  const said = firstText(inside(context("device"), "type"));
  // One SDK says iOS, another ios.
  if (typeof said === "string") return said.toLowerCase();
  const mobile = inside(context("userAgentData"), "mobile");
  const agent = agentOf(context);
  if (!agent.startsWith("Mozilla/") || /bot|crawl|spider/i.test(agent)) {
    return typeof mobile === "boolean" ? (mobile ? "mobile" : "desktop") : undefined;
  }
  const isMobile = agent.includes("Mobi");
  if (/iPad|Tablet/.test(agent) || (agent.includes("Android") && !isMobile)) return "tablet";
  return mobile === true || isMobile ? "mobile" : "desktop";
}

/** As much of it as is read; "" where none is said. */
function agentOf(context: Circumstances): string {
  const agent = context("userAgent");
  return typeof agent === "string" ? agent.slice(0, LIMITS.userAgentChars) : "";
}

/** RudderStack's browser SDK gives itself out for the app. */
function ofApp(key: string): Read {
  return (context) => {
    const app = context("app");
    const name = inside(app, "name");
    const isSdk = name !== undefined && name === inside(context("library"), "name");
    return isSdk ? undefined : inside(app, key);
  };
}

function referrerOf(context: Circumstances): unknown {
  return firstText(inside(context("referrer"), "url"), inside(context("page"), "referrer"));
}

/** Whose page led here; a page of the same site is nobody else's. */
function referrerDomain(context: Circumstances): string | undefined {
  const from = domainOf(referrerOf(context));
  return from === undefined || from === domainOf(inside(context("page"), "url")) ? undefined : from;
}

/** Undefined for what is no address of a page, such as RudderStack's `$direct`. */
function domainOf(address: unknown): string | undefined {
  if (typeof address !== "string") return undefined;
  const from = address.indexOf("://") + 3;
  if (from < 4) return undefined;
  const host = HOST_END.exec(address.slice(from))?.[0] ?? "";
  const domain = host
    .slice(host.lastIndexOf("@") + 1)
    .replace(/:\d*$/, "")
    .toLowerCase();
  return domain.startsWith("www.") ? domain.slice(4) : domain;
}

const HOST_END = /^[^/?#]*/;

/**
 * Tokens and addresses of people stand behind the question mark, a user and password before the host; what of it tells of a campaign has
 * properties of its own.
 */
function pageOf(address: unknown): string | undefined {
  const page = pathOf(address);
  if (page === undefined || !page.includes("://")) return undefined;
  return page.includes("@") ? page.replace(USER, "$1") : page;
}

/** What stands before the question mark and the fragment: apps of one page send these as part of the path. */
function pathOf(address: unknown): string | undefined {
  if (typeof address !== "string") return undefined;
  const end = address.search(/[?#]/);
  return end < 0 ? address : address.slice(0, end);
}

/** The scheme, and behind it what stands before the host. */
const USER = /^([^/]*:\/\/)[^/]*@/;
